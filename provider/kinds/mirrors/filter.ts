import { z } from "zod";
import { type Command, optional, tokens } from "../../iproute2/command.ts";
import type { FilterQdisc } from "../../iproute2/tc-json.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import type { Args } from "../../schema/declaration.ts";
import { cookieOf } from "./cookie.ts";
import { limitOf } from "./limit.ts";
import { type Selector, selectorsOf } from "./match-filters.ts";
import { DIRECTIONS, type Direction, type MirrorArgs } from "./mirror-args.ts";
import { blockOn, type Prefs } from "./prefs.ts";

export const directionsOf = ({ direction }: MirrorArgs): readonly Direction[] =>
  DIRECTIONS.filter((one) => direction === "both" || direction === one);

export const qdiscOf = (snapshot: HostSnapshot | undefined, device: string): FilterQdisc | undefined =>
  snapshot?.sections.tc?.find((one) => one.device === device);

/** Bytes of an Ethernet header, which the mtu does not count. */
const ETHERNET_HEADER = 14;

/** A filter of a mirror. */
interface Planned {
  readonly device: string;
  readonly direction: Direction;
  readonly pref: number;
  readonly selector: Selector;
  readonly action: Command;
  /** by default the kernel chooses 1 */
  readonly handle?: number;
}

/** How the filters of a mirror are placed on the host. */
export interface Placement {
  readonly prefs: Prefs;
  /** Whether the target can have egress filters. */
  readonly hasEgress: boolean;
  /** The size of the largest packet that is copied, in bytes. */
  readonly limit: number | undefined;
}

/**
 * The filters of a mirror.
 *
 * - On the monitor, for each direction: they copy. With `continue` the kernel passes the packet to all later filters. With
 *   the usual `pipe` it would not.
 * - On the egress of the target, for `except` and the limit: they drop copies. So the packets themselves pass all filters of the
 *   monitor.
 * - On the egress of the target: one takes the route from copies of packets that the monitor sends. A copy has the route
 *   of its packet, and a tunnel lowers the path mtu of the route of what it sends (linux: tnl_update_pmtu,
 *   skb_tunnel_check_pmtu). That would lower the path mtu of the watched packets.
 *
 * `indev` selects the copies, because the kernel records the monitor as the device by which a copy arrived (linux:
 * tcf_mirred_act).
 */
function plan(args: MirrorArgs, { prefs, hasEgress, limit }: Placement): Planned[] {
  const { monitor, target, match: { except = [], ...selected } = {} } = args;
  const copying = directionsOf(args).flatMap((direction) =>
    selectorsOf(selected).map((selector, index) => ({
      ...{ device: monitor, direction, pref: prefs.onMonitor + index, selector },
      action: tokens`mirred egress mirror dev ${target} continue`,
    })),
  );
  const anyCopy = { protocol: "all", kind: "flower", keys: [] } as const;
  const onEgress = [
    ...except.flatMap(selectorsOf).map((selector) => ({ selector, action: tokens`drop` })),
    ...(limit === undefined ? [] : [{ selector: anyCopy, action: upTo(limit), handle: limit }]),
    ...(args.direction === "ingress" || !hasEgress
      ? []
      : [{ selector: anyCopy, action: tokens`tunnel_key unset continue` }]),
  ];
  const copied = onEgress.map(({ selector: { protocol, keys }, ...rest }, index) => ({
    ...{ device: target, direction: "egress" as const, pref: prefs.onTarget + index, ...rest },
    selector: { protocol, kind: "flower" as const, keys: [...tokens`indev ${monitor}`, ...keys] },
  }));
  return [...copied, ...copying];
}

/** Drops packets that are larger, at a rate that no host reaches. iproute2 before 5.17 needs a rate. */
const upTo = (mtu: number): Command =>
  tokens`police rate 100gbit burst 100m mtu ${mtu + ETHERNET_HEADER} conform-exceed drop/continue`;

/** What is known when filters are placed. */
interface Known {
  readonly snapshot?: HostSnapshot | undefined;
  /** The filters that exist. Their preferences stay if they can. */
  readonly installed?: readonly InstalledFilter[];
  readonly hasEgress?: boolean;
}

