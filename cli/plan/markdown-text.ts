/**
 * GitHub looks for mentions, numbers of issues and emoji in the rendered text, so a backslash does not prevent them. An empty
 * comment after the sign does. The address `2001:db8:a::1` has the emoji `:a:`. No emoji has a name of digits but 100 and 1234.
 */
const withoutReferences = (text: string): string =>
  text.replace(/[@#]|:(?=(?:100|1234|[+-]1|[\w-]*[a-z][\w-]*):)/g, (character) => `${character}<!-- -->`);

/** A text as plain words of Markdown: GitHub shows it as it is. */
export const escaped = (text: string): string =>
  withoutReferences(text.replace(/[\\`*_{}[\]<>|~&]/g, (character) => `\\${character}`)).replace(
    /\s*\n\s*/g,
    " ",
  );

/** A text as code. The fence is longer than any in the text. */
export function inlineCode(text: string): string {
  const oneLine = text.replace(/\s*\n\s*/g, " ").replaceAll("|", "\\|");
  const longest = Math.max(0, ...[...oneLine.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `\`${oneLine}\`` : `${fence} ${oneLine} ${fence}`;
}

/** A block of code. The fence is longer than any in the text. */
export function codeBlock(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/^ {0,3}(`+)/gm)].map(([, run = ""]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n+$/, "")}\n${fence}`;
}

/** A block that a reader opens by a click. The blank lines make GitHub read its content as Markdown. */
export const details = (summary: string, content: string): string =>
  `<details><summary>${htmlEscaped(summary)}</summary>\n\n${content}\n\n</details>`;

export const htmlEscaped = (text: string): string =>
  withoutReferences(text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"));
