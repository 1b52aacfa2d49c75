import { z } from "zod";
import {
  addressOf,
  familyOf,
  isIpv4Compatible,
  isLinkLocal,
  parseAddress,
  parseInterfaceAddress,
  parsePrefix,
} from "./address.ts";

const addressJson = z.object({
  family: z.string(),
  local: z.string().optional(),
  prefixlen: z.number().default(0),
  /** the peer, where there is one */
  address: z.string().optional(),
  dynamic: z.boolean().default(false),
  mngtmpaddr: z.boolean().default(false),
  temporary: z.boolean().default(false),
  tentative: z.boolean().default(false),
  optimistic: z.boolean().default(false),
  dadfailed: z.boolean().default(false),
});

type AddressJson = z.infer<typeof addressJson>;

const linkJson = z.object({
  ifindex: z.number(),
  ifname: z.string(),
  link: z.string().nullish(),
  flags: z.array(z.string()).default([]),
  mtu: z.number().default(0),
  group: z.union([z.string(), z.number()]).optional(),
  link_type: z.string().optional(),
  address: z.string().optional(),
  ifalias: z.string().optional(),
  linkinfo: z
    .object({ info_kind: z.string().optional(), info_data: z.record(z.string(), z.unknown()).optional() })
    .optional(),
  addr_info: z.array(addressJson).default([]),
});

const routeJson = z.object({
  type: z.union([z.string(), z.number()]).optional(),
  dst: z.string(),
  gateway: z.string().optional(),
  via: z.object({ family: z.string(), host: z.string() }).optional(),
  dev: z.string().optional(),
  table: z.union([z.string(), z.number()]).optional(),
  protocol: z.union([z.string(), z.number()]).optional(),
  metric: z.number().optional(),
  /** Router preference. ip prints it for IPv6 routes alone, so it tells `default` of one family from the other's. */
  pref: z.unknown().optional(),
  metrics: z.array(z.record(z.string(), z.unknown())).optional(),
  nexthops: z.array(z.object({ gateway: z.string().optional(), dev: z.string().optional() })).optional(),
  tos: z.unknown().optional(),
  from: z.unknown().optional(),
  nhid: z.unknown().optional(),
  encap: z.unknown().optional(),
});

type RouteJson = z.infer<typeof routeJson>;

/** A device as `ip -d -j -N addr show` prints it. Addresses are in the form that the parsers of ./address.ts print. */
export interface LiveLink {
  readonly name: string;
  readonly ifindex: number;
  readonly up: boolean;
  /** in bytes */
  readonly mtu: number;
  readonly macAddress: string | undefined;
  /** `ether`, or the number of another link type in brackets (`[778]`) */
  readonly linkType: string;
  /** `ipip`, `gretap` …; undefined for a physical device */
  readonly kind: string | undefined;
  readonly info: Readonly<Record<string, unknown>>;
  /** the underlay device it is bound to */
  readonly dev: string | undefined;
  readonly group: number;
  readonly alias: string;
  /** `10.9.0.1/30`, or `10.44.0.1 peer 10.44.0.2/32`; without `automaticAddresses` */
  readonly addresses: readonly string[];
  /**
   * Addresses that no administrator manages: IPv6 link-local ones, sit's `::192.0.2.1/96`, those of router
   * advertisements and DHCP clients, and IPv6 ones that duplicate address detection has not passed.
   */
  readonly automaticAddresses: readonly string[];
}

/** A route that an administrator or a program like this one made (not the kernel, not a routing daemon). */
export interface LiveRoute {
  readonly to: string;
  readonly via?: string;
  readonly metric?: number;
  readonly table?: number;
  /** in bytes */
  readonly advmss?: number;
}

export function readLinks(json: unknown): LiveLink[] {
  // iproute2 before 6.x prints an empty object for each device that a filter leaves out
  const present = z
    .array(z.unknown())
    .parse(json)
    .filter((one) => Object.keys(one ?? {}).length > 0);
  return z.array(linkJson).parse(present).map(toLink);
}

/** How `ip -N` prints the type of an Ethernet device. */
const ARPHRD_ETHER = "[1]";

function toLink(json: z.infer<typeof linkJson>): LiveLink {
  const addresses = json.addr_info.flatMap((one) => {
    const text = addressText(one);
    return text === undefined ? [] : [{ text, automatic: isAutomatic(one, json.linkinfo?.info_kind) }];
  });
  const texts = (automatic: boolean) =>
    addresses.filter((one) => one.automatic === automatic).map(({ text }) => text);
  const linkType = json.link_type === ARPHRD_ETHER ? "ether" : (json.link_type ?? "none");
  return {
    name: json.ifname,
    ifindex: json.ifindex,
    up: json.flags.includes("UP"),
    mtu: json.mtu,
    macAddress: linkType === "ether" ? json.address : undefined,
    linkType,
    kind: json.linkinfo?.info_kind,
    info: canonicalInfo(json.linkinfo?.info_data ?? {}),
    dev: json.link ?? undefined,
    group: Number(json.group === "default" ? 0 : (json.group ?? 0)),
    alias: json.ifalias ?? "",
    addresses: texts(false),
    automaticAddresses: texts(true),
  };
}

