/** llms.txt: an index of the documentation for language models, as https://llmstxt.org describes it. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../setup/paths.ts";

export const llmsPage = "llms.txt";

/** A link to a page, with one sentence about it. */
interface Entry {
  readonly title: string;
  readonly file: string;
  readonly about: string;
}

/** Entries from the front matter of pages, or from their first heading and the first sentence after it. */
const entriesOf = (files: readonly string[]): Entry[] =>
  files.map((file) => {
    const text = readFileSync(path.join(root, file), "utf8");
    const front = (key: string) =>
      new RegExp(`^${key}: (.*)$`, "m").exec(/^---\n[\s\S]*?\n---/.exec(text)?.[0] ?? "");
    const [, heading = "", paragraph = ""] = /^# (.*)\n+((?:.+\n)+)/m.exec(text) ?? [];
    return {
      title: front("title")?.[1] ?? heading,
      file,
      about: front("meta_desc")?.[1] ?? firstSentence(paragraph),
    };
  });

/** The first sentence of a paragraph, on one line and without links. */
function firstSentence(paragraph: string): string {
  const line = paragraph
    .trim()
    .replaceAll("\n", " ")
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, "$1");
  return /^.*?[.?](?= |$)/.exec(line)?.[0] ?? line;
}

/** The entries of a generated list of docs/_index.md, whose lines have the form `| [title](file) | about |`. */
const entriesIn = (index: string, folder: string): Entry[] =>
  [...index.matchAll(new RegExp(`^\\| \\[(\\w+)\\]\\((${folder}/\\w+\\.md)\\) \\| (.*) \\|$`, "gm"))].map(
    ([, title = "", file = "", about = ""]) => ({ title, file: `docs/${file}`, about }),
  );

const section = (title: string, entries: readonly Entry[]): string =>
  `## ${title}\n\n${entries.map(({ title, file, about }) => `- [${title}](${file}): ${about}`).join("\n")}\n`;

/** The text of llms.txt. `index` is the text of docs/_index.md. */
export function llmsText(index: string): string {
  const guides = globSync("docs/guides/*.md", { cwd: root }).toSorted();
  const pages = ["installation-configuration", "cli", "architecture", "scale"].map(
    (name) => `docs/${name}.md`,
  );
  return [
    "# pulumi-iproute2\n",
    `> ${/^meta_desc: (.*)$/m.exec(index)?.[1]}\n`,
    "A Pulumi provider in TypeScript. It runs iproute2 on the hosts over SSH. Each page of a resource lists its arguments with",
    "ranges and defaults, and which changes replace the object.\n",
    section("Docs", entriesOf(["README.md", ...pages])),
    section("Guides", entriesOf(guides)),
    section("Components", entriesIn(index, "components")),
    section("Resources", entriesIn(index, "kinds")),
  ].join("\n");
}
