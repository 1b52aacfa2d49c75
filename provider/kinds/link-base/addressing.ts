import { familyOf, networkOf } from "../../iproute2/address.ts";
import type { Command } from "../../iproute2/command.ts";
import type { LiveLink, LiveRoute } from "../../iproute2/ip-json.ts";
import { isOfSameStack } from "../../iproute2/owner-alias.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import { type RouteValue, routeKey, routeOf } from "./common-args.ts";
import { routeHolders } from "./route-index.ts";

type Route = string | RouteValue;

/** The addresses and routes of a link: declared ones, or those that the host has. */
export interface Addressing {
  /** `10.9.0.1/30`; of a host also `10.44.0.1 peer 10.44.0.2/32` */
  readonly addresses: readonly string[];
  readonly routes: readonly Route[];
  readonly up: boolean;
}

/** How a new route is added: `append` puts it behind the routes of the same key. */
export type Adding = "add" | "append";

export function routeCommand(verb: Adding | "del", route: RouteValue, device: string): Command {
  const { to, via, metric, table, advmss } = route;
  const family = via === undefined || familyOf(via) === familyOf(to) ? [] : [familyOf(via)];
  const target = [to, ...(via === undefined ? [] : ["via", ...family, via]), "dev", device];
  const key = [
    ...(metric === undefined ? [] : ["metric", String(metric)]),
    ...(table === undefined ? [] : ["table", String(table)]),
  ];
  if (verb === "del") return ["route", "del", ...target, ...key];
  const size = advmss === undefined ? [] : ["advmss", String(advmss)];
  // RTPROT_STATIC: an administrator's route, which no routing daemon takes for its own
  return ["route", verb, ...target, "proto", "static", ...key, ...size];
}

/** Whether a command appends an IPv6 route with a gateway: the kernel makes it a next hop of the route that is there. */
export const appendsNextHop = ([object, verb, to, next]: Command): boolean =>
  object === "route" && verb === "append" && next === "via" && String(to).includes(":");

/** An address with a peer is several tokens. */
export const addressCommand = (verb: "add" | "del", address: string, device: string): Command => [
  "addr",
  verb,
  ...address.split(" "),
  "dev",
  device,
];

/**
 * How a new route is added. A route that moves from one link of a stack to another in one deployment is perhaps added
 * before it is removed there: then it goes behind the old one, which is about to be removed. A route of anything else
 * with the same key makes `add` fail, because a route behind it carries nothing. `snapshot` is what the host had when a
 * first `add` had failed.
 */
export function addOrAppend(
  route: RouteValue,
  device: string,
  ownerAlias: string,
  snapshot: HostSnapshot | undefined,
): Adding {
  if (snapshot === undefined) return "add";
  const others = [...routeHolders(snapshot, routeKey(route))].filter((name) => name !== device);
  const isOurs = (name: string) =>
    snapshot.links.some((one) => one.name === name && isOfSameStack(one.alias, ownerAlias));
  return others.length > 0 && others.every(isOurs) ? "append" : "add";
}

/** Everything that the kernel distinguishes two routes of one device by, and what a change of means another route. */
const contentOf = (route: RouteValue): string =>
  `${routeKey(route)} via ${route.via ?? ""} advmss ${route.advmss ?? ""}`;

const byContent = (routes: readonly Route[]): ReadonlyMap<string, RouteValue> =>
  new Map(routes.map(routeOf).map((one) => [contentOf(one), one]));

/** What `addressingCommands` needs to know beside what was and what is to be. */
export interface LinkOnHost {
  readonly device: string;
  readonly ownerAlias: string;
  /** as in `addOrAppend` */
  readonly snapshot?: HostSnapshot | undefined;
}

/**
 * The commands from one addressing to another. None of them replaces anything: a route or address of ours is removed
 * by name, device and gateway, then added, so that a holder that is not ours makes the command fail. What neither
 * changes nor is lost on the way gets no command.
 *
 * 1. Routes that go, while the addresses that they depend on are there.
 * 2. Addresses that go, and those that the kernel would remove along with them, the last one first.
 * 3. The link's state.
 * 4. Addresses that come, or come back.
 * 5. Routes that come, or come back; one that takes the place of another right after the removal of that one.
 */
export function addressingCommands(before: Addressing, after: Addressing, link: LinkOnHost): Command[] {
  const { device } = link;
  const addresses = addressChanges(before, after);
  const routes = routeChanges(before, after, addresses.removed);
  const add = (one: RouteValue) =>
    routeCommand(addOrAppend(one, device, link.ownerAlias, link.snapshot), one, device);
  const del = (one: RouteValue) => routeCommand("del", one, device);
  return [
    ...routes.removed.map(del),
    ...addresses.removed.map((one) => addressCommand("del", one, device)),
    ...(before.up === after.up ? [] : [["link", "set", "dev", device, after.up ? "up" : "down"]]),
    ...addresses.added.map((one) => addressCommand("add", one, device)),
    ...routes.added.flatMap((one) => [...(routes.superseded.get(routeKey(one)) ?? []).map(del), add(one)]),
  ];
}

