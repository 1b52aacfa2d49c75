import { familyOf, ownAddressIn, subnetIn } from "../../iproute2/address.ts";
import type { Command } from "../../iproute2/command.ts";
import { isOfSameStack } from "../../iproute2/owner-alias.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import { addressText } from "./address-args.ts";
import { type CommonArgs, routeKey, routeOf } from "./common-args.ts";
import { isFormerEntry } from "./marked-routes.ts";
import { routeHolders } from "./route-index.ts";
import { keyInTable, type RouteInTable, tableOrVrf } from "./vrf.ts";

/** The addresses and routes of a link: declared or live ones. */
export interface Addressing {
  /** words of `ip addr`: `10.9.0.1/30`, `10.44.0.1 peer 10.44.0.2/32` */
  readonly addresses: readonly string[];
  readonly routes: readonly RouteInTable[];
  readonly up: boolean;
  /** The bridge or VRF of the link. */
  readonly master?: string | undefined;
}

/** The addressing of a link with these arguments. */
export const addressingOf = ({ addresses, routes, up, master }: CommonArgs): Addressing => ({
  ...{ addresses: addresses.map(addressText), up, master },
  routes: routes.map(routeOf).map((one) => tableOrVrf(one, master)),
});

/** How a new route is added. `append` puts it after the routes with the same key. */
export type Adding = "add" | "append";

/**
 * How a route is removed. The provider adds routes with the protocol "static", so `del` leaves a route of an operator,
 * which has the protocol "boot". Without a protocol the kernel would also remove a route of several next hops whose first
 * one is this device. (linux: fib_table_delete) `del any` removes a route that the provider has seen on the device.
 */
export type Removing = "del" | "del any";

/** `protocol` is that of a route that is added. */
export function routeCommand(
  verb: Adding | Removing,
  route: RouteInTable,
  device: string,
  // RTPROT_STATIC marks an administrator's route. Routing daemons leave such routes alone.
  protocol: "boot" | "static" = "static",
): Command {
  const { to, via, metric, table, vrf, src, onlink, mtu, advmss } = route;
  const family = via === undefined || familyOf(via) === familyOf(to) ? [] : [familyOf(via)];
  const target = [to, ...(via === undefined ? [] : ["via", ...family, via]), "dev", device];
  const key = [
    ...(metric === undefined ? [] : ["metric", String(metric)]),
    ...(table === undefined ? [] : ["table", String(table)]),
    ...(vrf === undefined ? [] : ["vrf", vrf]),
  ];
  if (verb === "del any") return ["route", "del", ...target, ...key];
  if (verb === "del") return ["route", "del", ...target, "proto", "static", ...key];
  const rest = [
    ...(src === undefined ? [] : ["src", src]),
    ...(onlink === true ? ["onlink"] : []),
    ...(mtu === undefined ? [] : ["mtu", String(mtu)]),
    ...(advmss === undefined ? [] : ["advmss", String(advmss)]),
  ];
  return ["route", verb, ...target, "proto", protocol, ...key, ...rest];
}

/** Whether a command appends an IPv6 route with a gateway. The kernel makes it a next hop of the existing route. */
export const appendsNextHop = ([object, verb, to, next]: Command): boolean =>
  object === "route" && verb === "append" && next === "via" && String(to).includes(":");

/** `address` is several words if it has a peer, a scope or a lifetime. */
export const addressCommand = (verb: "add" | "del" | "replace", address: string, device: string): Command => [
  "addr",
  verb,
  ...address.split(" "),
  "dev",
  device,
];

/**
 * How a new route is added. When a route moves between two links of a stack in one deployment, the new one may be added
 * before the old one is removed. It is then appended, and takes over after the removal of the old one. Next to a route
 * of another owner with the same key `add` fails, because the kernel would not use a route after that one. A route that
 * was an entry of this link with another type is removed too. `snapshot` is the state of the host after a first `add`
 * failed.
 */
export function addOrAppend(
  route: RouteInTable,
  device: string,
  ownerAlias: string,
  snapshot: HostSnapshot | undefined,
): Adding {
  if (snapshot === undefined) return "add";
  const others = [...routeHolders(snapshot, keyInTable(snapshot.links, route))].filter(
    (name) => name !== device,
  );
  const isOurs = (name: string) =>
    snapshot.links.some((one) => one.name === name && isOfSameStack(one.alias, ownerAlias));
  if (others.length === 0) return isFormerEntry(snapshot, route, ownerAlias) ? "append" : "add";
  return others.every(isOurs) ? "append" : "add";
}

/** The values that identify a route of a device. A change of one of them is a change to another route. */
export const contentOf = (route: RouteInTable): string => {
  const { via = "", src = "", onlink = false, mtu = "", advmss = "" } = route;
  return `${routeKey(route)} via ${via} src ${src} onlink ${onlink} mtu ${mtu} advmss ${advmss}`;
};

const byContent = (routes: readonly RouteInTable[]): ReadonlyMap<string, RouteInTable> =>
  new Map(routes.map((one) => [contentOf(one), one]));

/** The link of `addressingCommands`. */
export interface LinkOnHost {
  readonly device: string;
  readonly ownerAlias: string;
  /** as in `addOrAppend` */
  readonly snapshot?: HostSnapshot | undefined;
  /** The addressing of before is what the host has, not what the state records. */
  readonly isLive?: boolean;
  /** Commands for the link as the port of a bridge. */
  readonly asPort?: readonly Command[];
}

