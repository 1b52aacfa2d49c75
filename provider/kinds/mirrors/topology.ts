import { addressOf } from "../../iproute2/address.ts";
import type { LiveLink } from "../../iproute2/ip-json.ts";
import type { FilterQdisc, LiveFilter } from "../../iproute2/tc-json.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import { isOf, isOfAnyMirror } from "./cookie.ts";
import { directionsOf, placementOf, qdiscOf } from "./filter.ts";
import { limitOf } from "./limit.ts";
import { limitIn } from "./live-mirror.ts";
import { selectorsOf } from "./match-filters.ts";
import type { MirrorArgs } from "./mirror-args.ts";
import { isToTakeOver } from "./take-over.ts";

/** Whether a device has Ethernet frames. Those of loopback (`[772]`, ARPHRD_LOOPBACK) begin alike. */
const carriesEthernet = ({ linkType }: LiveLink) => ["ether", "loopback", "[772]"].includes(linkType);

const nameAndKind = ({ name, kind }: LiveLink) => `${name}${kind === undefined ? "" : ` (${kind})`}`;

/** Why the devices of a host cannot carry a mirror; undefined if they can. */
export function topologyFault(args: MirrorArgs, snapshot: HostSnapshot): string | undefined {
  const { monitor, target, direction, match, mtu } = args;
  const [from, to] = [monitor, target].map((device) => snapshot.links.find(({ name }) => name === device));
  const [here, there] = [qdiscOf(snapshot, monitor), qdiscOf(snapshot, target)];
  if (from === undefined) return `there is no device ${monitor} to monitor`;
  if (to === undefined)
    return `there is no device ${target} to send copies to: make it first, or let this depend on it`;
  if (carriesEthernet(to) && !carriesEthernet(from)) {
    return `${nameAndKind(to)} carries Ethernet frames, but the packets of ${nameAndKind(from)} begin without an Ethernet header: the collector would read the bytes of their IP headers as MAC addresses. Monitor a device with Ethernet frames, or mirror into one without (gre)`;
  }
  if (here?.qdisc === "ingress" && direction !== "ingress") {
    return `${monitor} has an ingress qdisc of another owner, which has no egress filters: mirror only ingress, or replace that qdisc by clsact, which has both`;
  }
  if (isUnderlay(from, to) && direction !== "ingress" && match === undefined) {
    return `the packets of ${target} leave by ${monitor} itself, so each copy would be copied again: mirror only ingress, or select packets with match`;
  }
  if (mtu !== undefined && !carriesEthernet(to))
    return `mtu is for targets with Ethernet frames, and ${nameAndKind(to)} has none`;
  return (
    takenPref(args, here, isToTakeOver(args, snapshot)) ??
    droppingFault(args, { to, here, there, limit: limitOf(args, snapshot) })
  );
}

/** Whether a tunnel's packets leave by a device: the tunnel is bound to it, or the device has its local address. */
const isUnderlay = (device: LiveLink, tunnel: LiveLink) =>
  tunnel.dev === device.name || device.addresses.some((one) => addressOf(one) === tunnel.info.local);

/** The error if a declared preference belongs to a filter of another owner. */
function takenPref(
  args: MirrorArgs,
  qdisc: FilterQdisc | undefined,
  isExpected: (filter: LiveFilter) => boolean,
): string | undefined {
  const { pref, monitor, match = {} } = args;
  if (pref === undefined) return undefined;
  const last = pref + selectorsOf(match).length - 1;
  const taken = directionsOf(args).flatMap((direction) =>
    (qdisc?.[direction] ?? [])
      .filter((filter) => !isOf(args, filter) && !isExpected(filter))
      .filter((filter) => filter.pref >= pref && filter.pref <= last)
      .map((filter) => `${describeFilter(filter)} on ${direction}`),
  );
  return taken[0] === undefined
    ? undefined
    : `${monitor} already has ${taken[0]}, and this mirror needs ${pref === last ? `the preference ${pref}` : `the preferences ${pref} to ${last}`}: choose another pref`;
}

const describeFilter = ({ kind, pref }: LiveFilter) => `a ${kind} filter with the preference ${pref}`;

interface Places {
  readonly to: LiveLink;
  readonly here: FilterQdisc | undefined;
  readonly there: FilterQdisc | undefined;
  /** The size of the largest packet that is copied, in bytes. */
  readonly limit: number | undefined;
}

/**
 * The error if a filter at the target that drops copies would drop other packets than copies of this mirror, or if that of
 * another mirror would drop copies of this one.
 */
function droppingFault(
  args: MirrorArgs,
  { to, here, there, limit = Number.POSITIVE_INFINITY }: Places,
): string | undefined {
  const { monitor, target, match, mtu } = args;
  const others = (qdisc: FilterQdisc | undefined) =>
    [...(qdisc?.ingress ?? []), ...(qdisc?.egress ?? [])].filter(
      (filter) => !isOf(args, filter) && isOfAnyMirror(filter),
    );
  const what = match?.except?.length ? "match.except" : mtu === undefined ? undefined : "mtu";
  if (what === undefined) {
    const drops = others(there).some(
      (filter) =>
        filter.indev === monitor &&
        (filter.actions.some(({ kind }) => kind === "gact") || (limitIn([filter]) ?? limit) < limit),
    );
    return drops
      ? `another mirror of ${monitor} drops copies at ${target}, by match.except or mtu, and would drop copies of this one too: give this mirror a target of its own`
      : undefined;
  }
  if (others(here).some(({ actions }) => actions.some(({ to_dev: dev }) => dev === target)))
    return `${what} drops copies of ${monitor} at ${target}, and another mirror of ${monitor} sends its copies there too: give this mirror a target of its own`;
  if (to.addresses.length > 0)
    return `${what} drops copies at ${target}, which has the address ${to.addresses[0]} and so carries other packets too: give this mirror a target without addresses`;
  return there?.qdisc === "ingress"
    ? `${what} needs egress filters on ${target}, which has an ingress qdisc of another owner: replace that qdisc by clsact`
    : undefined;
}

/** Warnings about filters of other owners that run before those of a mirror, and may end the processing of packets. */
export function filtersInFront(args: MirrorArgs, snapshot: HostSnapshot): string[] {
  const { monitor } = args;
  const qdisc = qdiscOf(snapshot, monitor);
  const own = [...(qdisc?.ingress ?? []), ...(qdisc?.egress ?? [])].filter((filter) => isOf(args, filter));
  const first =
    args.pref ?? Math.min(...own.map(({ pref }) => pref), placementOf(args, { snapshot }).prefs.onMonitor);
  return directionsOf(args).flatMap((direction) => {
    const front = (qdisc?.[direction] ?? []).filter(
      (filter) => filter.pref < first && !isOfAnyMirror(filter) && mayEndProcessing(filter),
    );
    const lowest = Math.min(...front.map(({ pref }) => pref));
    const advice =
      lowest > 1
        ? `Set pref to less than ${lowest} to copy all packets`
        : "No preference is lower than 1, so that filter must end with `continue` (TC_ACT_UNSPEC in a program)";
    return front.length === 0
      ? []
      : [
          `${monitor} has ${front.map(describeFilter).join(" and ")} on ${direction}, before this mirror with ${first}. A packet for which it ends the processing is not copied. ${advice}`,
        ];
  });
}

/** Whether a filter may keep packets from later filters. After `continue` the kernel runs them. */
const mayEndProcessing = ({ actions }: LiveFilter): boolean =>
  actions.find((action) => action.control_action?.type !== "pipe")?.control_action?.type !== "continue";