interface Changes<T> {
  readonly removed: readonly T[];
  readonly added: readonly T[];
}

/** An address that stays is removed and added again where the kernel would remove it or keep it by a sysctl. */
function addressChanges(before: Addressing, after: Addressing): Changes<string> {
  const [had, wanted] = [new Set(before.addresses), new Set(after.addresses)];
  const isLeaving = (one: string) => !wanted.has(one);
  const goesDown = before.up && !after.up;
  const leavingSubnets = new Set<string>();
  const removed = new Set<string>();
  for (const one of before.addresses) {
    // sysctl promote_secondaries: the later addresses of a subnet go with the first one (linux: __inet_del_ifa)
    const isSecondary = familyOf(one) === "inet" && leavingSubnets.has(subnetOf(one));
    // sysctl keep_addr_on_down: IPv6 addresses go with the link's state (linux: addrconf_ifdown)
    const isLost = isSecondary || (goesDown && familyOf(one) === "inet6");
    if (isLeaving(one)) leavingSubnets.add(subnetOf(one));
    if (isLeaving(one) || isLost) removed.add(one);
  }
  return {
    removed: [...removed].reverse(),
    added: after.addresses.filter((one) => !had.has(one) || removed.has(one)),
  };
}

/** The subnet that the kernel counts an address to: its peer's, where it has one. */
const subnetOf = (address: string): string => networkOf(address.split(" ").at(-1) ?? address);

interface RouteChanges extends Changes<RouteValue> {
  /** by key of an added route, what it takes the place of */
  readonly superseded: ReadonlyMap<string, readonly RouteValue[]>;
}

function routeChanges(before: Addressing, after: Addressing, removed: readonly string[]): RouteChanges {
  const [old, wanted] = [byContent(before.routes), byContent(after.routes)];
  const isLost = routesLostWith(before, after, removed);
  const added = [...wanted].flatMap(([content, one]) => (old.has(content) && !isLost(one) ? [] : [one]));
  const keys = new Set(added.map(routeKey));
  const leaving = [...old].flatMap(([content, one]) => (before.up && !wanted.has(content) ? [one] : []));
  const gone = leaving.filter((one) => isLost(one) || !keys.has(routeKey(one)));
  const superseded = new Map<string, RouteValue[]>();
  for (const one of leaving) {
    if (isLost(one) || !keys.has(routeKey(one))) continue;
    superseded.set(routeKey(one), [...(superseded.get(routeKey(one)) ?? []), one]);
  }
  return { removed: gone, added: after.up ? added : [], superseded };
}

/**
 * Which of the old routes the kernel removes by itself: all of a link that is or goes down, and those of IPv4 with the
 * last IPv4 address of a link. (linux: fib_disable_ip)
 */
function routesLostWith(
  before: Addressing,
  after: Addressing,
  removed: readonly string[],
): (route: RouteValue) => boolean {
  const leaving = new Set(removed);
  const ipv4 = before.addresses.filter((one) => familyOf(one) === "inet");
  const isLastIpv4 = ipv4.length > 0 && ipv4.every((one) => leaving.has(one));
  const isFlipped = before.up !== after.up;
  return ({ to }) => isFlipped || (isLastIpv4 && familyOf(to) === "inet");
}

/** Live values in the order and the spelling of the declared ones, so that a comparison finds true differences only. */
export function liveAddressing(
  live: LiveLink,
  routes: readonly LiveRoute[],
  declared: Addressing,
): Addressing {
  const automatic = new Set(live.automaticAddresses);
  const addresses = [...live.addresses, ...declared.addresses.filter((one) => automatic.has(one))];
  return {
    addresses: inOrderOf(declared.addresses, addresses, (one) => one),
    routes: inOrderOf<RouteValue>(declared.routes.map(routeOf), routes, contentOf).map(shortest),
    up: live.up,
  };
}

const shortest = (route: RouteValue): Route =>
  Object.keys(route).every((key) => key === "to") ? route.to : route;

/** The values in the order of others; those that are the same by their key as the others spell them. */
function inOrderOf<T>(order: readonly T[], values: readonly T[], keyOf: (value: T) => string): T[] {
  const [ordered, present] = [new Set(order.map(keyOf)), new Set(values.map(keyOf))];
  return [
    ...order.filter((one) => present.has(keyOf(one))),
    ...values.filter((one) => !ordered.has(keyOf(one))),
  ];
}
