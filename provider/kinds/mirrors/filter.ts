import { createHash } from "node:crypto";
import { z } from "zod";
import { type Command, tokens } from "../../iproute2/command.ts";
import { type FilterQdisc, type LiveFilter, readFilterQdiscs } from "../../iproute2/tc-json.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import type { Args } from "../../schema/declaration.ts";
import { matchTokens, protocolOf } from "./match.ts";
import { DIRECTIONS, type MirrorArgs } from "./mirror-args.ts";

type Direction = (typeof DIRECTIONS)[number];

const directionsOf = ({ direction }: MirrorArgs): readonly Direction[] =>
  direction === "both" ? DIRECTIONS : [direction];

/**
 * The owner of a filter: a cookie on its action, which the kernel keeps with it. "pip1" in ASCII and twelve bytes of a
 * hash. (linux: TCA_ACT_COOKIE, 16 bytes at most)
 */
const cookieOf = (owner: string): string =>
  `70697031${createHash("sha256").update(owner).digest("hex").slice(0, 24)}`;

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
      action mirred egress mirror dev ${args.target} continue cookie ${cookieOf(args.owner)}`,
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
  readFilterQdiscs((snapshot.sections.tc as readonly unknown[] | undefined) ?? []).find(
    (one) => one.device === device,
  );

/** The filters of an owner on a device, by their cookies. */
export const filtersOf = (
  qdisc: FilterQdisc | undefined,
  owner: string,
): { direction: Direction; filter: LiveFilter }[] =>
  DIRECTIONS.flatMap((direction) =>
    (qdisc?.[direction] ?? [])
      .filter(({ actions }) => actions.some(({ cookie }) => cookie === cookieOf(owner)))
      .map((filter) => ({ direction, filter })),
  );
