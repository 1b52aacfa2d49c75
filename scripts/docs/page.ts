/** The page of one resource type. */

import { portShape } from "../../provider/kinds/link-base/bridge-port-args.ts";
import { commonShape } from "../../provider/kinds/link-base/common-args.ts";
import { isDeviceArgument } from "../../provider/kinds/link-base/device-attributes.ts";
import type { LinkResource } from "../../provider/kinds/link-base/link-kind.ts";
import { settingsShape } from "../../provider/kinds/link-base/settings.ts";
import { validate } from "../../provider/schema/validate.ts";
import { changeOf, changeOfHost } from "./changes.ts";
import { drawing, overheadRows } from "./headers.ts";
import { capital, code, literal, page, table, withLinks } from "./markdown.ts";
import { type Argument, argumentsOf, type Form, inWords } from "./schema.ts";
import type { Example, Property, Sdk } from "./sdk.ts";
import type { Type } from "./types.ts";

export const GENERATED =
  "<!-- Made by `npm run docs` from the provider's schema and the SDK's doc comments. Change those, not this. -->";

export async function pageOf(type: Type, sdk: Sdk, hrefs: ReadonlyMap<string, string>): Promise<string> {
  const { link, doc } = type;
  const text = page(
    GENERATED,
    `# ${type.type}`,
    link === undefined ? doc.prose : summaryOf(link),
    ...(link === undefined ? [] : wire(link)),
    examplesSection(doc.examples),
    await argumentsSection(type, sdk),
    outputs(doc.outputs, type),
    notes(type),
  );
  return withLinks(text, (name) => (name === type.type ? undefined : hrefs.get(name)));
}

export const summaryOf = ({ link }: LinkResource) => link.summary;

function wire(kind: LinkResource): string[] {
  const { bytes, mtu, rows } = overheadRows(kind);
  const { link } = kind;
  const cost =
    bytes === 0
      ? "The kernel counts no bytes for it."
      : `${bytes} bytes in front of each packet, so an mtu of ${mtu} over an underlay of 1500.`;
  const more = rows.map((row) => [row.when, row.bytes > 0 ? `+${row.bytes}` : `−${-row.bytes}`]);
  const words = `In iproute2's words \`type ${link.kind}\`; in the kernel the module \`${link.module}\`.`;
  // A bridge or a VRF adds no header
  if (link.headers.length === 1) return [words];
  return [
    words,
    "## On the wire",
    code(drawing(kind)),
    `${cost} Numbers are bytes.`,
    rows.length === 0 ? "" : table(["With", "Bytes"], more),
  ];
}

export function examplesSection(all: readonly Example[]): string {
  const texts = all.map(({ title, code: text }) => {
    const lead = title === undefined ? "" : `${title.replace(/[:.]$/, "")}:\n\n`;
    return lead + code(text, "ts");
  });
  return `## ${all.length > 1 ? "Examples" : "Example"}\n\n${texts.join("\n\n")}`;
}

/** Arguments that the class sets. No program has them. */
const HIDDEN = new Set(["owner", "esp"]);

async function argumentsSection(type: Type, sdk: Sdk): Promise<string> {
  const known = argumentsOf(type.schema).filter(({ name }) => !HIDDEN.has(name));
  const said = sdk.properties(`${type.type}Args`);
  const rows = new Map<string, string[]>();
  for (const one of known) rows.set(one.name, await argumentRow(type, one, said.get(one.name)));
  const header = ["Argument", "Takes", "Default", "Changes", "What it is"];
  const common = known.filter(
    ({ name }) =>
      type.link !== undefined &&
      (name in commonShape || isDeviceArgument(name) || name in settingsShape || name in portShape),
  );
  const own = known.filter((one) => !common.includes(one));
  const of = (some: readonly Argument[]) =>
    table(
      header,
      some.map(({ name }) => rows.get(name) ?? []),
    );
  const inside = (some: readonly Argument[]) =>
    some
      .filter(({ name }) => name !== "host") // it has its own page
      .flatMap((one) => nested(one.name, one.form, said.get(one.name), sdk));
  return [
    "## Arguments",
    of(own),
    ...inside(own),
    ...(common.length === 0 ? [] : ["Every link also takes:", of(common)]),
    ...inside(common),
    legend([...rows.values()], type),
  ].join("\n\n");
}