/** An address as `ip addr add` takes it. Undefined for one of another family than IPv4 and IPv6. */
function addressText({ local, address: peer, prefixlen }: AddressJson): string | undefined {
  const own = parseInterfaceAddress(`${local}/${prefixlen}`);
  if (own === undefined || peer === undefined || peer === local) return own;
  const far = parseInterfaceAddress(`${peer}/${prefixlen}`);
  return far === undefined ? undefined : `${addressOf(own)} peer ${far}`;
}

function isAutomatic(json: AddressJson, kind: string | undefined): boolean {
  const { dynamic, mngtmpaddr, temporary, tentative, optimistic, dadfailed } = json;
  const own = parseInterfaceAddress(`${json.local}/${json.prefixlen}`);
  return (
    [dynamic, mngtmpaddr, temporary, tentative, optimistic, dadfailed].includes(true) ||
    (own !== undefined && (isLinkLocal(own) || (kind === "sit" && isIpv4Compatible(own))))
  );
}

/** The keys of `info_data` whose values are addresses. */
const ADDRESSES = new Set([
  "local",
  "local6",
  "remote",
  "remote6",
  "group",
  "group6",
  "prefix",
  "relay_prefix",
]);

/** The attributes of a kind with every address in canonical form. A word in an address's place (`any`) stays. */
const canonicalInfo = (info: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(info).map(([key, value]) => [
      key,
      ADDRESSES.has(key) && typeof value === "string" ? (parseAddress(value) ?? value) : value,
    ]),
  );

const MAIN_TABLE = 254;
const LOCAL_TABLE = 255;
/** RTPROT_BOOT (a person's `ip route add`) and RTPROT_STATIC (ours, and a network manager's) */
const ADMINISTRATORS = new Set(["boot", "static", "3", "4"]);
/** The metric of an IPv6 route that names none. (linux: IP6_RT_PRIO_USER) */
const IPV6_DEFAULT_METRIC = 1024;

/** RTN_UNICAST by number and by name; ip leaves out the type of a unicast route where it is asked for no details. */
const UNICAST = new Set(["1", "unicast"]);

/** A route and the device that it goes through. */
export interface RouteThrough {
  readonly dev: string | undefined;
  readonly route: LiveRoute;
}

/**
 * Routes out of `ip -j -N route show table all`. Of an IPv6 route of several next hops each is a route of its own, as it
 * is to the kernel: two routes with gateways and one key, of which `ip route del` removes one.
 *
 * A route that this package cannot make is left out, because no `ip route del` of this package removes it: a route of
 * another family (`table all` has the labels of MPLS too), of another type, for one type of service or source prefix, by
 * a next hop object, with an encapsulation, or of IPv4 with several next hops.
 */
export const readRoutes = (json: unknown): RouteThrough[] =>
  z.array(routeJson).parse(json).filter(isAdministrators).flatMap(routesOf);

/** As `readRoutes`, of `ip route show dev NAME`: there ip leaves out the device. */
export const readDeviceRoutes = (json: unknown, device: string): RouteThrough[] =>
  readRoutes(json).map((one) => ({ ...one, dev: one.dev ?? device }));

/** As `readRoutes`, of the routes of several next hops alone: those that `ip route show dev NAME` leaves out. */
export const readNextHops = (json: unknown): RouteThrough[] =>
  z
    .array(routeJson)
    .parse(json)
    .filter((one) => one.nexthops !== undefined && isAdministrators(one))
    .flatMap(routesOf);

function routesOf(json: RouteJson): RouteThrough[] {
  const to = parsePrefix(json.dst, isIpv6(json) ? "inet6" : "inet");
  if (to === undefined || !isPlain(json)) return [];
  if (json.nexthops === undefined) return [{ dev: json.dev, route: toRoute(json, to) }];
  if (familyOf(to) === "inet") return [];
  return json.nexthops.map(({ gateway, dev }) => ({ dev, route: toRoute({ ...json, gateway }, to) }));
}

const isAdministrators = ({ protocol, table }: RouteJson): boolean =>
  ADMINISTRATORS.has(String(protocol ?? "boot")) && Number(table) !== LOCAL_TABLE;

const isPlain = ({ type, tos, from, nhid, encap }: RouteJson): boolean =>
  UNICAST.has(String(type ?? "unicast")) && [tos, from, nhid, encap].every((one) => one === undefined);

const isIpv6 = ({ dst, pref }: RouteJson): boolean => dst.includes(":") || pref !== undefined;

function toRoute(json: RouteJson, to: string): LiveRoute {
  const via = json.gateway ?? json.via?.host;
  const table = Number(json.table === "main" ? MAIN_TABLE : (json.table ?? MAIN_TABLE));
  const advmss = json.metrics?.map((one) => one.advmss).find((one) => typeof one === "number");
  const metric = familyOf(to) === "inet6" && json.metric === IPV6_DEFAULT_METRIC ? undefined : json.metric;
  return {
    to,
    ...(via === undefined ? {} : { via: parseAddress(via) ?? via }),
    ...(metric ? { metric } : {}),
    ...(table === MAIN_TABLE ? {} : { table }),
    ...(typeof advmss === "number" ? { advmss } : {}),
  };
}
