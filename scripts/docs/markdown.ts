/** Helpers for Markdown. */

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cellOf).join(" | ")} |`;
  return [line(header), `|${" --- |".repeat(header.length)}`, ...rows.map(line)].join("\n");
}

const cellOf = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** An argument in the syntax of a program: `key: 42`. */
export const inlineValue = (name: string, value: unknown): string => `\`${name}: ${literal(value)}\``;

export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value).map(([name, one]) => `${name}: ${literal(one)}`);
  return `{ ${members.join(", ")} }`;
}

export const code = (text: string, language = "") => `\`\`\`${language}\n${text}\n\`\`\``;

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The page with at most one empty line between its parts, and one line break at its end. */
export const page = (...parts: readonly (string | undefined)[]): string =>
  `${parts.filter((part) => part !== undefined && part !== "").join("\n\n")}\n`;

/** Turns names in backticks into links if they have a page. Code blocks do not change. */
export function withLinks(text: string, hrefOf: (name: string) => string | undefined): string {
  const linked = (part: string) =>
    part.replace(/(?<!\[)`(\w+)`/g, (whole, name: string) => {
      const href = hrefOf(name);
      return href === undefined ? whole : `[${whole}](${href})`;
    });
  const parts = text.split(/^(```[\s\S]*?^```$)/m);
  return parts.map((part, index) => (index % 2 === 0 ? linked(part) : part)).join("");
}
