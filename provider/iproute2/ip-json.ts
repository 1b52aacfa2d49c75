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
import { type PortFlags, portJson, readPortFlags } from "./bridge-port-json.ts";
import { splitAlias } from "./owner-alias.ts";

const addressJson = z.object({
  family: z.string(),
  local: z.string().optional(),
  prefixlen: z.number().default(0),
  scope: z.union([z.string(), z.number()]).optional(),
  /** in seconds */
  preferred_life_time: z.number().optional(),
  /** the peer, if the address has one */
  address: z.string().optional(),
  dynamic: z.boolean().default(false),
  mngtmpaddr: z.boolean().default(false),
  temporary: z.boolean().default(false),
  tentative: z.boolean().default(false),
  optimistic: z.boolean().default(false),
  dadfailed: z.boolean().default(false),
  /** The kernel shows no lifetime of an IPv4 address without an end, but this flag. (linux: inet_fill_ifaddr) */
  deprecated: z.boolean().default(false),
});

type AddressJson = z.infer<typeof addressJson>;

const linkJson = z.object({
  ifindex: z.number(),
  ifname: z.string(),
  link: z.string().nullish(),
  link_netnsid: z.number().optional(),
  master: z.string().optional(),
  flags: z.array(z.string()).default([]),
  mtu: z.number().default(0),
  group: z.union([z.string(), z.number()]).optional(),
  link_type: z.string().optional(),
  txqlen: z.number().default(0),
  address: z.string().optional(),
  ifalias: z.string().optional(),
  linkinfo: portJson
    .extend({ info_kind: z.string().optional(), info_data: z.record(z.string(), z.unknown()).optional() })
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
  /** Router preference. ip prints it only for IPv6 routes, so it shows the family of a route to `default`. */
  pref: z.unknown().optional(),
  metrics: z.array(z.record(z.string(), z.unknown())).optional(),
  prefsrc: z.string().optional(),
  flags: z.array(z.string()).default([]),
  nexthops: z
    .array(
      z.object({
        gateway: z.string().optional(),
        dev: z.string().optional(),
        flags: z.array(z.string()).default([]),
      }),
    )
    .optional(),
  tos: z.unknown().optional(),
  from: z.unknown().optional(),
  nhid: z.unknown().optional(),
  encap: z.unknown().optional(),
});

type RouteJson = z.infer<typeof routeJson>;

/** A device from `ip -d -j -N addr show`. Its addresses are in the canonical text of ./address.ts. */
export interface LiveLink {
  readonly name: string;
  readonly ifindex: number;
  readonly up: boolean;
  /** in bytes */
  readonly mtu: number;
  readonly macAddress: string | undefined;
  /** `ether`, or the number of another type in brackets (`[778]`) */
  readonly linkType: string;
  /** `ipip`, `gretap` …; undefined for a physical device */
  readonly kind: string | undefined;
  readonly info: Readonly<Record<string, unknown>>;
  /** the underlay device */
  readonly dev: string | undefined;
  /** the number of the network namespace of the underlay, if it is another one */
  readonly linkNetnsId: number | undefined;
  /** the bridge or VRF that the device is a port of */
  readonly master: string | undefined;
  /** its flags as the port of a bridge */
  readonly bridgePort: PortFlags | undefined;
  readonly group: number;
  readonly multicast: boolean;
  /** in packets */
  readonly txQueueLength: number;
  /** the owner alias, or the alias that another owner gave it */
  readonly alias: string;
  /** what follows the owner alias */
  readonly description: string | undefined;
  /**
   * Words of `ip addr`: `10.9.0.1/30`, `10.44.0.1 peer 10.44.0.2/32`, `10.9.0.1/30 scope link preferred_lft 0`.
   * `automaticAddresses` are not in it.
   */
  readonly addresses: readonly string[];
  /**
   * Addresses that no operator set: IPv6 link-local ones, `::192.0.2.1/96` of sit, those from router advertisements and
   * DHCP, and IPv6 addresses that have not passed duplicate address detection.
   */
  readonly automaticAddresses: readonly string[];
  /** Global addresses that a tunnel can have as its own: neither deprecated nor temporary, and known to be unique. */
  readonly sources: readonly string[];
}

