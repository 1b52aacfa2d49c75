import { createHash } from "node:crypto";
import { z } from "zod";
import { type Command, tokens } from "../../iproute2/command.ts";
import { parseOwnerAlias } from "../../iproute2/owner-alias.ts";
import type { FilterQdisc, LiveFilter } from "../../iproute2/tc-json.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import { ownerAliasOf } from "../../model/ownership.ts";
import type { Args } from "../../schema/declaration.ts";
import { matchTokens, protocolOf } from "./match.ts";
import { DIRECTIONS, type MirrorArgs } from "./mirror-args.ts";

type Direction = (typeof DIRECTIONS)[number];

const directionsOf = ({ direction }: MirrorArgs): readonly Direction[] =>
  direction === "both" ? DIRECTIONS : [direction];

const hashOf = (text: string, bytes: number) =>
  createHash("sha256")
    .update(text)
    .digest("hex")
    .slice(0, 2 * bytes);

/**
 * The cookie of a filter's action names its owner. The kernel keeps at most 16 bytes (linux: TCA_ACT_COOKIE): "pip2" in
 * ASCII, eight bytes of a hash of owner and stack, four of the incarnation. Release 0.1.0 wrote "pip1" and twelve bytes
 * of a hash of the owner.
 */
function cookieOf(args: Args): string {
  const { stackId, incarnation = "" } = parseOwnerAlias(ownerAliasOf(args)) ?? {};
  const owner = String(args.owner);
  return stackId === undefined
    ? `70697031${hashOf(owner, 12)}`
    : `70697032${hashOf(`${stackId}/${owner}`, 8)}${hashOf(incarnation, 4)}`;
}

/** The digits of a cookie that all incarnations of a resource share. */
const resourceDigits = (cookie: string) => (cookie.startsWith("70697032") ? cookie.slice(0, 24) : cookie);

const cookieIn = ({ actions }: LiveFilter): string =>
  actions.map(({ cookie }) => cookie).find((cookie) => cookie !== undefined) ?? "";

/** The owner alias of filters that belong to a resource. A cookie holds no text, so it names another incarnation. */
export const ownerAliasByCookie = (filters: readonly LiveFilter[], args: Args): string =>
  filters.map(cookieIn).find((cookie) => cookie !== cookieOf(args)) ?? ownerAliasOf(args);

/**
 * Numbers of our filters. Low ones run before filters that end processing, so that the copy lacks no packet; those
 * below 100 are left to filters that people set up by hand.
 */
const FIRST_PREF = 100;
const PREFS = 900;

export function freePref(owner: string, qdisc: FilterQdisc | undefined): number {
  const filters = [...(qdisc?.ingress ?? []), ...(qdisc?.egress ?? [])];
  const taken = new Set(filters.map((filter) => filter.pref));
  const from = createHash("sha256").update(owner).digest().readUInt16BE() % PREFS;
  const all = Array.from({ length: PREFS }, (_, index) => FIRST_PREF + ((from + index) % PREFS));
  return all.find((pref) => !taken.has(pref)) ?? FIRST_PREF + from;
}

/** Protocol, kind and keys of a filter. */
function selectorTokens({ match, skipHw }: MirrorArgs): Command {
  const hardware = skipHw ? ["skip_hw"] : [];
  const protocol = match && protocolOf(match);
  return match === undefined || protocol === undefined
    ? tokens`protocol all matchall ${hardware}`
    : tokens`protocol ${protocol} flower ${hardware} ${matchTokens(match)}`;
}

/** `continue` passes a copied packet on to all later filters; the usual `pipe` would end their processing. */
export const addCommands = (args: MirrorArgs, pref: number): Command[] =>
  directionsOf(args).map(
    (direction) => tokens`filter add dev ${args.monitor} ${direction} pref ${pref} ${selectorTokens(args)}
      action mirred egress mirror dev ${args.target} continue cookie ${cookieOf(args)}`,
  );

/** Deletes every filter with a number, whatever it is. */
const deleteByPref = (monitor: string, directions: readonly Direction[], pref: number): Command[] =>
  directions.map((direction) => tokens`filter del dev ${monitor} ${direction} pref ${pref}`);

export const undoCommands = (args: MirrorArgs, pref: number): Command[] =>
  deleteByPref(args.monitor, directionsOf(args), pref);

export const clearCommands = ({ monitor }: MirrorArgs, pref: number): Command[] =>
  deleteByPref(monitor, DIRECTIONS, pref);

/** A filter of ours on the host, as the outputs record it. */
const installedFilter = z.object({
  direction: z.enum(DIRECTIONS),
  protocol: z.string(),
  pref: z.number(),
  handle: z.string(),
  kind: z.string(),
});

export const installedFiltersIn = (live: Args): z.output<typeof installedFilter>[] =>
  z.array(installedFilter).catch([]).parse(live.filters);

export const deleteCommands = ({ monitor }: MirrorArgs, live: Args): Command[] =>
  installedFiltersIn(live).map(
    ({ direction, protocol, pref, handle, kind }) =>
      tokens`filter del dev ${monitor} ${direction} pref ${pref} protocol ${protocol} handle ${handle} ${kind}`,
  );

export const qdiscOf = (snapshot: HostSnapshot, device: string): FilterQdisc | undefined =>
  snapshot.sections.tc?.find((one) => one.device === device);

/** The filters of an owner on a device, by their cookies. */
export const filtersOf = (
  qdisc: FilterQdisc | undefined,
  args: Args,
): { direction: Direction; filter: LiveFilter }[] =>
  DIRECTIONS.flatMap((direction) =>
    (qdisc?.[direction] ?? [])
      .filter((filter) => resourceDigits(cookieIn(filter)) === resourceDigits(cookieOf(args)))
      .map((filter) => ({ direction, filter })),
  );
