import { createHash } from "node:crypto";
import { parseOwnerAlias } from "../../iproute2/owner-alias.ts";
import type { LiveFilter } from "../../iproute2/tc-json.ts";
import { ownerAliasOf } from "../../model/ownership.ts";
import type { Args } from "../../schema/declaration.ts";

const hashOf = (text: string, bytes: number) =>
  createHash("sha256")
    .update(text)
    .digest("hex")
    .slice(0, 2 * bytes);

/** "pip1" and "pip2" in ASCII, with which the cookies of this provider begin. */
const [FORM_1, FORM_2] = ["70697031", "70697032"];

/**
 * The cookie of a filter's action. It identifies the owner in the 16 bytes that the kernel keeps (linux: TCA_ACT_COOKIE):
 * "pip2", eight bytes of a hash of owner and stack, and four bytes of a hash of the incarnation. Release 0.1.0 wrote
 * "pip1" and twelve bytes of a hash of the owner.
 */
export function cookieOf(args: Args): string {
  const { stackId, incarnation = "" } = parseOwnerAlias(ownerAliasOf(args)) ?? {};
  const owner = String(args.owner);
  return stackId === undefined
    ? `${FORM_1}${hashOf(owner, 12)}`
    : `${FORM_2}${hashOf(`${stackId}/${owner}`, 8)}${hashOf(incarnation, 4)}`;
}

/** The digits of a cookie that are equal for all incarnations of a resource. */
const resourceDigits = (cookie: string) => (cookie.startsWith(FORM_2) ? cookie.slice(0, 24) : cookie);

const cookieIn = ({ actions }: LiveFilter): string =>
  actions.map(({ cookie }) => cookie).find((cookie) => cookie !== undefined) ?? "";

/** Whether a filter belongs to the resource, in any incarnation. */
export const isOf = (args: Args, filter: LiveFilter): boolean =>
  resourceDigits(cookieIn(filter)) === resourceDigits(cookieOf(args));

/** Whether a filter belongs to a mirror of any stack. */
export const isOfAnyMirror = (filter: LiveFilter): boolean =>
  [FORM_1, FORM_2].some((form) => cookieIn(filter).startsWith(form));

/** The owner alias for filters of a resource. For another incarnation it is the cookie, which contains no alias. */
export const ownerAliasByCookie = (filters: readonly LiveFilter[], args: Args): string =>
  filters.map(cookieIn).find((cookie) => cookie !== cookieOf(args)) ?? ownerAliasOf(args);