const legend = (rows: readonly string[][], { createsFirst = false }: Type): string =>
  rows.some((row) => row.join().includes("replaced"))
    ? `*in place*: nothing else is touched. *replaced*: ${createsFirst ? "a new one is made, then the old one is removed" : "the old one is removed, then a new one is made"}.`
    : "*in place*: nothing else is touched.";

async function argumentRow(type: Type, argument: Argument, said: Property | undefined): Promise<string[]> {
  const { name, form, description = "" } = argument;
  const isHost = name === "host";
  return [
    `\`${name}\``,
    isHost ? "[`Host`](Host.md), or its arguments" : inWords(form),
    byDefaultOf(type, argument, said),
    isHost ? await changeOfHost(type) : await changeOf(type, argument),
    description,
  ];
}

const REQUIRED = "**required**";

function byDefaultOf(type: Type, argument: Argument, said: Property | undefined): string {
  if (!argument.optional) return said?.optional === true ? (said.byDefault ?? "") : REQUIRED;
  if (argument.byDefault !== undefined) return `\`${literal(argument.byDefault)}\``;
  return requiredByRule(type, argument.name) ?? "";
}

/** The reason that a rule gives when an example lacks the argument: "is required: …, unless …". */
function requiredByRule(type: Type, name: string): string | undefined {
  const said = type.examples.map((args) => {
    const { [name]: _, ...rest } = args;
    const reason = validate(type, rest).faults.find(({ property }) => property === name)?.reason ?? "";
    return /^is required/.test(reason) ? REQUIRED + (/, unless .*/.exec(reason)?.[0] ?? "") : undefined;
  });
  return said.find((one) => one !== undefined);
}

/** The members of an argument that is an object, or a list of them. */
function nested(path: string, form: Form, said: Property | undefined, sdk: Sdk): string[] {
  const object = objectIn(form);
  if (object === undefined) return [];
  const documented = sdk.properties(sdk.interfaceIn(said?.type) ?? "");
  const members = object.members();
  const rows = members.map((one) => {
    const text = one.description ?? documented.get(one.name)?.doc ?? "";
    const byDefault = one.byDefault === undefined ? "" : `\`${literal(one.byDefault)}\``;
    const takes = isRecursive(path, one) ? `as \`${path}\`` : inWords(one.form);
    return [`\`${one.name}\``, takes, one.optional ? byDefault : REQUIRED, text];
  });
  const title = object === form ? `\`${path}\`` : `Each of \`${path}\`, as an object`;
  return [
    `${title}:`,
    table(["Member", "Takes", "Default", "What it is"], rows),
    ...members
      .filter((one) => !isRecursive(path, one))
      .flatMap((one) => nested(`${path}.${one.name}`, one.form, documented.get(one.name), sdk)),
  ];
}

const isRecursive = (path: string, { name }: Argument) => path === "connection" && name === "proxy";

function objectIn(form: Form): Extract<Form, { is: "object" }> | undefined {
  if (form.is === "object") return form;
  if (form.is === "list") return objectIn(form.of);
  return form.is === "choice" ? form.of.map(objectIn).find((one) => one !== undefined) : undefined;
}

/** The outputs of a resource that are not its arguments. */
function outputs(all: readonly Property[], { schema }: Type): string | undefined {
  const told = all.filter(({ name, doc }) => doc !== "" || !(name in schema.shape));
  if (told.length === 0) return undefined;
  const rows = told.map(({ name, type, doc }) => [`\`${name}\``, outputType(type?.getText() ?? ""), doc]);
  return `## Outputs\n\n${table(["Output", "Type", "What it is"], rows)}\n\nIts arguments are outputs too.`;
}

export const outputType = (text: string) =>
  `\`${text.replace(/^pulumi\.Output<([\s\S]*)>$/, "$1").replace(/ \| undefined$/, "")}\`${/\| undefined>$/.test(text) ? ", if there is one" : ""}`;

function notes({ link, unsupported: lacks = {} }: Type): string | undefined {
  const traps = link?.link.notes ?? [];
  const absent = Object.entries(lacks).map(([name, why]) => `\`${name}\` ${why}.`);
  if (traps.length + absent.length === 0) return undefined;
  const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join("\n");
  return [
    "## Notes",
    ...(traps.length === 0 ? [] : [list(traps.map(capital))]),
    ...(absent.length === 0 ? [] : ["What it does not take:", list(absent)]),
  ].join("\n\n");
}
