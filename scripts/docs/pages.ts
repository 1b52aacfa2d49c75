/** All of docs/ that is made: a page for each type, and the list of them in docs/_index.md. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { root } from "../setup/paths.ts";
import { table } from "./markdown.ts";
import { pageOf } from "./page.ts";
import { Sdk } from "./sdk.ts";
import { type Type, typesOf } from "./types.ts";

export const kindsDir = "docs/kinds";
export const indexPage = "docs/_index.md";

/** Texts by their paths in the repository. */
export async function pages(): Promise<ReadonlyMap<string, string>> {
  const sdk = await Sdk.read();
  const made = new Map<string, string>();
  const types = typesOf(sdk);
  const names = types.map(({ type }) => type);
  for (const type of types) made.set(`${kindsDir}/${type.type}.md`, await pageOf(type, sdk, names));
  const index = await readFile(path.join(root, indexPage), "utf8");
  return made.set(indexPage, withList(index, types));
}

const list = /(<!-- kinds: made by `npm run docs` -->\n)[\s\S]*?(<!-- \/kinds -->)/;

function withList(index: string, types: readonly Type[]): string {
  if (!list.test(index)) throw new Error(`${indexPage} has no place for the list of kinds`);
  return index.replace(list, (_all, head, tail) => `${head}\n${listOf(types)}\n\n${tail}`);
}

const listOf = (types: readonly Type[]): string =>
  table(
    ["Type", "What it is for"],
    types.map(({ type, link, doc }) => [
      `[${type}](kinds/${type}.md)`,
      link?.link.summary ?? firstSentence(doc.prose),
    ]),
  );

const firstSentence = (prose: string) => /^.*?\.(?= |$)/m.exec(prose)?.[0] ?? prose;
