import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import type { Command } from "../../iproute2/command.ts";
import type { LiveLink } from "../../iproute2/ip-json.ts";
import type { DumpSection, HostSnapshot } from "../../model/host-snapshot.ts";
import type { Args, Rule } from "../../schema/declaration.ts";

export type Tokens = Command;

/**
 * An attribute of a tunnel: an argument, or a few that belong together (`key`, `ikey`, `okey`). It has their schema,
 * their words in an `ip link` command, and a reader for the output of `ip -d -j link`. A kind is a list of attributes.
 */
export interface Attribute<Shape extends z.ZodRawShape = z.ZodRawShape> {
  /** the schema of each argument, with its default; the docs show the text of `.describe()` */
  readonly shape: Shape;
  /** words for `ip link add`; `args` have all defaults */
  create(args: Args): Tokens;
  /** words for a change; they set every value explicitly and clear absent ones */
  change(args: Args): Tokens;
  /** live values; a missing argument means its default */
  read(link: LiveLink, declared: Args): Args;
  /** the changed arguments that the kernel cannot change in place */
  replaces?(before: Args, after: Args): readonly string[];
  /** The arguments of an intermediate step, if the kernel refuses the change in one step. */
  intermediate?(before: Args, after: Args): Args | undefined;
  readonly rules?: readonly Rule[];
  /** bytes of the headers that this attribute adds to each packet */
  overhead?(args: Args): number;
  /** The table of the device that has the values, if they are no words of an `ip link` command. */
  readonly table?: DeviceTable;
}

/**
 * The commands that change a table. Removals come before the change of the device's attributes, and additions after it,
 * because the kernel makes and removes an entry of its own with `remote`.
 */
export interface TableChanges {
  readonly removals: readonly Command[];
  readonly additions: readonly Command[];
  /** Commands that come after the device has joined its bridge. */
  readonly asPort?: readonly Command[];
}

/** How an import declares the entries of a table that another program made. */
export interface TableImport {
  /** the sections of a dump that show the entries; none if the device can have no entries */
  sections(link: LiveLink): readonly DumpSection[];
  /** the arguments for what the device has and a new one would not have */
  args(link: LiveLink, snapshot: HostSnapshot): Args;
  /** what no program can declare, each with the reason */
  without?(link: LiveLink, snapshot: HostSnapshot): readonly string[];
}

/** A table of a device, such as its forwarding entries. Commands of its own change and print it. */
export interface DeviceTable {
  /** Whether the arguments declare entries. The provider reads the table only then. */
  isDeclared(args: Args): boolean;
  /** The commands that change declared entries into others. `snapshot` is the state of the host, if it is known. */
  changes(device: string, before: Args, after: Args, snapshot: HostSnapshot | undefined): TableChanges;
  /** the commands that print the table, each as one JSON value */
  shows(device: string, args: Args): readonly Command[];
  /** the sections of a dump that have the table */
  sections(device: string, args: Args): readonly DumpSection[];
  /** the sections from the values that the commands of `shows` printed */
  parse(device: string, shown: readonly unknown[]): HostSnapshot["sections"];
  /** The arguments without entries, if they have a default. */
  readonly byDefault?: Args;
  /** How an import reads the entries of a device. Without it an import leaves them out. */
  readonly importing?: TableImport;
  /** the declared entries that the host has, by their arguments; all of them if the snapshot has no such section */
  read(device: string, snapshot: HostSnapshot, declared: Args): Args;
}

interface ScalarAttribute<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** words that set a value */
  readonly print: (value: NonNullable<z.output<Schema>>) => Tokens;
  /** words that clear it, for an argument that can be absent */
  readonly clear?: Tokens;
  readonly read: (link: LiveLink) => z.output<Schema> | undefined;
  /** the changes that need a new device; default: none */
  readonly replace?: "always" | ((before: unknown, after: unknown) => boolean);
  /** whether the creation sets the default too, because the kernel has another one */
  readonly always?: boolean;
  readonly overhead?: (value: z.output<Schema>) => number;
}

/** An attribute of a single argument. */
export function scalarAttribute<Name extends string, Schema extends z.ZodType>(
  name: Name,
  { schema, print, clear = [], read, replace, always, overhead }: ScalarAttribute<Schema>,
): Attribute<Record<Name, Schema>> {
  const byDefault = schema.safeParse(undefined).data;
  const words = (args: Args): Tokens => {
    const value = args[name] as NonNullable<z.output<Schema>> | undefined;
    return value === undefined ? clear : print(value);
  };
  const moved = (before: Args, after: Args) => !isDeepStrictEqual(before[name], after[name]);
  return {
    shape: { [name]: schema } as Record<Name, Schema>,
    create: (args) => (!always && isDeepStrictEqual(args[name], byDefault) ? [] : words(args)),
    change: (args) => (replace === "always" ? [] : words(args)),
    read: (link) => {
      const value = read(link);
      return value === undefined ? {} : { [name]: value };
    },
    replaces: (before, after) => {
      if (!moved(before, after) || replace === undefined) return [];
      return replace === "always" || replace(before[name], after[name]) ? [name] : [];
    },
    ...(overhead ? { overhead: (args: Args) => overhead(args[name] as z.output<Schema>) } : {}),
  };
}

/** The shapes of several attributes as one. */
export type ShapeOf<A extends readonly Attribute[]> = A extends readonly [infer First, ...infer Rest]
  ? (First extends Attribute<infer S> ? S : never) &
      (Rest extends readonly Attribute[] ? ShapeOf<Rest> : unknown)
  : unknown;

export const shapeOf = <A extends readonly Attribute[]>(attributes: A): ShapeOf<A> =>
  Object.assign({}, ...attributes.map((attribute) => attribute.shape)) as ShapeOf<A>;