/** A route of an operator or of a network manager. Routes of the kernel and of routing daemons are left out. */
export interface LiveRoute {
  readonly to: string;
  readonly via?: string;
  readonly metric?: number;
  readonly table?: number;
  readonly src?: string;
  readonly onlink?: true;
  /** in bytes */
  readonly mtu?: number;
  /** in bytes */
  readonly advmss?: number;
}

// Each operation that makes a link parses its own output, so these schemas are made once
const anyList = z.array(z.unknown());
const linksJson = z.array(linkJson);
const routesJson = z.array(routeJson);

export function readLinks(json: unknown): LiveLink[] {
  // iproute2 before 6.x prints an empty object for each device that its filter leaves out
  const present = anyList.parse(json).filter((one) => Object.keys(one ?? {}).length > 0);
  return linksJson.parse(present).map(toLink);
}

/** The type of an Ethernet device, as `ip -N` prints it. */
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
    linkNetnsId: json.link_netnsid,
    master: json.master,
    bridgePort: readPortFlags(json.linkinfo),
    group: Number(json.group === "default" ? 0 : (json.group ?? 0)),
    multicast: json.flags.includes("MULTICAST"),
    txQueueLength: json.txqlen,
    ...{ description: undefined, ...splitAlias(json.ifalias ?? "") },
    addresses: texts(false),
    automaticAddresses: texts(true),
    sources: json.addr_info.flatMap(sourceIn),
  };
}

/** An address in the syntax of `ip addr add`; undefined if it is neither IPv4 nor IPv6. */
function addressText(json: AddressJson): string | undefined {
  const { local, address: peer, prefixlen } = json;
  const own = parseInterfaceAddress(`${local}/${prefixlen}`);
  if (own === undefined) return undefined;
  const properties = [
    ...scopeWords(own, json),
    ...(json.preferred_life_time === 0 ? ["preferred_lft 0"] : []),
  ];
  if (peer === undefined || peer === local) return [own, ...properties].join(" ");
  const far = parseInterfaceAddress(`${peer}/${prefixlen}`);
  return far === undefined ? undefined : [`${addressOf(own)} peer ${far}`, ...properties].join(" ");
}

/** RT_SCOPE_LINK and RT_SCOPE_HOST, by number and by name */
const SCOPES: Readonly<Record<string, string>> = { 253: "link", link: "link", 254: "host", host: "host" };

/** The scope of an IPv4 address, unless `ip addr add` chooses the same: "host" for 127.0.0.0/8. */
function scopeWords(own: string, { scope }: AddressJson): string[] {
  const name = SCOPES[String(scope)];
  const isPlain = name === undefined || familyOf(own) === "inet6" || own.startsWith("127.");
  return isPlain ? [] : [`scope ${name}`];
}

function isAutomatic(json: AddressJson, kind: string | undefined): boolean {
  const { dynamic, mngtmpaddr, temporary, tentative, optimistic, dadfailed } = json;
  const own = parseInterfaceAddress(`${json.local}/${json.prefixlen}`);
  return (
    [dynamic, mngtmpaddr, temporary, tentative, optimistic, dadfailed].includes(true) ||
    (own !== undefined && (isLinkLocal(own) || (kind === "sit" && isIpv4Compatible(own))))
  );
}

