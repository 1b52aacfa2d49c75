import { tokens } from "../../iproute2/command.ts";
import type { LiveFilter } from "../../iproute2/tc-json.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import type { Operation } from "../../model/operation.ts";
import { cookieOf } from "./cookie.ts";
import { type CopyingFilters, copyingAction, copyingFilters } from "./copying-filters.ts";
import { addCommandsOfTarget, deleteCommandsOfTarget, placementOf, plannedDevices } from "./filter.ts";
import type { MirrorArgs } from "./mirror-args.ts";

/** Arguments of an import have no owner yet. The update that marks an imported mirror has `adopt`. */
type Importing = Omit<MirrorArgs, "owner"> & { readonly owner?: string; readonly adopt?: unknown };

/**
 * The filters of another program that an import declares, or that the update after it takes over. Other operations find
 * none. An import also finds filters that have an owner.
 */
export function filtersToTakeOver(args: MirrorArgs, snapshot: HostSnapshot): CopyingFilters | undefined {
  const { owner, adopt, monitor, target, pref, direction }: Importing = args;
  if (owner !== undefined && adopt !== true) return undefined;
  return copyingFilters(snapshot).find(
    (one) =>
      one.monitor === monitor &&
      one.target === target &&
      one.pref === pref &&
      one.direction === direction &&
      (owner === undefined || one.cookie === undefined),
  );
}

/** Whether a filter is one of those to take over, so that its preference is not in the way. */
export function isToTakeOver(args: MirrorArgs, snapshot: HostSnapshot): (filter: LiveFilter) => boolean {
  const placed = filtersToTakeOver(args, snapshot)?.placed ?? [];
  return (filter) => placed.some((one) => one.filter === filter);
}

/**
 * Makes filters of another program ours without a gap: the cookie of an action can change while its filter has it. The
 * copies first get the filters of the target, as those of every mirror. If the target has no clsact for them, the kernel
 * drops copies for some milliseconds while it adds one (linux: qdisc_graft, dev_deactivate). What else the program declares
 * is a change after it. (linux: tcf_action_init_1, tcf_mirred_init)
 */
export function takeOver(args: MirrorArgs, there: CopyingFilters, snapshot: HostSnapshot): Operation {
  const { match, skipHw, placed } = there;
  const taken: MirrorArgs = { ...args, match, skipHw, mtu: undefined };
  const placement = placementOf(taken, { snapshot });
  const actions = placed.flatMap(({ filter }) => {
    const index = copyingAction(filter)?.index;
    return index === undefined
      ? []
      : [
          tokens`actions change action mirred egress mirror dev ${args.target} continue index ${index}
            cookie ${cookieOf(args)}`,
        ];
  });
  return {
    tool: "tc",
    clsact: plannedDevices(taken, placement),
    commands: [...addCommandsOfTarget(taken, placement), ...actions],
    undo: deleteCommandsOfTarget(taken, placement),
  };
}
