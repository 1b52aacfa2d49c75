import { z } from "zod";
import type { Args, Declaration, Rule } from "./declaration.ts";
import { namesAt, unknownProperty } from "./nearest-name.ts";
import { holdsUnknown, UNKNOWN, valueAt } from "./unknown-value.ts";

export interface Fault {
  /** `ttl`, `connection.port`, `routes[1].via` */
  readonly property: string;
  readonly reason: string;
}

export interface Validated {
  /** the given arguments, each in its canonical spelling, without defaults */
  readonly inputs: Args;
  readonly faults: readonly Fault[];
}

/**
 * Inputs that the classes add for the provider: the stack id, a hash of the resource's parents, and the number of links in
 * the component that the resource is part of. Pulumi shows a property whose name begins with two underscores only when it
 * changes, as by the first update after an import.
 */
export const HIDDEN_INPUTS: readonly string[] = ["__stack", "__parent", "__companions"];

/** Inputs that are not recorded: the engine's own, and the text from which a component derives a device's name. */
const NOT_RECORDED: readonly string[] = ["__provider", "__defaultName"];

/**
 * Checks arguments. In a preview any part of them may be unknown. Known parts are checked completely, and a rule over
 * several arguments is checked if all of them are known. Only schemas of arguments without secrets put values into
 * messages.
 */
export function validate(kind: Declaration, news: Args): Validated {
  const inputs: Record<string, unknown> = {};
  const faults: Fault[] = [];
  const wrong = new Set<string>();
  for (const [key, value] of Object.entries(news)) {
    if (value === undefined || value === null || NOT_RECORDED.includes(key)) continue;
    if (HIDDEN_INPUTS.includes(key)) {
      inputs[key] = value;
      continue;
    }
    const schema = kind.schema.shape[key];
    if (schema === undefined) {
      const reason =
        kind.unsupported?.[key] ?? unknownProperty(key, Object.keys(kind.schema.shape), kind.type);
      faults.push({ property: key, reason });
      continue;
    }
    const parsed = z.safeParse(schema, value);
    if (parsed.success) {
      inputs[key] = parsed.data;
      continue;
    }
    const issues = flatten(parsed.error.issues, schema).filter(
      (issue) => valueAt(value, issue.path) !== UNKNOWN,
    );
    if (issues.length > 0) wrong.add(key);
    faults.push(
      ...issues.map((issue) => ({ property: dotted([key, ...issue.path]), reason: issue.message })),
    );
    inputs[key] = value;
  }
  for (const [key, { missing }] of absenceOf(kind)) {
    if (missing === undefined || inputs[key] !== undefined || wrong.has(key)) continue;
    wrong.add(key);
    faults.push({ property: key, reason: `is required: ${missing}` });
  }
  faults.push(
    ...brokenRules(kind, kind.rules, kind.forPreview?.(inputs) ?? inputs, wrong),
    ...brokenRules(kind, kind.rulesAsGiven ?? [], inputs, wrong),
  );
  return { inputs, faults };
}

function brokenRules(
  kind: Declaration,
  rules: readonly Rule[],
  inputs: Args,
  wrong: ReadonlySet<string>,
): Fault[] {
  const args = withDefaults(kind, inputs);
  return rules.flatMap(({ over, fault }) => {
    if (over.some((key) => wrong.has(key) || holdsUnknown(inputs[key]))) return [];
    const reason = fault(args);
    return reason === undefined ? [] : [{ property: over[0], reason }];
  });
}

/**
 * Faults in the form of the engine. The engine prints the value of the property that a failure names, with secrets in
 * it. So an argument that is an object is named only in the reason.
 */
export function failuresOf(inputs: Args, faults: readonly Fault[]): Fault[] {
  return faults.map(({ property, reason }) => {
    const value = inputs[property];
    const isPrintable = value === null || typeof value !== "object" || Array.isArray(value);
    return isPrintable ? { property, reason } : { property: "", reason: `${property}: ${reason}` };
  });
}