/** The address, if it is global and in use. */
function sourceIn(json: AddressJson): string[] {
  const { local = "", scope = "global", temporary, tentative, dadfailed, deprecated } = json;
  const own = parseAddress(local);
  const isGlobal = ["0", "global"].includes(String(scope)) && own !== undefined && !isLinkLocal(own);
  const isUnfit = [temporary, tentative, dadfailed, deprecated].includes(true);
  return isGlobal && !isUnfit && json.preferred_life_time !== 0 ? [own] : [];
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

/** The attributes of a kind in canonical form. */
const canonicalInfo = (info: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(info).map(([key, value]) => [key, canonicalValue(key, value)]));

/**
 * An address in canonical text, a flag as a boolean. A word in place of an address (`any`) stays. ip prints null for some
 * flags that are on: since 6.4 for `gbp` and `gpe` of a VXLAN. (iproute2: print_null)
 */
function canonicalValue(key: string, value: unknown): unknown {
  if (value === null) return true;
  return ADDRESSES.has(key) && typeof value === "string" ? (parseAddress(value) ?? value) : value;
}

const MAIN_TABLE = 254;
const LOCAL_TABLE = 255;
/** RTPROT_BOOT (of an operator's `ip route add`) and RTPROT_STATIC (of this provider and of network managers) */
const ADMINISTRATORS = new Set(["boot", "static", "3", "4"]);
/** The metric of an IPv6 route without a declared one. (linux: IP6_RT_PRIO_USER) */
const IPV6_DEFAULT_METRIC = 1024;

/** RTN_UNICAST by number and by name. Without -d, ip does not print the type of a unicast route. */
const UNICAST = new Set(["1", "unicast"]);

/** A route and its device. */
export interface RouteThrough {
  readonly dev: string | undefined;
  readonly route: LiveRoute;
  /** who added it: `boot` is an operator, `static` this provider or a network manager. @default "static" */
  readonly protocol?: "boot" | "static";
}

/**
 * Reads the routes of `ip -j -N route show table all`. An IPv6 route with several next hops becomes one route for each
 * next hop, because the kernel treats them so: `ip route del` removes one of them.
 *
 * Routes that this package cannot make are left out, because its `ip route del` would not remove them. These are routes
 * of another family (`table all` has MPLS labels too), of another type, for a type of service or a source prefix, with a
 * next hop object or an encapsulation, and IPv4 routes with several next hops.
 *
 * `protocol` is that of all routes of the list, because ip does not print a protocol that it filters by.
 */
export const readRoutes = (json: unknown, protocol?: "boot" | "static"): RouteThrough[] =>
  routesJson
    .parse(json)
    .map((one) => (protocol === undefined ? one : { protocol, ...one }))
    .filter(isAdministrators)
    .flatMap(routesOf);

/** Like `readRoutes`, for `ip route show dev NAME`, where ip does not print the device. */
export const readDeviceRoutes = (json: unknown, device: string): RouteThrough[] =>
  readRoutes(json).map((one) => ({ ...one, dev: one.dev ?? device }));

/** Like `readRoutes`, only for routes with several next hops. `ip route show dev NAME` leaves those out. */
export const readNextHops = (json: unknown): RouteThrough[] =>
  routesJson
    .parse(json)
    .filter((one) => one.nexthops !== undefined && isAdministrators(one))
    .flatMap(routesOf);

function routesOf(json: RouteJson): RouteThrough[] {
  const to = parsePrefix(json.dst, isIpv6(json) ? "inet6" : "inet");
  if (to === undefined || !isPlain(json)) return [];
  const protocol = ["static", "4"].includes(String(json.protocol))
    ? ({} as const)
    : ({ protocol: "boot" } as const);
  if (json.nexthops === undefined) return [{ dev: json.dev, route: toRoute(json, to), ...protocol }];
  if (familyOf(to) === "inet") return [];
  return json.nexthops.map(({ gateway, dev, flags }) => ({
    ...{ dev, ...protocol },
    route: toRoute({ ...json, gateway, flags }, to),
  }));
}

const isAdministrators = ({ protocol, table }: RouteJson): boolean =>
  ADMINISTRATORS.has(String(protocol ?? "boot")) && Number(table) !== LOCAL_TABLE;

const isPlain = ({ type, tos, from, nhid, encap }: RouteJson): boolean =>
  UNICAST.has(String(type ?? "unicast")) && [tos, from, nhid, encap].every((one) => one === undefined);

const isIpv6 = ({ dst, pref }: RouteJson): boolean => dst.includes(":") || pref !== undefined;

function toRoute(json: RouteJson, to: string): LiveRoute {
  const via = json.gateway ?? json.via?.host;
  const table = Number(json.table === "main" ? MAIN_TABLE : (json.table ?? MAIN_TABLE));
  const sizes = Object.assign({}, ...(json.metrics ?? [])) as Record<string, unknown>;
  const { mtu, advmss } = sizes;
  const { prefsrc } = json;
  const metric = familyOf(to) === "inet6" && json.metric === IPV6_DEFAULT_METRIC ? undefined : json.metric;
  return {
    to,
    ...(via === undefined ? {} : { via: parseAddress(via) ?? via }),
    ...(metric ? { metric } : {}),
    ...(table === MAIN_TABLE ? {} : { table }),
    ...(prefsrc === undefined ? {} : { src: parseAddress(prefsrc) ?? prefsrc }),
    ...(json.flags.includes("onlink") ? { onlink: true as const } : {}),
    ...(typeof mtu === "number" ? { mtu } : {}),
    ...(typeof advmss === "number" ? { advmss } : {}),
  };
}