export function placementOf(args: MirrorArgs, known: Known = {}): Placement {
  const { monitor, target, pref } = args;
  const { snapshot, installed = [] } = known;
  const [from, to] = [qdiscOf(snapshot, monitor), qdiscOf(snapshot, target)];
  const hasEgress = known.hasEgress ?? to?.qdisc !== "ingress";
  const recorded = args.mtu ?? installed.find((one) => one.mtu !== undefined)?.mtu;
  const limit = snapshot === undefined ? recorded : limitOf(args, snapshot);
  const planned = plan(args, { prefs: { onMonitor: 0, onTarget: 0 }, hasEgress, limit });
  const last = (device: string) =>
    Math.max(0, ...planned.filter((one) => one.device === device).map((one) => one.pref));
  const first = (device: string) => {
    const prefs = installed.filter((one) => (one.device ?? monitor) === device).map((one) => one.pref);
    return prefs.length === 0 ? undefined : Math.min(...prefs);
  };
  const blockOf = (device: string, qdisc: FilterQdisc | undefined) =>
    blockOn(qdisc, args, { size: last(device) + 1, kept: first(device) });
  return {
    prefs: { onMonitor: pref ?? blockOf(monitor, from), onTarget: blockOf(target, to) },
    hasEgress,
    limit,
  };
}

export const addCommands = (args: MirrorArgs, placement: Placement): Command[] =>
  plan(args, placement).map(addCommand(args));

/** The commands that add the filters of the target, which act on copies. */
export const addCommandsOfTarget = (args: MirrorArgs, placement: Placement): Command[] =>
  plan(args, placement)
    .filter(({ device }) => device === args.target)
    .map(addCommand(args));

/** The commands that delete the filters of the target. */
export const deleteCommandsOfTarget = (args: MirrorArgs, placement: Placement): Command[] =>
  plan(args, placement)
    .filter(({ device }) => device === args.target)
    .map(({ device, direction, pref }) => deleteByPref(device, direction, pref));

const addCommand =
  (args: MirrorArgs) =>
  ({ device, direction, pref, handle, selector: { protocol, kind, keys }, action }: Planned): Command =>
    tokens`filter add dev ${device} ${direction} pref ${pref} protocol ${protocol}
      ${optional("handle", handle)} ${kind} ${args.skipHw ? ["skip_hw"] : []} ${keys}
      action ${action} cookie ${cookieOf(args)}`;

/** Deletes every filter with a preference, of any kind. */
const deleteByPref = (device: string, direction: Direction, pref: number): Command =>
  tokens`filter del dev ${device} ${direction} pref ${pref}`;

/** Deletes the filters that `addCommands` adds, and those that are installed. */
export function undoCommands(
  args: MirrorArgs,
  placement: Placement,
  installed: readonly InstalledFilter[] = [],
): Command[] {
  const all = [
    // Those that copy first, because a copy must not leave without the others
    ...plan(args, placement).toReversed(),
    ...installed.map((one) => ({ ...one, device: one.device ?? args.monitor })),
  ].map(({ device, direction, pref }) => deleteByPref(device, direction, pref));
  return [...new Map(all.map((command) => [command.join(" "), command])).values()];
}

/** A filter of ours on the host, in the form of the outputs. Earlier releases recorded no device: it was the monitor. */
const installedFilter = z.object({
  device: z.string().optional(),
  direction: z.enum(DIRECTIONS),
  protocol: z.string(),
  pref: z.number(),
  handle: z.string(),
  kind: z.string(),
  /** of the filter that drops larger copies */
  mtu: z.number().optional(),
});

export type InstalledFilter = z.output<typeof installedFilter>;

export const installedFiltersIn = (live: Args): InstalledFilter[] =>
  z.array(installedFilter).catch([]).parse(live.filters);

export const deleteCommands = ({ monitor }: MirrorArgs, live: Args): Command[] =>
  installedFiltersIn(live).map(
    ({ device = monitor, direction, protocol, pref, handle, kind }) =>
      tokens`filter del dev ${device} ${direction} pref ${pref} protocol ${protocol} handle ${handle} ${kind}`,
  );

/** The devices that have filters of a mirror: the monitor first. */
export const devicesOf = ({ monitor }: MirrorArgs, live: Args): string[] => [
  ...new Set([monitor, ...installedFiltersIn(live).map(({ device = monitor }) => device)]),
];

/** The devices that have filters of a mirror, or get some. */
export const plannedDevices = (args: MirrorArgs, placement: Placement, live: Args = {}): string[] => [
  ...new Set([...devicesOf(args, live), ...plan(args, placement).map(({ device }) => device)]),
];
