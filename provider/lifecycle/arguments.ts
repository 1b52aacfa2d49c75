import { randomInt } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Host } from "../host/host.ts";
import { ownerAlias } from "../iproute2/owner-alias.ts";
import type { HostValues } from "../model/reference.ts";
import type { Found, ResourceKind } from "../model/resource-kind.ts";
import { type Args, NOT_ON_HOST } from "../schema/declaration.ts";
import { toPulumiValue } from "../schema/pulumi-value.ts";
import { HIDDEN_INPUTS, withDefaults } from "../schema/validate.ts";
import { recordedValues, withValues } from "./references.ts";

/** Letters without vowels, and digits, because a random word should not form a word of a language. */
const ALPHABET = "bcdfghjklmnpqrstvwxz0123456789";

/** A random word for a stack id or an incarnation. Eight characters have 39 bits. */
export const randomWord = (length: number): string =>
  Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");

/** A new incarnation: a random word for one creation of a resource. */
export const newIncarnation = (): string => randomWord(6);

/** Makes arguments from inputs: adds all defaults, the owner alias of an incarnation, and the hidden inputs. */
export function argsOf(kind: ResourceKind, inputs: Args, incarnation: string): Args {
  const { __stack: stackId } = inputs;
  const owner = String(inputs.owner);
  const alias =
    typeof stackId === "string" ? ownerAlias({ owner, stackId, incarnation }) : ownerAlias({ owner });
  return { ...withDefaults(kind, inputs), ...pick(inputs, HIDDEN_INPUTS), ownerAlias: alias };
}

/** The incarnation that outputs record. Outputs of release 0.1.0 record none. */
export const incarnationIn = (outputs: Args): string | undefined =>
  typeof outputs.__incarnation === "string" ? outputs.__incarnation : undefined;

/**
 * Whether outputs are those of an import that no update has followed yet. The object then has no ownership mark. A read
 * cannot set it, because previews read too.
 */
export const isUnmarked = ({ owner }: Args): boolean => owner === undefined;

/** The arguments that outputs record, with the values of references and the owner alias of the object on the host. */
export const recordedArgs = (kind: ResourceKind, outputs: Args): Args =>
  withValues(kind, declaredArgs(kind, outputs), recordedValues(outputs));

/** The arguments that outputs record, with references in place of values. */
export function declaredArgs(kind: ResourceKind, outputs: Args): Args {
  const args = kind.argsFromState?.(outputs) ?? outputs;
  const incarnation = incarnationIn(outputs);
  const { __stack: _, ...withoutStack } = args;
  return incarnation === undefined ? argsOf(kind, withoutStack, "") : argsOf(kind, args, incarnation);
}

/** The names of a kind's arguments whose values differ. */
export const changedKeys = (kind: ResourceKind, before: Args, after: Args): string[] =>
  Object.keys(kind.schema.shape).filter((key) => !isDeepStrictEqual(before[key], after[key]));

/** Whether an argument is a property of the object on the host. `host` and `adopt`, for example, are not. */
export const isOnHost = (key: string): boolean => !NOT_ON_HOST.has(key);

/** The names of the arguments whose values differ and that are properties of the object on the host. */
export const changedOnHost = (kind: ResourceKind, before: Args, after: Args): string[] =>
  changedKeys(kind, before, after).filter(isOnHost);

/** The values from which the outputs of a resource are made. */
export interface OutputSource {
  readonly kind: ResourceKind;
  readonly host: Host;
  readonly inputs: Args;
  readonly found: Found;
  readonly persisted: string;
  readonly incarnation: string | undefined;
  /** The values of the references in the inputs. */
  readonly values?: HostValues;
  /** The earlier outputs, if there are any. */
  readonly before?: Args;
}

/**
 * Makes the outputs of a resource. They contain the inputs under their own names, because the engine then keeps secret
 * inputs secret. They also contain the values that the host reports, those of references, and the incarnation if the inputs
 * have a stack id.
 */
export function outputsOf(source: OutputSource): Args {
  const { kind, host, inputs, found, persisted, incarnation, values = {}, before = {} } = source;
  const args = withValues(kind, withDefaults(kind, inputs), values);
  const earlier = withValues(kind, before, recordedValues(before));
  const computed = kind.outputs?.(found, args, earlier) ?? found.computed;
  const identity =
    incarnation === undefined || inputs.__stack === undefined ? {} : { __incarnation: incarnation };
  const restored = kind.boot === undefined ? {} : { persisted };
  const hostValues = Object.keys(values).length === 0 ? {} : { hostValues: values };
  return toPulumiValue({
    ...{ ...inputs, ...computed, ...restored, ...hostValues },
    ...{ ...host.recorded(), ...identity },
  });
}

/** The arguments with these names, without undefined ones. */
export const pick = (args: Args, keys: readonly string[]): Args =>
  Object.fromEntries(keys.flatMap((key) => (args[key] === undefined ? [] : [[key, args[key]]])));
