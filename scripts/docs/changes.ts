/**
 * Finds out which changes of an argument happen in place, and which replace the object. Only the provider's diff knows
 * that, so this calls diff for changes from each sort of value to each other sort.
 */
import { isDeepStrictEqual } from "node:util";
import { isMulticast, parseAddress } from "../../provider/iproute2/address.ts";
import type { Handlers } from "../../provider/lifecycle/handlers.ts";
import type { Args, Declaration } from "../../provider/schema/declaration.ts";
import { validate } from "../../provider/schema/validate.ts";
import { type Argument, type Form, orList } from "./schema.ts";

/** A value of an argument, and the name of its sort. */
interface Sample {
  readonly value: unknown;
  readonly sort: string;
}

const NONE = "none";

/** Sample texts, by their name in the schema. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  "IPv4 address": ["192.0.2.1", "192.0.2.2", "239.1.1.1", "239.1.1.2"],
  "IPv6 address": ["2001:db8::1", "2001:db8::2", "ff05::1:1", "ff05::1:2"],
  "IPv4 prefix": ["10.0.0.0/8", "10.1.0.0/16"],
  "IPv6 prefix": ["2001:db8::/32", "2001:db9::/32"],
  "address with prefix length": ["10.7.0.1/30", "10.8.0.1/30"],
  'prefix or "default"': ["10.7.0.0/16", "10.8.0.0/16"],
  "device name": ["eth7", "eth8"],
};
const KEYS = [16, 20, 32, 36].flatMap((bytes) => [`0x${"1a".repeat(bytes)}`, `0x${"2b".repeat(bytes)}`]);

const textsFor = (named: string | undefined): readonly string[] =>
  named === "IPv4 or IPv6 address"
    ? [...(TEXTS["IPv4 address"] ?? []), ...(TEXTS["IPv6 address"] ?? [])]
    : (TEXTS[named ?? ""] ?? KEYS);

function sortOfText(text: string): string {
  if (parseAddress(text) === undefined) return "value";
  const family = text.includes(":") ? "IPv6" : "IPv4";
  return isMulticast(text) ? `${family} group` : `${family} address`;
}

/** Sample values of a form: at least two of each sort, if there are two. The depth is limited, because proxies nest. */
function samplesOf(form: Form, depth = 0): Sample[] {
  switch (form.is) {
    case "flag":
      return [true, false].map((value) => ({ value, sort: `\`${value}\`` }));
    case "literal":
      return [{ value: form.value, sort: `\`${JSON.stringify(form.value)}\`` }];
    case "number": {
      const { min = 0, max = 100 } = form;
      return [...new Set([min, Math.min(min + 7, max), max])].map((value) => ({ value, sort: "number" }));
    }
    case "text":
      return textsFor(form.named).map((value) => ({ value, sort: sortOfText(value) }));
    case "anything":
      return ["one", "another"].map((value) => ({ value, sort: "value" }));
    case "choice":
      return form.of.flatMap((one) => samplesOf(one, depth));
    case "list": {
      const [one, two] = samplesOf(form.of, depth).map(({ value }) => value);
      return [[], [one], [two], [one, two]].map((value) => ({ value, sort: "value" }));
    }
    case "map": {
      const [one] = samplesOf(form.of, depth);
      return [{}, { one: one?.value }].map((value) => ({ value, sort: "value" }));
    }
    case "object": {
      if (depth > 2) return [];
      const members = form.members();
      const first = Object.fromEntries(
        members
          .filter((one) => !one.optional)
          .map((one) => [one.name, samplesOf(one.form, depth + 1)[0]?.value]),
      );
      return [first, ...variationsOf(first, members, depth)].map((value) => ({ value, sort: "value" }));
    }
  }
}

/** Variations of an object. Each has another value for one member, or lacks that member. */
const variationsOf = (object: object, members: readonly Argument[], depth = 0): object[] =>
  members.flatMap((member) => {
    const others = samplesOf(member.form, depth + 1).map(({ value }) => ({
      ...object,
      [member.name]: value,
    }));
    if (!member.optional || !(member.name in object)) return others;
    const { [member.name as never]: _, ...rest } = object;
    return [...others, rest];
  });

/** A type, with its handlers and valid arguments. */
export interface Subject extends Declaration {
  readonly handlers: Handlers;
  /** valid sets of arguments, from examples */
  readonly examples: readonly Args[];
}

/** By the sort before and the sort after a change: whether each such change replaces the object. */
type Transitions = ReadonlyMap<string, ReadonlyMap<string, readonly boolean[]>>;

const isRight = (kind: Declaration, args: Args) => validate(kind, args).faults.length === 0;

/** The examples, and each example without one argument, because some arguments exclude each other. */
const contextsOf = ({ examples }: Subject, name: string): Args[] =>
  examples.flatMap((base) => [
    base,
    ...Object.keys(base)
      .filter((key) => key !== name)
      .map((key) => Object.fromEntries(Object.entries(base).filter(([other]) => other !== key))),
  ]);

