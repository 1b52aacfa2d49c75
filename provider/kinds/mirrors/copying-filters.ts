import { isDeepStrictEqual } from "node:util";
import type { FilterQdisc, LiveAction, LiveFilter } from "../../iproute2/tc-json.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import { copyObstacle, GONE } from "./copy-obstacle.ts";
import type { Placed } from "./live-mirror.ts";
import type { Match } from "./match.ts";
import { liveSelection, liveSelections } from "./match-filters.ts";
import { DIRECTIONS, type Direction, type MirrorArgs } from "./mirror-args.ts";

/** Filters of a host that do what one mirror does: one in each direction, or two for frames with and without a tag. */
export interface CopyingFilters {
  readonly monitor: string;
  /** `*` for a device that no longer exists */
  readonly target: string;
  readonly direction: MirrorArgs["direction"];
  /** of the first filter */
  readonly pref: number;
  readonly match: Match;
  readonly skipHw: boolean;
  readonly cookie: string | undefined;
  readonly placed: readonly Placed[];
  /** Why no mirror can take their place. */
  readonly obstacle: string | undefined;
}

/** The action by which a filter copies packets. */
export const copyingAction = ({ actions }: LiveFilter): LiveAction | undefined =>
  actions.find(({ kind, mirred_action: action }) => kind === "mirred" && action === "mirror");

/** All filters of a snapshot that copy packets, of any owner. */
export const copyingFilters = ({ sections: { tc = [] } }: HostSnapshot): CopyingFilters[] =>
  tc.flatMap((qdisc) => {
    const [ingress, egress] = DIRECTIONS.map((direction) => inOneDirection(qdisc, direction)) as [
      CopyingFilters[],
      CopyingFilters[],
    ];
    const twinOf = (one: CopyingFilters) => egress.find((other) => isSameCopy(one, other));
    const joined = ingress.map((one): CopyingFilters => {
      const twin = twinOf(one);
      return twin === undefined
        ? one
        : { ...one, direction: "both", placed: [...one.placed, ...twin.placed] };
    });
    return [...joined, ...egress.filter((one) => !ingress.some((other) => isSameCopy(other, one)))];
  });

/** Whether filters of the other direction copy the same packets to the same device. */
const isSameCopy = (one: CopyingFilters, other: CopyingFilters): boolean => {
  const ofBoth = ({ direction: _d, placed: _p, ...rest }: CopyingFilters) => rest;
  return isDeepStrictEqual(ofBoth(one), ofBoth(other));
};

function inOneDirection(qdisc: FilterQdisc, direction: Direction): CopyingFilters[] {
  const found: CopyingFilters[] = [];
  for (const filter of qdisc[direction]) {
    const action = copyingAction(filter);
    if (action === undefined) continue;
    const { pref, skipHw } = filter;
    const { to_dev: target = GONE, cookie } = action;
    const one: CopyingFilters = {
      ...{ monitor: qdisc.device, target, direction, pref },
      ...{ match: liveSelection(filter), skipHw, cookie },
      placed: [{ device: qdisc.device, direction, filter }],
      obstacle: copyObstacle(filter, action, qdisc[direction]),
    };
    const last = found.at(-1);
    const pair = last && withTagged(last, one);
    if (pair === undefined) found.push(one);
    else found[found.length - 1] = pair;
  }
  return found;
}

/** Filters for frames with and without a tag as those of one mirror; undefined if they are not. */
function withTagged(one: CopyingFilters, next: CopyingFilters): CopyingFilters | undefined {
  const placed = [...one.placed, ...next.placed];
  const [selection, other] = liveSelections(placed.map(({ filter }) => filter));
  const isPair = one.placed.length === 1 && next.pref === one.pref + 1 && other === undefined;
  const alike = ({ pref: _p, match: _m, placed: _f, ...rest }: CopyingFilters) => rest;
  return isPair && selection !== undefined && isDeepStrictEqual(alike(one), alike(next))
    ? { ...one, match: selection, placed }
    : undefined;
}