/**
 * The commands that change one addressing into another. No command uses "replace", because that would also replace a
 * route of another owner. A route of ours is removed by destination, device and gateway, and then added. Addresses and
 * routes that stay get no command. The order is:
 *
 * 1. Remove routes, because they depend on addresses.
 * 2. Remove addresses, the last one first, with those that the kernel would remove along with them.
 * 3. Move the link to another bridge or VRF, change it as a port, then set it up or down.
 * 4. Add new addresses, and those of step 2 that stay.
 * 5. Add new routes, and those that stay but were lost in steps 2 and 3. The removal of a superseded route comes right
 *    before the route that supersedes it.
 */
export function addressingCommands(before: Addressing, after: Addressing, link: LinkOnHost): Command[] {
  const { device } = link;
  const addresses = addressChanges(before, after);
  const routes = routeChanges(before, after, addresses.removed);
  const add = (one: RouteInTable) =>
    routeCommand(addOrAppend(one, device, link.ownerAlias, link.snapshot), one, device);
  const del = (one: RouteInTable) => routeCommand(link.isLive === true ? "del any" : "del", one, device);
  return [
    ...routes.removed.map(del),
    ...addresses.removed.map((one) => addressCommand("del", one, device)),
    ...(before.master === after.master ? [] : [masterCommand(after.master, device)]),
    ...(link.asPort ?? []),
    ...(before.up === after.up ? [] : [["link", "set", "dev", device, after.up ? "up" : "down"]]),
    ...addresses.added.map((one) => addressCommand("add", one, device)),
    ...routes.added.flatMap((one) => [...(routes.superseded.get(routeKey(one)) ?? []).map(del), add(one)]),
  ];
}

/** The command that makes a link a port of a bridge or VRF. It comes before addresses and routes are added. */
export const masterCommand = (master: string | undefined, device: string): Command => [
  ...["link", "set", "dev", device],
  ...(master === undefined ? ["nomaster"] : ["master", master]),
];

interface Changes<T> {
  readonly removed: readonly T[];
  readonly added: readonly T[];
}

/**
 * The addresses to remove and to add. An address that stays is removed and added again if a sysctl decides whether the
 * kernel would remove it.
 */
function addressChanges(before: Addressing, after: Addressing): Changes<string> {
  const [had, wanted] = [new Set(before.addresses), new Set(after.addresses)];
  const isLeaving = (one: string) => !wanted.has(one);
  // Without keep_addr_on_down the kernel removes IPv6 addresses of a link that goes down (linux: addrconf_ifdown)
  const goesDown = before.up && !after.up;
  // It always removes them from a link that joins or leaves a VRF (linux: addrconf_notify, NETDEV_CHANGEUPPER)
  const losesIpv6 = goesDown || before.master !== after.master;
  const leavingSubnets = new Set<string>();
  const removed = new Set<string>();
  for (const one of before.addresses) {
    // Without promote_secondaries the kernel removes a subnet's later addresses with the first (linux: __inet_del_ifa)
    const isSecondary = familyOf(one) === "inet" && leavingSubnets.has(subnetIn(one));
    const isLost = isSecondary || (losesIpv6 && familyOf(one) === "inet6");
    if (isLeaving(one)) leavingSubnets.add(subnetIn(one));
    if (isLeaving(one) || isLost) removed.add(one);
  }
  return {
    removed: [...removed].reverse(),
    added: after.addresses.filter((one) => !had.has(one) || removed.has(one)),
  };
}

interface RouteChanges extends Changes<RouteInTable> {
  /** for the key of each added route: the old routes that it supersedes */
  readonly superseded: ReadonlyMap<string, readonly RouteInTable[]>;
}

function routeChanges(before: Addressing, after: Addressing, removed: readonly string[]): RouteChanges {
  const [old, wanted] = [byContent(before.routes), byContent(after.routes)];
  const isLost = routesLostWith(before, after, removed);
  // A link that joins or leaves a VRF loses its routes (linux: cycle_netdev), so all are removed before and added after
  const isMoved = before.master !== after.master;
  const added = [...wanted].flatMap(([content, one]) =>
    old.has(content) && !isMoved && !isLost(one) ? [] : [one],
  );
  const keys = new Set(added.map(routeKey));
  const leaving = [...old].flatMap(([content, one]) =>
    before.up && (isMoved || !wanted.has(content)) ? [one] : [],
  );
  const isRemovedFirst = (one: RouteInTable) => isMoved || isLost(one) || !keys.has(routeKey(one));
  const gone = leaving.filter(isRemovedFirst);
  const superseded = new Map<string, RouteInTable[]>();
  for (const one of leaving) {
    if (isRemovedFirst(one)) continue;
    superseded.set(routeKey(one), [...(superseded.get(routeKey(one)) ?? []), one]);
  }
  return { removed: gone, added: after.up ? added : [], superseded };
}

/**
 * Returns a test for old routes that the kernel removes by itself. It removes all routes of a link that goes down, the IPv4
 * routes of a link with its last IPv4 address (linux: fib_disable_ip), and IPv4 routes with their `src` (linux:
 * fib_sync_down_addr).
 */
function routesLostWith(
  before: Addressing,
  after: Addressing,
  removed: readonly string[],
): (route: RouteInTable) => boolean {
  const leaving = new Set(removed);
  const ipv4 = before.addresses.filter((one) => familyOf(one) === "inet");
  const isLastIpv4 = ipv4.length > 0 && ipv4.every((one) => leaving.has(one));
  const isFlipped = before.up !== after.up;
  const sources = new Set(removed.map(ownAddressIn));
  return ({ to, src }) =>
    isFlipped || (familyOf(to) === "inet" && (isLastIpv4 || (src !== undefined && sources.has(src))));
}
