import { isSameResource, ownerAlias, ownerIn } from "../iproute2/owner-alias.ts";
import type { Args } from "../schema/declaration.ts";

/**
 * The owner alias of an object with these arguments. The lifecycle adds `ownerAlias` to the arguments, because the
 * program does not know the stack id and the incarnation. Without it the result is the form of release 0.1.0.
 */
export const ownerAliasOf = (args: Args): string =>
  typeof args.ownerAlias === "string" ? args.ownerAlias : ownerAlias({ owner: String(args.owner) });

/** The owner in an alias or a marker of the host, as arguments for `Found.args`. */
export function ownerFrom(text: string | undefined, args: Args): { owner: string; ownerAlias: string } {
  const declared = String(args.owner);
  const found = text ?? "";
  const isDeclared = found === ownerAliasOf(args) || isSameResource(found, ownerAliasOf(args));
  return { owner: isDeclared ? declared : (ownerIn(found) ?? declared), ownerAlias: found };
}

/** Whether an object with this owner alias belongs to the resource. Any incarnation counts. */
export const isOwnedBy = (text: string | undefined, args: Args): boolean =>
  text !== undefined && (text === ownerAliasOf(args) || isSameResource(text, ownerAliasOf(args)));

/** Whether the object on the host is of the same incarnation as the arguments. */
export const isSameIncarnation = (found: Args, args: Args): boolean =>
  ownerAliasOf(found) === ownerAliasOf(args);