/** The values to try for an argument: those of the examples, variations of them, and samples of its form. */
function trials({ examples }: Subject, { name, form, optional, byDefault }: Argument): Sample[] {
  const given = examples.map((args) => args[name]).filter((value) => value !== undefined);
  const varied =
    form.is === "object" ? given.flatMap((value) => variationsOf(value as object, form.members())) : [];
  return [
    ...[...given, ...varied].map((value) => ({ value, sort: sortOf(form, value) })),
    ...samplesOf(form),
    ...(optional && byDefault === undefined ? [{ value: undefined, sort: NONE }] : []),
  ];
}

async function transitionsOf(subject: Subject, argument: Argument): Promise<Transitions> {
  const { name } = argument;
  const found = new Map<string, Map<string, boolean[]>>();
  const samples = trials(subject, argument);
  const ask = async (rightOnly: boolean) => {
    for (const context of contextsOf(subject, name)) {
      const sets = samples
        .map((sample) => ({ ...sample, args: { ...context, [name]: sample.value } }))
        .filter(({ args }) => !rightOnly || isRight(subject, args));
      // One value of each sort is compared with all values, because that is enough
      const first = new Set(sets.filter((one) => sets.find(({ sort }) => sort === one.sort) === one));
      for (const before of sets) {
        for (const after of sets) {
          if (!first.has(before) && !first.has(after)) continue;
          if (isDeepStrictEqual(before.value, after.value)) continue;
          const replaced = await isReplaced(subject, name, before.args, after.args);
          if (replaced === undefined) continue;
          const row = found.get(before.sort) ?? new Map<string, boolean[]>();
          found.set(before.sort, row.set(after.sort, [...(row.get(after.sort) ?? []), replaced]));
        }
      }
    }
  };
  await ask(true);
  // An argument that excludes all others (external) has no valid change by itself
  if (found.size === 0) await ask(false);
  return found;
}

const sortOf = (form: Form, value: unknown): string =>
  samplesOf(form).find((one) => isDeepStrictEqual(one.value, value))?.sort ??
  (typeof value === "string" ? sortOfText(value) : typeof value === "number" ? "number" : "value");

/** Whether diff replaces the object; undefined if diff reports no change. */
async function isReplaced(subject: Subject, name: string, before: Args, after: Args) {
  // Outputs without an owner are those of an import, for which diff announces no replacement
  const owner = "docs/docs/docs";
  const { inputs } = validate(subject, { ...after, owner });
  const diff = await subject.handlers.diff("", { ...before, owner }, inputs);
  // With `true` only the file for a reboot is written
  return diff.changes === undefined ? diff.replaces.includes(name) : undefined;
}

/** How `host` changes: with another connection, another machine, or another namespace. */
export async function changeOfHost(subject: Subject): Promise<string> {
  const [args] = subject.examples;
  const host = { connection: { host: "192.0.2.1" } };
  const replaced = (before: Args, after: Args) =>
    isReplaced(subject, "host", { ...args, host: before }, { ...args, host: after });
  const elsewhere = [
    (await replaced({ ...host, machineId: "1" }, { ...host, machineId: "2" })) && "on another machine",
    (await replaced({ ...host, netns: "a" }, { ...host, netns: "b" })) && "in another `netns`",
    (await replaced(host, { connection: { host: "192.0.2.2" } })) && "by another connection",
  ].filter((words) => typeof words === "string");
  return elsewhere.length === 0 ? "in place" : `in place; replaced ${orList(elsewhere)}`;
}

/** How an argument changes, in words: "in place", "replaced", "in place; replaced when removed". */
export async function changeOf(subject: Subject, argument: Argument): Promise<string> {
  const transitions = await transitionsOf(subject, argument);
  const all = [...transitions].flatMap(([from, row]) =>
    [...row].map(([to, replaced]) => ({ from, to, replaced })),
  );
  const every = (one: (typeof all)[number]) => one.replaced.every(Boolean);
  const no = (one: (typeof all)[number]) => !one.replaced.some(Boolean);
  if (all.length === 0) throw new Error(`no change of ${subject.type}.${argument.name} is known`);
  if (all.every(no)) return "in place";
  if (all.every(every)) return "replaced";

  /** Whether exactly the changes with a condition replace the object. */
  const but = (condition: (from: string, to: string) => boolean) =>
    all.every((one) => (condition(one.from, one.to) ? every(one) : no(one)));
  if (but((from, to) => familyOf(from) !== familyOf(to))) return "in place; replaced by another family's";
  if (but((_, to) => to === NONE)) return "in place; replaced when removed";
  if (but((from) => from === NONE)) return "in place; replaced when added";
  if (but((from, to) => (from === NONE) !== (to === NONE))) return "in place; replaced when added or removed";
  const sorts = [...new Set(all.flatMap(({ from, to }) => [from, to]))];
  for (const sort of sorts) {
    if (but((from, to) => (from === sort) !== (to === sort))) return `in place; replaced to and from ${sort}`;
    if (but((_, to) => to === sort)) return `in place; replaced to ${sort}`;
    if (but((from, to) => !(from === sort && to === sort)))
      return `in place from one ${sort} to another, otherwise replaced`;
  }
  const known = all.filter(every).map(({ from, to }) => `from ${from} to ${to}`);
  return `in place; replaced ${orList(known)}`;
}

const familyOf = (sort: string) => (sort.startsWith("IPv6") ? "inet6" : "inet");