const argsWithDefaults = new WeakMap<Declaration, WeakMap<Args, Args>>();

/** Arguments with all defaults. Unknown values stay unknown. The result is computed once for each `inputs` object. */
export function withDefaults(kind: Declaration, inputs: Args): Args {
  const known = argsWithDefaults.get(kind) ?? new WeakMap<Args, Args>();
  argsWithDefaults.set(kind, known);
  const args = known.get(inputs) ?? applyDefaults(kind, inputs);
  known.set(inputs, args);
  return args;
}

function applyDefaults(kind: Declaration, inputs: Args): Args {
  const args: Record<string, unknown> = {};
  for (const [key, { schema, instead }] of absenceOf(kind)) {
    const value = inputs[key] ?? undefined;
    const completed = value === undefined ? instead : parsedOr(schema, value);
    if (completed !== undefined) args[key] = completed;
  }
  for (const [key, instead] of OF_HOST) {
    const value = inputs[key] ?? memberOf(args.host, key) ?? instead;
    if (key in kind.schema.shape && value !== undefined) args[key] = value;
  }
  return args;
}

/** The arguments whose default is the value of the host, and the default if the host has none. */
const OF_HOST = [
  ["adopt", undefined],
  ["persist", "auto"],
] as const;

const memberOf = (host: unknown, key: string): unknown =>
  host !== null && typeof host === "object" ? (host as Args)[key] : undefined;

function parsedOr(schema: z.ZodType, value: unknown): unknown {
  const parsed = z.safeParse(schema, value);
  return parsed.success ? parsed.data : value;
}

interface Absence {
  readonly schema: z.ZodType;
  /** the default, if there is one */
  readonly instead?: unknown;
  /** why the argument is required, if it is */
  readonly missing?: string;
}

type Absences = readonly (readonly [key: string, absence: Absence])[];

const absences = new WeakMap<Declaration, Absences>();

/** The default of each argument, or why it is required. The result is computed once for each type. */
function absenceOf(kind: Declaration): Absences {
  const known = absences.get(kind);
  if (known !== undefined) return known;
  const absence = Object.entries(kind.schema.shape).map(([key, schema]) => {
    const { success, data, error } = z.safeParse(schema, undefined);
    return [
      key,
      success ? { schema, instead: data } : { schema, missing: error.issues[0]?.message ?? "missing" },
    ] as const;
  });
  absences.set(kind, absence);
  return absence;
}

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

/**
 * The issues for a user: for a union those of the branch that matched most, for an object one for each unknown key. `schema`
 * is that of the argument, and `at` the path of the issues in it.
 */
function flatten(
  issues: readonly z.core.$ZodIssue[],
  schema: unknown,
  at: readonly PropertyKey[] = [],
): Issue[] {
  return issues.flatMap((issue): Issue[] => {
    if (issue.code === "invalid_union") {
      const depth = (branch: readonly z.core.$ZodIssue[]) =>
        Math.max(...branch.map((one) => one.path.length), 0);
      const furthest = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0] ?? [];
      const inside = furthest.some((one) => one.path.length > 0 || one.code === "unrecognized_keys");
      const custom = issue.errors.flat().find((one) => one.code === "custom");
      const chosen = inside
        ? flatten(furthest, schema, [...at, ...issue.path])
        : [{ path: [], message: custom?.message ?? issue.message }];
      return chosen.map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
    }
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: [...issue.path, key],
        message: unknownProperty(key, namesAt(schema, [...at, ...issue.path]), "this object"),
      }));
    }
    const isNoList = issue.code === "invalid_type" && issue.expected === "array";
    return [isNoList ? { ...issue, message: "must be a list" } : issue];
  });
}

const dotted = (path: readonly PropertyKey[]): string =>
  path
    .map((key, index) => (typeof key === "number" ? `[${key}]` : `${index > 0 ? "." : ""}${String(key)}`))
    .join("");
