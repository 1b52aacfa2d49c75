import type { LiveFilter } from "../../iproute2/tc-json.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import { isOf } from "./cookie.ts";
import { qdiscOf } from "./filter.ts";
import { limitOf } from "./limit.ts";
import type { Match } from "./match.ts";
import { liveSelections, matchInDeclaredSpelling } from "./match-filters.ts";
import { DIRECTIONS, type Direction, type MirrorArgs } from "./mirror-args.ts";

/** A filter of a mirror, where it is. */
export interface Placed {
  readonly device: string;
  readonly direction: Direction;
  readonly filter: LiveFilter;
}

/** The filters of a mirror on the host, found by their cookies: those of the monitor first. */
export const placedFilters = (snapshot: HostSnapshot, args: MirrorArgs): Placed[] =>
  [args.monitor, args.target].flatMap((device) =>
    DIRECTIONS.flatMap((direction) =>
      (qdiscOf(snapshot, device)?.[direction] ?? [])
        .filter((filter) => isOf(args, filter))
        .map((filter) => ({ device, direction, filter })),
    ),
  );

const hasAction = (kind: string, filter: LiveFilter) => filter.actions.some((action) => action.kind === kind);

/**
 * The size of the largest packet that filters pass, in bytes; undefined for no limit. tc prints no mtu of police in JSON, so
 * the handle of the filter has it.
 */
export function limitIn(filters: readonly LiveFilter[]): number | undefined {
  const limiting = filters.find((filter) => hasAction("police", filter));
  return limiting?.handle === undefined ? undefined : Number(limiting.handle);
}

/** What the filters of a mirror do. */
export interface LiveMirror {
  /** The directions whose packets are copied as declared. */
  readonly directions: readonly Direction[];
  /** The devices that the copies go to; undefined for one that is gone. */
  readonly targets: readonly (string | undefined)[];
  readonly match: Match | undefined;
  /** The first preference on the monitor. */
  readonly pref: number | undefined;
  /** The size of the largest packet that is copied, in bytes. */
  readonly limit: number | undefined;
  readonly skipHw: boolean | undefined;
}

export function liveMirror(snapshot: HostSnapshot, args: MirrorArgs, placed: readonly Placed[]): LiveMirror {
  const { monitor, target, match } = args;
  const on = (device: string, direction: Direction) =>
    placed.filter((one) => one.device === device && one.direction === direction).map(({ filter }) => filter);
  const copying = DIRECTIONS.flatMap((direction) => on(monitor, direction));
  const ofCopies = on(target, "egress");
  // Without these filters the mirror would change what it watches
  const hasNoRoute =
    qdiscOf(snapshot, target)?.qdisc === "ingress" || ofCopies.some((one) => hasAction("tunnel_key", one));
  const limit = limitIn(ofCopies);
  const allowed = limitOf({ ...args, mtu: undefined }, snapshot);
  const isLimited = allowed === undefined || (limit !== undefined && limit <= allowed);
  const except = liveSelections(ofCopies.filter((one) => hasAction("gact", one)));
  const matches = DIRECTIONS.flatMap((direction) => liveSelections(on(monitor, direction)).slice(0, 1)).map(
    (selected) => (except.length === 0 ? selected : { ...selected, except }),
  );
  const spelled = matches.map((one) => matchInDeclaredSpelling(match, one));
  return {
    directions: DIRECTIONS.filter(
      (direction) =>
        on(monitor, direction).length > 0 && isLimited && (direction === "ingress" || hasNoRoute),
    ),
    targets: copying.map(({ actions }) => actions.find(({ kind }) => kind === "mirred")?.to_dev),
    match: spelled.find((one) => one !== match) ?? spelled[0],
    pref: copying.length === 0 ? undefined : Math.min(...copying.map(({ pref }) => pref)),
    limit,
    skipHw: copying[0]?.skipHw,
  };
}
