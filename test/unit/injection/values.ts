// Finds valid values of any argument in its schema, and the places in them that accept a text.
import { z } from "zod";
import type { ResourceKind } from "../../../provider/model/resource-kind.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { validate } from "../../../provider/schema/validate.ts";

const NUMBERS = [1, 2, 3, 42, 64, 100, 1024, 1400, 5555, 4_000_000];
const TEXTS = [
  ..."10.9.0.1 10.9.0.2 192.0.2.1 fd00::1 fd00::2 239.1.1.1 ff05::1 10.9.0.1/30 fd00::1/64 10.20.0.0/16 2001:db8::/32".split(
    " ",
  ),
  ..."::/0 0.0.0.0/0 0.0.0.7 eth0 link0 inherit auto 02:00:00:00:00:01 100-149 0x1f 0123456789abcdef".split(
    " ",
  ),
  "0x0123456789abcdef0123456789abcdef",
  "0x0123456789abcdef0123456789abcdef01234567",
  "0x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
  "project/stack/name",
];

/** A few values of every form that a schema accepts. */
export function valuesOf(schema: z.core.$ZodType): unknown[] {
  const taken = (values: readonly unknown[]) => values.filter((value) => z.safeParse(schema, value).success);
  const def = (schema as z.core.$ZodTypes)._zod.def;
  switch (def.type) {
    case "optional":
    case "default":
    case "prefault":
    case "nullable":
    case "readonly":
      return valuesOf(def.innerType);
    case "array":
      return taken(valuesOf(def.element).map((one) => [one]));
    case "union":
      return def.options.flatMap(valuesOf);
    case "enum":
      return Object.values(def.entries);
    case "literal":
      return [...def.values];
    case "pipe":
      return taken(valuesOf(def.in));
    case "boolean":
      return [true, false];
    case "number":
      return taken(NUMBERS);
    case "string":
      return taken(TEXTS);
    case "object":
      return taken(objectsOf(def.shape));
    default:
      return taken([...NUMBERS, ...TEXTS]);
  }
}

/** Objects with all fields, with only the required fields, and with the required fields and one more. */
function objectsOf(shape: Readonly<Record<string, z.core.$ZodType>>): unknown[] {
  const fields = Object.entries(shape).map(([key, schema]) => ({
    key,
    values: valuesOf(schema),
    needed: !z.safeParse(schema, undefined).success,
  }));
  const needed = fields.filter((field) => field.needed);
  const filled = (chosen: typeof fields) =>
    Object.fromEntries(chosen.map(({ key, values }) => [key, values[0]]));
  return [
    filled(fields),
    filled(needed),
    ...fields.flatMap((field) => field.values.map((value) => ({ ...filled(needed), [field.key]: value }))),
  ];
}

export type Path = readonly (string | number)[];

/** A place where a kind accepts a text, and arguments in which this place has a valid text. */
export interface Slot {
  readonly kind: ResourceKind;
  readonly path: Path;
  readonly base: Args;
}

export const HOST = { connection: { host: "192.0.2.1" } };

/** The same in every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Arguments that a kind accepts, including this one. */
function argsWith(kind: ResourceKind, key: string, value: unknown): Args | undefined {
  const random = dice(1);
  const others = Object.entries(kind.schema.shape).filter(([name]) => name !== key && name !== "host");
  const values = new Map(others.map(([name, schema]) => [name, valuesOf(schema)]));
  const needed = new Set(
    others.flatMap(([name, schema]) => (z.safeParse(schema, undefined).success ? [] : [name])),
  );
  const isValid = (args: Args) => validate(kind, args).faults.length === 0;
  const first = Object.fromEntries(
    others.flatMap(([name]) => (needed.has(name) ? [[name, values.get(name)?.[0]]] : [])),
  );
  // Some arguments need two flags, which a random choice rarely makes
  const flags = others.flatMap(([name]) => (values.get(name)?.includes(true) ? [name] : []));
  for (const one of flags) {
    for (const other of flags) {
      const args = { host: HOST, ...first, [one]: true, [other]: true, [key]: value };
      if (isValid(args)) return args;
    }
  }
  for (let tries = 0; tries < 4000; tries += 1) {
    const chance = tries === 0 ? 0 : random() * 0.4;
    const chosen = others.flatMap(([name]) => {
      const some = values.get(name) ?? [];
      if (!needed.has(name) && random() >= chance) return [];
      return [[name, some[Math.floor(random() * some.length)]] as const];
    });
    const args = { host: HOST, ...Object.fromEntries(chosen), [key]: value };
    if (isValid(args)) return args;
  }
  return undefined;
}

function leaves(value: unknown, path: Path = []): { path: Path; leaf: unknown }[] {
  if (value === null || typeof value !== "object") return [{ path, leaf: value }];
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** A copy with another value at this place. */
export function put(value: unknown, [key, ...rest]: Path, leaf: unknown): unknown {
  if (key === undefined) return leaf;
  if (Array.isArray(value)) return value.map((one, index) => (index === key ? put(one, rest, leaf) : one));
  return { ...(value as object), [key]: put((value as Args)[key], rest, leaf) };
}

/**
 * Every place of a kind that accepts a text, including places that accept other values too. `homeless` are arguments
 * for which no valid set was found.
 */
export function slotsOf(kind: ResourceKind): { slots: Slot[]; homeless: string[] } {
  const slots = new Map<string, Slot>();
  const homeless: string[] = [];
  for (const [key, schema] of Object.entries(kind.schema.shape)) {
    if (key === "host") continue;
    let hasHome = false;
    for (const value of valuesOf(schema)) {
      // The search for other arguments takes long, so a value without a new place is left out
      const texts = leaves(value, [key]).filter(({ leaf }) => typeof leaf === "string");
      if (hasHome && texts.every(({ path }) => slots.has(path.join()))) continue;
      const base = argsWith(kind, key, value);
      if (base === undefined) continue;
      hasHome = true;
      for (const { path, leaf } of leaves(base[key], [key])) {
        if (typeof leaf === "string" && !slots.has(path.join())) slots.set(path.join(), { kind, path, base });
      }
    }
    if (!hasHome) homeless.push(key);
  }
  return { slots: [...slots.values()], homeless };
}
