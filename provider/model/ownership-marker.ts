import { z } from "zod";
import { aliasOf, ownerIn } from "../iproute2/owner-alias.ts";
import type { Args } from "../schema/declaration.ts";
import { host } from "../schema/host-args.ts";
import { flag } from "../schema/values.ts";
import { type Dump, markerIn } from "./host-snapshot.ts";
import type { Operation } from "./operation.ts";
import type { Found } from "./resource-kind.ts";

/** The arguments that everything takes that is no link, its own left out. */
export const ownedShape = (what: string) => ({
  host: host.describe(`The machine that has the ${what}: a Host, or the same fields as an object.`),
  owner: z
    .string()
    .max(200)
    .describe(`Who the ${what} belongs to: project/stack/name. Filled in by the class.`),
});

export const adoptable = (what: string) =>
  flag()
    .default(false)
    .describe(
      `Take over a ${what} like this one that stands there already; otherwise such a one is refused.`,
    );

export interface OwnedArgs extends Args {
  readonly owner: string;
}

/** A marker's name out of the words that tell one object from the next. */
export const markerName = (...words: readonly (string | number | undefined)[]): string =>
  words.map((word) => String(word ?? "any").replaceAll("/", "_")).join(":");

/** Whose an object is, as its marker says it. */
export function ownershipBy(dump: Dump, marker: string, args: Args): Pick<Found, "ownership"> & OwnedArgs {
  const { owner } = args as OwnedArgs;
  const alias = markerIn(dump, marker)?.alias;
  return {
    ownership: alias === aliasOf(owner) ? "ours" : "foreign",
    owner: (alias === undefined || alias === aliasOf(owner) ? undefined : ownerIn(alias)) ?? owner,
  };
}

/** What `create`, `change` and `remove` add to their commands for an object that a marker stands for. */
export const claiming = (name: string, { owner }: Args, note?: string) =>
  ({
    marker: { name, alias: aliasOf(String(owner)), ...(note === undefined ? {} : { note }) },
  }) satisfies Partial<Operation>;

export const guardedBy = (marker: string, ...owners: readonly unknown[]) =>
  ({
    guard: { marker, aliases: [...new Set(owners.map((owner) => aliasOf(String(owner))))] },
  }) satisfies Partial<Operation>;
