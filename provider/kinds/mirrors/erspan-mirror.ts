import { isDeepStrictEqual } from "node:util";
import { parseOwnerAlias } from "../../iproute2/owner-alias.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import type { Operation } from "../../model/operation.ts";
import { ownerAliasOf } from "../../model/ownership.ts";
import { markerName } from "../../model/ownership-marker.ts";
import type { Found, ResourceKind } from "../../model/resource-kind.ts";
import { type Args, NOT_ON_HOST, type Rule } from "../../schema/declaration.ts";
import { defined } from "../shared/defined.ts";
import { ownerAliasByCookie } from "./cookie.ts";
import { GONE } from "./copy-obstacle.ts";
import {
  addCommands,
  deleteCommands,
  devicesOf,
  installedFiltersIn,
  placementOf,
  plannedDevices,
  undoCommands,
} from "./filter.ts";
import { mirrorImport } from "./importing.ts";
import { limitOf } from "./limit.ts";
import { limitIn, liveMirror, type Placed, placedFilters } from "./live-mirror.ts";
import { matchInDeclaredSpelling } from "./match-filters.ts";
import { type MirrorArgs, mirrorRules, mirrorSchema } from "./mirror-args.ts";
import { filtersToTakeOver, takeOver } from "./take-over.ts";
import { filtersInFront, topologyFault } from "./topology.ts";

const mirror = (args: Args) => args as MirrorArgs;

/** Whether arguments have the same filters. After an adoption nothing is left to change. */
const isSameMirror = (before: Args, after: Args): boolean =>
  ["ownerAlias", ...Object.keys(mirrorSchema.shape)]
    .filter((key) => !NOT_ON_HOST.has(key))
    .every((key) => isDeepStrictEqual(before[key], after[key]));

/** The live direction of a mirror that copies nothing as declared. */
const NONE = "none";

/** The filters in the form of the outputs. */
const installedAt = (placed: readonly Placed[]) =>
  placed.map(({ device, direction, filter }) => ({
    ...{ device, direction, protocol: filter.protocol, pref: filter.pref },
    ...{ kind: filter.kind, handle: filter.handle ?? "0x1", ...defined({ mtu: limitIn([filter]) }) },
  }));

/** The filters of another program that an import takes over. They have no filters at the target. */
function filtersOfAnother(snapshot: HostSnapshot, args: MirrorArgs): Found | undefined {
  const there = filtersToTakeOver(args, snapshot);
  if (there === undefined) return undefined;
  const { monitor, target, direction, pref, skipHw, cookie = "", placed } = there;
  const match = matchInDeclaredSpelling(args.match, there.match);
  const { owner, triggers } = args;
  return {
    ownership: "foreign",
    args: {
      ...{ ownerAlias: cookie, monitor, target, direction, pref, skipHw, triggers },
      ...defined({ owner, match }),
    },
    computed: { filters: installedAt(placed) },
  };
}

/** A mirror: tc filters that send copies of a device's packets into a tunnel. (linux: act_mirred.c; iproute2: tc/m_mirred.c) */
export const erspanMirror: ResourceKind = {
  type: "ErspanMirror",
  schema: mirrorSchema,
  rules: mirrorRules as unknown as readonly Rule[],
  sections: ["links"],
  sectionsOf: (args) =>
    [mirror(args).monitor, mirror(args).target].flatMap((one) =>
      one === GONE ? [] : [`tc:${one}` as const],
    ),
  replaces: (_before, _after, changed) => changed.filter((key) => key === "monitor"),
  displayName: (args) => `mirror:${mirror(args).monitor}>${mirror(args).target}`,

  find(snapshot, args) {
    const { owner, monitor, target, pref, mtu, triggers } = mirror(args);
    const placed = placedFilters(snapshot, mirror(args));
    if (placed.length === 0) return filtersOfAnother(snapshot, mirror(args));
    const live = liveMirror(snapshot, mirror(args), placed);
    const other = live.targets.find((one) => one !== target);
    return {
      ownership: "ours",
      args: {
        owner,
        ownerAlias: ownerAliasByCookie(
          placed.map(({ filter }) => filter),
          args,
        ),
        monitor,
        target: live.targets.includes(undefined) ? GONE : (other ?? target),
        direction: live.directions.length === 2 ? "both" : (live.directions[0] ?? NONE),
        skipHw: live.skipHw ?? mirror(args).skipHw,
        triggers,
        ...defined({
          match: live.match,
          pref: pref === undefined ? undefined : live.pref,
          mtu: mtu === undefined || live.limit === limitOf(mirror(args), snapshot) ? mtu : live.limit,
        }),
      },
      computed: { filters: installedAt(placed) },
    };
  },

  precondition: (snapshot, args) => topologyFault(mirror(args), snapshot),
  warnings: (snapshot, args) => filtersInFront(mirror(args), snapshot),

  explainConflict: () => undefined,

  create(args, snapshot) {
    const placement = placementOf(mirror(args), { snapshot });
    return {
      tool: "tc",
      clsact: plannedDevices(mirror(args), placement),
      commands: addCommands(mirror(args), placement),
      undo: undoCommands(mirror(args), placement),
    };
  },

  adopt(_found, args, snapshot) {
    const there = snapshot && filtersToTakeOver(mirror(args), snapshot);
    return there && takeOver(mirror(args), there, snapshot);
  },
  adoptionObstacle: (snapshot, _found, args) => filtersToTakeOver(mirror(args), snapshot)?.obstacle,

  /** Deletes the filters and adds new ones, because a matchall filter cannot change. Packets in between have no copy. */
  change(before, after, recorded, snapshot): Operation | undefined {
    if (isSameMirror(before, after)) return undefined;
    const [old, next] = [mirror(before), mirror(after)];
    const installed = installedFiltersIn(recorded);
    const onTarget = installed.filter(({ device = old.monitor }) => device !== old.monitor);
    const kept = old.pref === next.pref ? installed : onTarget;
    const placement = placementOf(next, { snapshot, installed: kept });
    return {
      tool: "tc",
      clsact: plannedDevices(next, placement, recorded),
      commands: [...deleteCommands(next, recorded), ...addCommands(next, placement)],
      undo: [
        ...undoCommands(next, placement, installed),
        ...(old.target === GONE ? [] : addCommands(old, placementOf(old, { snapshot, installed }))),
      ],
    };
  },

  boot: {
    fileName(args) {
      const { digest, stackId = "" } = parseOwnerAlias(ownerAliasOf(args)) ?? {};
      return markerName("mirror", mirror(args).monitor, `${digest}.${stackId}`);
    },
    // Without undo, because that would also delete filters of another owner that has the preference by then
    operation(args, live) {
      const installed = installedFiltersIn(live);
      const hasEgress = installed.some(({ device }) => device === mirror(args).target);
      return {
        tool: "tc",
        clsact: devicesOf(mirror(args), live),
        commands: addCommands(mirror(args), placementOf(mirror(args), { installed, hasEgress })),
      };
    },
  },

  importing: mirrorImport,

  remove: (args, live) => ({
    tool: "tc",
    clsact: devicesOf(mirror(args), live),
    commands: deleteCommands(mirror(args), live),
  }),
};
