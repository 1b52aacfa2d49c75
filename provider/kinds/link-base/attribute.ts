import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import type { Command } from "../../iproute2/command.ts";
import type { LiveLink } from "../../iproute2/ip-json.ts";
import type { Args, Rule } from "../../schema/declaration.ts";

export type Tokens = Command;

/**
 * One facet of a tunnel: an argument, or a few that only make sense together (`key`, `ikey`, `okey`), with its
 * schema, its words in an `ip link` command and its place in `ip -d -j link`. A kind is a list of aspects.
 */
export interface Attribute<Shape extends z.ZodRawShape = z.ZodRawShape> {
  /** zod schema of each argument, with its default; a description in `.describe()` goes into the docs */
  readonly shape: Shape;
  /** words for `ip link add`; args are whole, defaults in place */
  create(args: Args): Tokens;
  /** words for a change: everything said outright, what is no longer wanted cleared */
  change(args: Args): Tokens;
  /** live values; a missing argument means its default */
  read(link: LiveLink, declared: Args): Args;
  /** of the arguments that changed, those which the kernel cannot change in place */
  replaces?(before: Args, after: Args): readonly string[];
  /** Arguments to have on the way, where the kernel does not take a change in one step. */
  intermediate?(before: Args, after: Args): Args | undefined;
  readonly rules?: readonly Rule[];
  /** bytes that this aspect puts in front of each packet */
  overhead?(args: Args): number;
}

interface ScalarAttribute<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** words that set a value */
  readonly print: (value: NonNullable<z.output<Schema>>) => Tokens;
  /** words that clear it, for an argument that can be absent */
  readonly clear?: Tokens;
  readonly read: (link: LiveLink) => z.output<Schema> | undefined;
  /** which changes mean another device; default: none */
  readonly replace?: "always" | ((before: unknown, after: unknown) => boolean);
  /** the kernel's own default differs from ours, so say it at creation too */
  readonly always?: boolean;
  readonly overhead?: (value: z.output<Schema>) => number;
}

/** An aspect of a single argument. */
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

/** The shapes of several aspects as one. */
export type ShapeOf<A extends readonly Attribute[]> = A extends readonly [infer First, ...infer Rest]
  ? (First extends Attribute<infer S> ? S : never) &
      (Rest extends readonly Attribute[] ? ShapeOf<Rest> : unknown)
  : unknown;

export const shapeOf = <A extends readonly Attribute[]>(aspects: A): ShapeOf<A> =>
  Object.assign({}, ...aspects.map((aspect) => aspect.shape)) as ShapeOf<A>;
