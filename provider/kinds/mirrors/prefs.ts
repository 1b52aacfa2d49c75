import { createHash } from "node:crypto";
import type { FilterQdisc, LiveFilter } from "../../iproute2/tc-json.ts";
import { isOf } from "./cookie.ts";
import type { MirrorArgs } from "./mirror-args.ts";

/** The first preference of a mirror's filters on each of its devices. The others follow it. */
export interface Prefs {
  readonly onMonitor: number;
  readonly onTarget: number;
}

/**
 * The preferences of our filters. They are low, because a later filter would miss packets for which an earlier one ends
 * the processing. Those below 100 stay free for filters that operators add by hand, and for `pref`.
 */
const FIRST_PREF = 100;
const PREFS = 900;

interface Block {
  readonly size: number;
  /** the first preference that the filters have already */
  readonly kept: number | undefined;
}

/** The filters of other owners on a device, of both directions. */
export const othersOn = (qdisc: FilterQdisc | undefined, args: MirrorArgs): LiveFilter[] =>
  [...(qdisc?.ingress ?? []), ...(qdisc?.egress ?? [])].filter((filter) => !isOf(args, filter));

/** The first of `size` preferences that no other filter of a device has. */
export function blockOn(qdisc: FilterQdisc | undefined, args: MirrorArgs, { size, kept }: Block): number {
  const taken = new Set(othersOn(qdisc, args).map((filter) => filter.pref));
  const isFree = (first: number) =>
    Array.from({ length: size }, (_, index) => first + index).every((pref) => !taken.has(pref));
  if (kept !== undefined && isFree(kept)) return kept;
  const from = createHash("sha256").update(args.owner).digest().readUInt16BE() % PREFS;
  const all = Array.from({ length: PREFS }, (_, index) => FIRST_PREF + ((from + index) % PREFS));
  return all.find((first) => first + size <= FIRST_PREF + PREFS && isFree(first)) ?? FIRST_PREF + from;
}
