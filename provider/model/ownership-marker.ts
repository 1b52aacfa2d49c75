import { z } from "zod";
import { ownerIn } from "../iproute2/owner-alias.ts";
import type { Args } from "../schema/declaration.ts";
import { host, persistArgument } from "../schema/host-args.ts";
import { flag } from "../schema/values.ts";
import { type HostSnapshot, markerIn } from "./host-snapshot.ts";
import type { Operation } from "./operation.ts";
import { isOwnedBy, ownerAliasOf, ownerFrom } from "./ownership.ts";
import type { Found } from "./resource-kind.ts";

/** The common arguments of all resources with a marker. */
export const markedResourceShape = (what: string) => ({
  host: host.describe(`The machine that has the ${what}: a Host, or the same fields as an object.`),
  owner: z
    .string()
    .max(200)
    .describe(`Who the ${what} belongs to: project/stack/name. Filled in by the class.`),
  persist: persistArgument(what),
});

export const adoptArgument = (what: string) =>
  flag()
    .default(false)
    .describe(`Take over an existing ${what} with the same identity. Without it such a ${what} is refused.`);

export interface MarkedArgs extends Args {
  readonly owner: string;
}

/** The name of a marker: the words that identify its object. */
export const markerName = (...words: readonly (string | number | undefined)[]): string =>
  words.map((word) => String(word ?? "any").replaceAll("/", "_")).join(":");

/** The ownership of an object, by its marker. */
export function ownershipFromMarker(
  snapshot: HostSnapshot,
  marker: string,
  args: Args,
): Pick<Found, "ownership"> & MarkedArgs {
  const alias = markerIn(snapshot, marker)?.alias;
  return { ownership: isOwnedBy(alias, args) ? "ours" : "foreign", ...ownerFrom(alias, args) };
}

/** The ownership of an object that no marker names. */
export const ownershipWithoutMarker = (args: Args): Pick<Found, "ownership"> & MarkedArgs => ({
  ownership: "foreign",
  ...ownerFrom(undefined, args),
});

/** The owner in the marker of an object; undefined without a marker of this package. */
export const ownerByMarker = (snapshot: HostSnapshot, marker: string): string | undefined =>
  ownerIn(markerIn(snapshot, marker)?.alias ?? "");

/** The marker that `create` and `change` add to their operation. */
export const withMarker = (name: string, args: Args, note?: string) =>
  ({
    marker: { name, alias: ownerAliasOf(args), ...(note === undefined ? {} : { note }) },
  }) satisfies Partial<Operation>;

/** The guard of an operation on a marked object: the marker has the owner alias of one of these arguments. */
export const onlyIfMarked = (marker: string, ...owners: readonly Args[]) =>
  ({
    guard: { marker, aliases: [...new Set(owners.map(ownerAliasOf))] },
  }) satisfies Partial<Operation>;
