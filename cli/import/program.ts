import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { links, others } from "../../provider/index.ts";
import type { ResourceKind } from "../../provider/model/resource-kind.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { type Dependencies, dependenciesOf } from "./dependencies.ts";
import type { Discovered } from "./inventory.ts";
import { Code, literal } from "./literal.ts";
import type { Place } from "./place.ts";
import { isDerivedName, type PairResource, type Resources, type SingleResource } from "./resources.ts";

const kinds: Readonly<Record<string, ResourceKind>> = { ...links, ...others };

export interface ProgramOptions {
  /** Whether the program imports the objects by itself, by the option `import`. */
  readonly importOptions: boolean;
}

/** A TypeScript program that declares resources. */
export function programOf(places: readonly Place[], resources: Resources, options: ProgramOptions): string {
  const dependencies = dependenciesOf(resources);
  const statements = [
    ...resources.pairs.map((one) => declared(one.name, dependencies) + pairStatement(one)),
    ...resources.singles.map(
      (one) => declared(one.name, dependencies) + singleStatement(one, dependencies.neededBy(one.object)),
    ),
  ];
  const needsConfig = resources.singles.some(({ object }) => object.unreadable.length > 0);
  const classes = [
    ...resources.pairs.map(classOf),
    ...resources.singles.map(({ object }) => object.type),
    ...(options.importOptions ? ["importing"] : []),
    "type HostArgs",
  ];
  const nameOf = (one: string) => one.replace("type ", "").toLowerCase();
  const imported = [...new Set(classes)].toSorted((one, other) => nameOf(one).localeCompare(nameOf(other)));
  return [
    ...(needsConfig || options.importOptions ? ['import * as pulumi from "@pulumi/pulumi";'] : []),
    importStatement(imported),
    "",
    "// Without privateKey and password in `connection`, the provider uses the SSH agent.",
    ...places.map(placeStatement),
    "",
    ...(needsConfig ? [...CONFIG, ""] : []),
    ...(options.importOptions ? [...importStatements(resources), ""] : []),
    statements.join("\n\n"),
    "",
  ].join("\n");
}

function importStatement(names: readonly string[]): string {
  const line = `import { ${names.join(", ")} } from "pulumi-iproute2";`;
  return line.length <= 100
    ? line
    : `import {\n${names.map((name) => `  ${name},\n`).join("")}} from "pulumi-iproute2";`;
}

const CONFIG = [
  "// No host shows the keys of its IPsec states: pulumi config set --secret NAME sets each of them.",
  "const config = new pulumi.Config();",
];

const placeStatement = ({ label, host }: Place): string =>
  `const ${label}: HostArgs = ${literal(host, "", `const ${label}: HostArgs = `.length)};`;

/** The registration of all imports, which is one statement, because the user removes it after the first update. */
function importStatements({ singles, implied }: Resources): string[] {
  const ids = Object.fromEntries([...implied, ...singles].map(({ name, object }) => [name, object.id]));
  return [
    "// Imports what the hosts have. Remove this statement after the first pulumi up.",
    `pulumi.runtime.registerStackTransformation(importing(${literal(ids)}));`,
  ];
}

/** The beginning of a statement whose resource others need. */
function declared(resource: string, { variableOf }: Dependencies): string {
  const variable = variableOf(resource);
  return variable === undefined ? "" : `const ${variable} = `;
}

const classOf = ({ subnets }: PairResource) => (subnets === undefined ? "TunnelPair" : "SiteToSite");

function pairStatement(resource: PairResource): string {
  const { name, pair, subnets } = resource;
  const { kind, a, b, ends, own } = pair;
  const end = (link: Discovered, { routes, ...args }: Args, side: "a" | "b") => ({
    host: new Code(link.place.label),
    ...(isDerivedName(link.name, `${name}-${side}`) ? {} : { name: link.name }),
    ...shortened(link.type, args),
    ...(subnets === undefined ? shortened(link.type, { routes }) : { subnets: subnets[side] }),
  });
  const args = {
    ...{ kind, a: end(a, ends.a, "a"), b: end(b, ends.b, "b") },
    ...shortened(a.type, own),
    // An import changes no setting of the hosts
    ...(subnets === undefined ? {} : { forwarding: false }),
  };
  return `new ${classOf(resource)}(${JSON.stringify(name)}, ${literal(args, "", WIDE)});`;
}

/** A column after which nothing has room, so that the members of the object are on lines of their own. */
const WIDE = 1000;

function singleStatement({ name, object }: SingleResource, needs: readonly string[]): string {
  const { type, place, inputs, unreadable } = object;
  const { name: device, ...rest } = shortened(type, inputs);
  const isDerived = typeof device === "string" && isDerivedName(device, name);
  const args = {
    host: new Code(place.label),
    ...(device === undefined || isDerived ? {} : { name: device }),
    ...withSecrets(rest, unreadable, name),
  };
  const options = needs.length === 0 ? "" : `, { dependsOn: [${needs.join(", ")}] }`;
  return `new ${type}(${JSON.stringify(name)}, ${literal(args, "", WIDE)}${options});`;
}

/** Arguments with an expression in place of each key, which the user keeps in the configuration of the stack. */
function withSecrets(args: Args, unreadable: readonly string[], resource: string): Args {
  const all = { ...args };
  for (const [top = "", inner = ""] of unreadable.map((one) => one.split("."))) {
    const key = `${resource}-${top}`.replace(/[^\w-]/g, "-");
    const { name, ...rest } = (all[top] ?? {}) as Record<string, unknown>;
    all[top] = { name, [inner]: new Code(`config.requireSecret(${JSON.stringify(key)})`), ...rest };
  }
  return all;
}

/** Arguments without the inner values that their schema adds by itself. */
function shortened(type: string, args: Args): Record<string, unknown> {
  const shape = kinds[type]?.schema.shape ?? {};
  return Object.fromEntries(
    Object.entries(args).map(([key, value]) => [key, shortest(shape[key] as z.ZodType | undefined, value)]),
  );
}

/** A value without members that its schema adds by itself. */
function shortest(schema: z.ZodType | undefined, value: unknown): unknown {
  if (schema === undefined || typeof value !== "object" || value === null) return value;
  const parse = (one: unknown) => schema.safeParse(one).data;
  const full = parse(value);
  if (full === undefined) return value;
  const isRedundant = (without: unknown) => isDeepStrictEqual(parse(without), full);
  return pruned(value, (one) => one, isRedundant);
}

/** Leaves out each member, at any depth, without which the whole value stays the same. `within` makes the whole value. */
function pruned(
  value: unknown,
  within: (part: unknown) => unknown,
  isRedundant: (whole: unknown) => boolean,
): unknown {
  if (Array.isArray(value)) {
    const all: unknown[] = [...value];
    for (const [index, one] of all.entries())
      all[index] = pruned(one, (part) => within(all.with(index, part)), isRedundant);
    return all;
  }
  if (typeof value !== "object" || value === null) return value;
  const all: Record<string, unknown> = { ...value };
  for (const [key, inner] of Object.entries(value)) {
    const { [key]: _, ...rest } = all;
    if (isRedundant(within(rest))) delete all[key];
    else all[key] = pruned(inner, (part) => within({ ...all, [key]: part }), isRedundant);
  }
  return all;
}
