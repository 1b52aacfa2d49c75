/** The generated parts of docs/: a page for each type and component, their lists in docs/_index.md, and llms.txt. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { root } from "../setup/paths.ts";
import { cliPage, cliPageText } from "./cli-page.ts";
import { componentPage, components } from "./component-page.ts";
import { ComponentTypes } from "./component-types.ts";
import { llmsPage, llmsText } from "./llms-page.ts";
import { table } from "./markdown.ts";
import { pageOf } from "./page.ts";
import { Sdk } from "./sdk.ts";
import { type Type, typesOf } from "./types.ts";

export const kindsDir = "docs/kinds";
export const componentsDir = "docs/components";
export const indexPage = "docs/_index.md";

/** Texts by their paths in the repository. */
export async function pages(): Promise<ReadonlyMap<string, string>> {
  const sdk = await Sdk.read();
  const made = new Map<string, string>();
  const types = typesOf(sdk);
  const hrefsFrom = (dir: string) =>
    new Map([
      ...types.map(({ type }) => [type, hrefFrom(dir, kindsDir, type)] as const),
      ...components.map((name) => [name, hrefFrom(dir, componentsDir, name)] as const),
    ]);
  for (const type of types) {
    made.set(`${kindsDir}/${type.type}.md`, await pageOf(type, sdk, hrefsFrom(kindsDir)));
  }
  const context = {
    sdk,
    types: new ComponentTypes(),
    kinds: new Map(types.flatMap(({ type, link }) => (link === undefined ? [] : [[link.link.kind, type]]))),
    hrefs: hrefsFrom(componentsDir),
  };
  for (const name of components) {
    made.set(`${componentsDir}/${name}.md`, await componentPage(name, context));
  }
  made.set(cliPage, cliPageText());
  const index = await readFile(path.join(root, indexPage), "utf8");
  const withKinds = withList(index, "kinds", typeList(types));
  const both = withList(withKinds, "components", componentList(sdk));
  return made.set(indexPage, both).set(llmsPage, llmsText(both));
}

const hrefFrom = (dir: string, target: string, name: string) =>
  dir === target ? `${name}.md` : `../${path.basename(target)}/${name}.md`;

/** The index page with a list between its markers. */
function withList(index: string, list: string, text: string): string {
  const place = new RegExp(`(<!-- ${list}: made by \`npm run docs\` -->\\n)[\\s\\S]*?(<!-- /${list} -->)`);
  if (!place.test(index)) throw new Error(`${indexPage} has no markers for the list of ${list}`);
  return index.replace(place, (_all, head, tail) => `${head}\n${text}\n\n${tail}`);
}

const typeList = (types: readonly Type[]): string =>
  table(
    ["Type", "What it is for"],
    types.map(({ type, link, doc }) => [
      `[${type}](kinds/${type}.md)`,
      link?.link.summary ?? firstSentence(doc.prose),
    ]),
  );

const componentList = (sdk: Sdk): string =>
  table(
    ["Component", "What it is for"],
    components.map((name) => [`[${name}](components/${name}.md)`, firstSentence(sdk.class(name).prose)]),
  );

const firstSentence = (prose: string) => /^.*?\.(?= |$)/m.exec(prose)?.[0] ?? prose;
