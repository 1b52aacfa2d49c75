import { parseOwnerAlias } from "../../iproute2/owner-alias.ts";
import type { Operation } from "../../model/operation.ts";
import { ownerAliasOf } from "../../model/ownership.ts";
import { markerName } from "../../model/ownership-marker.ts";
import type { ResourceKind } from "../../model/resource-kind.ts";
import type { Args, Rule } from "../../schema/declaration.ts";
import { defined } from "../shared/defined.ts";
import {
  addCommands,
  clearCommands,
  deleteCommands,
  filtersOf,
  freePref,
  installedFiltersIn,
  ownerAliasByCookie,
  qdiscOf,
  undoCommands,
} from "./filter.ts";
import { liveMatch, matchInDeclaredSpelling } from "./match.ts";
import { DIRECTIONS, type MirrorArgs, mirrorRules, mirrorSchema } from "./mirror-args.ts";
import { topologyFault } from "./topology.ts";

const mirror = (args: Args) => args as MirrorArgs;

/** `tc` prints this for a target device that no longer exists. */
const GONE = "*";

/** A mirror: tc filters that send copies of a device's packets into a tunnel. (linux: act_mirred.c; iproute2: tc/m_mirred.c) */
export const erspanMirror: ResourceKind = {
  type: "ErspanMirror",
  schema: mirrorSchema,
  rules: mirrorRules as unknown as readonly Rule[],
  sections: ["links"],
  sectionsOf: (args) => [`tc:${mirror(args).monitor}`],
  replaces: (_before, _after, changed) => changed.filter((key) => key === "monitor"),
  displayName: (args) => `mirror:${mirror(args).monitor}>${mirror(args).target}`,

  find(snapshot, args) {
    const { owner, monitor, target, match } = mirror(args);
    const ours = filtersOf(qdiscOf(snapshot, monitor), args);
    const first = ours[0]?.filter;
    if (first === undefined) return undefined;
    const directions = DIRECTIONS.filter((direction) => ours.some((one) => one.direction === direction));
    const targets = ours.map(
      ({ filter }) => filter.actions.find(({ kind }) => kind === "mirred")?.to_dev ?? GONE,
    );
    return {
      ownership: "ours",
      args: {
        owner,
        ownerAlias: ownerAliasByCookie(
          ours.map(({ filter }) => filter),
          args,
        ),
        monitor,
        target: targets.find((one) => one !== target) ?? target,
        direction: directions.length === 2 ? "both" : (directions[0] ?? "both"),
        skipHw: first.skipHw,
        ...defined({ match: matchInDeclaredSpelling(match, liveMatch(first)) }),
      },
      computed: {
        filters: ours.map(({ direction, filter: { protocol, pref, handle = "0x1", kind } }) => ({
          direction,
          protocol,
          pref,
          kind,
          handle,
        })),
      },
    };
  },

  precondition: (snapshot, args) =>
    topologyFault(mirror(args), snapshot.links, qdiscOf(snapshot, mirror(args).monitor)),

  explainConflict: () => undefined,

  create(args, snapshot) {
    const declared = mirror(args);
    const pref = freePref(declared.owner, snapshot && qdiscOf(snapshot, declared.monitor));
    return {
      tool: "tc",
      clsact: declared.monitor,
      commands: addCommands(declared, pref),
      undo: undoCommands(declared, pref),
    };
  },

  /** Deletes the filters and adds new ones, because a matchall filter cannot change. Packets in between have no copy. */
  change(before, after, recorded): Operation {
    const [old, next] = [mirror(before), mirror(after)];
    const pref = installedFiltersIn(recorded)[0]?.pref ?? freePref(next.owner, undefined);
    return {
      tool: "tc",
      clsact: next.monitor,
      commands: [...deleteCommands(next, recorded), ...addCommands(next, pref)],
      undo: [...clearCommands(next, pref), ...(old.target === GONE ? [] : addCommands(old, pref))],
    };
  },

  boot: {
    fileName(args) {
      const { digest, stackId = "" } = parseOwnerAlias(ownerAliasOf(args)) ?? {};
      return markerName("mirror", mirror(args).monitor, `${digest}.${stackId}`);
    },
    // Without undo, because that would also delete filters of another owner that has the preference by then
    operation: (args, live) => ({
      tool: "tc",
      clsact: mirror(args).monitor,
      commands: addCommands(
        mirror(args),
        installedFiltersIn(live)[0]?.pref ?? freePref(mirror(args).owner, undefined),
      ),
    }),
  },

  importing:
    "its filter has no place for an owner but the action's cookie, which the kernel sets at creation only. Declare the mirror, and remove the old filter by hand",

  remove: (args, live) => ({
    tool: "tc",
    clsact: mirror(args).monitor,
    commands: deleteCommands(mirror(args), live),
  }),
};
