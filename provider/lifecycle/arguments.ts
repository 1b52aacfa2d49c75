import { randomInt } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Host } from "../host/host.ts";
import { ownerAlias } from "../iproute2/owner-alias.ts";
import type { Found, ResourceKind } from "../model/resource-kind.ts";
import { type Args, NOT_ON_HOST } from "../schema/declaration.ts";
import { toPulumiValue } from "../schema/pulumi-value.ts";
import { withDefaults } from "../schema/validate.ts";

/** Letters and digits without vowels: a random word that forms no word of a language. */
const ALPHABET = "bcdfghjklmnpqrstvwxz0123456789";

/** A random word for stack ids and incarnations. Eight characters hold 39 bits. */
export const randomWord = (length: number): string =>
  Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");

/** The random word that tells one creation of a resource from the next. */
export const newIncarnation = (): string => randomWord(6);

/** Inputs as arguments: every default in place, and the owner alias of an incarnation. */
export function argsOf(kind: ResourceKind, inputs: Args, incarnation: string): Args {
  const { __stack: stackId } = inputs;
  const owner = String(inputs.owner);
  const alias =
    typeof stackId === "string" ? ownerAlias({ owner, stackId, incarnation }) : ownerAlias({ owner });
  return { ...withDefaults(kind, inputs), ownerAlias: alias };
}

/** The incarnation that outputs record, if a release recorded them that knows incarnations. */
export const incarnationIn = (outputs: Args): string | undefined =>
  typeof outputs.__incarnation === "string" ? outputs.__incarnation : undefined;

/** The arguments that outputs record, with the owner alias that the object on the host carries. */
export function recordedArgs(kind: ResourceKind, outputs: Args): Args {
  const args = kind.argsFromState?.(outputs) ?? outputs;
  const incarnation = incarnationIn(outputs);
  const { __stack: _, ...withoutStack } = args;
  return incarnation === undefined ? argsOf(kind, withoutStack, "") : argsOf(kind, args, incarnation);
}

/** The arguments of a kind whose values differ. */
export const changedKeys = (kind: ResourceKind, before: Args, after: Args): string[] =>
  Object.keys(kind.schema.shape).filter((key) => !isDeepStrictEqual(before[key], after[key]));

export const isOnHost = (key: string): boolean => !NOT_ON_HOST.has(key);

/** The arguments whose values differ and are on the host. */
export const changedOnHost = (kind: ResourceKind, before: Args, after: Args): string[] =>
  changedKeys(kind, before, after).filter(isOnHost);

/** Where the outputs of a resource come from. */
export interface OutputSource {
  readonly kind: ResourceKind;
  readonly host: Host;
  readonly inputs: Args;
  readonly found: Found;
  readonly incarnation: string | undefined;
  /** The outputs of before, if there are any. */
  readonly before?: Args;
}

/**
 * The outputs of a resource: the inputs under their own names, so that the engine keeps secrets secret, then what the
 * host reports. The incarnation stays out where the inputs name no stack.
 */
export function outputsOf({ kind, host, inputs, found, incarnation, before = {} }: OutputSource): Args {
  const computed = kind.outputs?.(found, withDefaults(kind, inputs), before) ?? found.computed;
  const identity =
    incarnation === undefined || inputs.__stack === undefined ? {} : { __incarnation: incarnation };
  return toPulumiValue({ ...inputs, ...computed, ...host.recorded(), ...identity });
}

/** The named ones of some arguments, where they are given. */
export const pick = (args: Args, keys: readonly string[]): Args =>
  Object.fromEntries(keys.flatMap((key) => (args[key] === undefined ? [] : [[key, args[key]]])));
