import { isSameResource, ownerAlias, ownerIn } from "../iproute2/owner-alias.ts";
import type { Args } from "../schema/declaration.ts";

/**
 * The owner alias that an object of these arguments carries. The lifecycle adds it to the arguments, because it holds
 * words that the program does not know: stack id and incarnation. Without it the form of release 0.1.0 counts.
 */
export const ownerAliasOf = (args: Args): string =>
  typeof args.ownerAlias === "string" ? args.ownerAlias : ownerAlias({ owner: String(args.owner) });

/** What an alias or a marker that was read says of the owner, as arguments: for `Found.args`. */
export function ownerFrom(text: string | undefined, args: Args): { owner: string; ownerAlias: string } {
  const declared = String(args.owner);
  const found = text ?? "";
  const isDeclared = found === ownerAliasOf(args) || isSameResource(found, ownerAliasOf(args));
  return { owner: isDeclared ? declared : (ownerIn(found) ?? declared), ownerAlias: found };
}

/** Whether an object with this owner alias is this resource's, made by this incarnation or by another one. */
export const isOwnedBy = (text: string | undefined, args: Args): boolean =>
  text !== undefined && (text === ownerAliasOf(args) || isSameResource(text, ownerAliasOf(args)));

/** Whether the object that was found was made, or taken over, by the very incarnation that the arguments name. */
export const isSameIncarnation = (found: Args, args: Args): boolean =>
  ownerAliasOf(found) === ownerAliasOf(args);
