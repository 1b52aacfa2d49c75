/** The page of one component. */
import { type Child, childrenOf } from "./component-children.ts";
import type { ComponentTypes, Field } from "./component-types.ts";
import { page, table, withLinks } from "./markdown.ts";
import { examplesSection, outputType } from "./page.ts";
import { orList } from "./schema.ts";
import type { ClassDoc, Sdk } from "./sdk.ts";

export const GENERATED =
  "<!-- Made by `npm run docs` from the SDK's types and doc comments. Change those, not this. -->";

/** The components of the SDK, in the order of the index. */
export const components = ["TunnelPair", "SiteToSite", "Mesh", "IpsecPair", "MirrorSession"] as const;

interface Context {
  readonly sdk: Sdk;
  readonly types: ComponentTypes;
  /** the type of each kind of link: `gre` → `GreTunnel` */
  readonly kinds: ReadonlyMap<string, string>;
  /** the pages of resource types and components */
  readonly hrefs: ReadonlyMap<string, string>;
}

export async function componentPage(name: string, { sdk, types, kinds, hrefs }: Context): Promise<string> {
  const doc = sdk.class(name);
  const { common, ofKind } = types.argumentsOf(name);
  const text = page(
    GENERATED,
    `# ${name}`,
    doc.prose,
    examplesSection(doc.examples),
    "## Arguments",
    argumentTable("Argument", common),
    ...memberTables(common),
    ...kindTable(ofKind, kinds),
    ...childrenSection(await childrenOf(doc.examples[0]?.code ?? "")),
    outputs(doc),
  );
  return withLinks(text, (other) => (other === name ? undefined : hrefs.get(other)));
}

const REQUIRED = "**required**";

/** The order of arguments: `kind` first, because others depend on it; then required ones, then the rest. */
const inReadingOrder = (fields: readonly Field[]): Field[] =>
  fields.toSorted((one, other) => precedence(one) - precedence(other));

const precedence = ({ name, optional }: Field) => (name === "kind" ? 0 : optional ? 2 : 1);

const argumentTable = (title: string, fields: readonly Field[]): string =>
  table(
    [title, "Takes", "Default", "What it is"],
    inReadingOrder(fields).map(({ name, takes, optional, byDefault, prose }) => [
      `\`${name}\``,
      takes,
      optional ? byDefault.replace(/^("[^"]*"|true|false|\d+)$/, "`$1`") : REQUIRED,
      prose,
    ]),
  );

/** Tables of members. Fields with the same members, such as `a` and `b`, share one. */
function memberTables(fields: readonly Field[], prefix = ""): string[] {
  const shapes = new Map<string, Field[]>();
  for (const field of inReadingOrder(fields)) {
    if (field.members.length === 0) continue;
    const shape = JSON.stringify([field.takes, field.members]);
    shapes.set(shape, [...(shapes.get(shape) ?? []), field]);
  }
  return [...shapes.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const paths = same.map(({ name }) => `${prefix}${name}`);
    return [
      `${titleOf(paths, first.takes)}:`,
      argumentTable("Member", first.members),
      ...memberTables(first.members, `${paths[0]}.`),
    ];
  });
}

function titleOf(paths: readonly string[], takes: string): string {
  const names = orList(
    paths.map((one) => `\`${one}\``),
    "and",
  );
  if (takes === "object") return paths.length > 1 ? `Each of ${names}` : names;
  if (takes === "list: object" || takes === "object, by name: object") return `Each of ${names}`;
  return takes.startsWith("list") ? `Each of ${names}, as an object` : `${names}, as an object`;
}

function kindTable(
  ofKind: ReadonlyMap<string, readonly string[]>,
  kinds: ReadonlyMap<string, string>,
): string[] {
  if (ofKind.size === 0) return [];
  const rows = [...ofKind].map(([kind, names]) => {
    const type = kinds.get(kind);
    return [
      `\`"${kind}"\``,
      type === undefined ? "" : `\`${type}\``,
      names.map((one) => `\`${one}\``).join(", "),
    ];
  });
  return [
    "`kind` decides which other arguments there are. The page of the link describes them:",
    table(["`kind`", "Link", "Arguments of this kind"], rows),
  ];
}

function childrenSection(children: readonly Child[]): string[] {
  const rows = children
    .filter(({ type }) => type !== "pulumi:pulumi:Stack")
    .map(({ type, name }) => [`\`${name}\``, `\`${type.replace(/^.*:/, "")}\``]);
  return [
    "## Resources",
    "The first example creates these resources. `--target`, aliases and transforms use their names.",
    table(["Name", "Type"], rows),
  ];
}

function outputs({ outputs: all }: ClassDoc): string {
  const rows = all.map(({ name, type, doc }) => [`\`${name}\``, outputType(type?.getText() ?? ""), doc]);
  return `## Outputs\n\n${table(["Output", "Type", "What it is"], rows)}`;
}
