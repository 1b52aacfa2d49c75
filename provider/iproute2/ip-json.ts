import { z } from "zod";
import { isIpv4Compatible, isLinkLocal } from "./address.ts";

const addressJson = z.object({
  family: z.string(),
  local: z.string().optional(),
  prefixlen: z.number().optional(),
  address: z.string().optional(),
  scope: z.union([z.string(), z.number()]).optional(),
});

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
  /** router preference: printed for IPv6 routes alone, and what tells `default` of one family from the other's */
  pref: z.unknown().optional(),
  metrics: z.array(z.record(z.string(), z.unknown())).optional(),
});

/** A device as `ip -d -j -N addr show` tells it. */
export interface LiveLink {
  readonly name: string;
  readonly ifindex: number;
  readonly up: boolean;
  readonly mtu: number;
  readonly macAddress: string | undefined;
  /** `ether`, or another type's number in brackets: what its frames begin with */
  readonly linkType: string;
  /** `ipip`, `gretap` …; undefined for a physical device */
  readonly kind: string | undefined;
  readonly info: Readonly<Record<string, unknown>>;
  /** the underlay device it is bound to */
  readonly dev: string | undefined;
  readonly group: number;
  readonly alias: string;
  /** `10.9.0.1/30`, canonical; those that the kernel makes by itself left out */
  readonly addresses: readonly string[];
  /** addresses that the kernel makes by itself: IPv6 link-local ones, and sit's `::192.0.2.1/96` */
  readonly kernelMade: readonly string[];
}

/** A route that somebody made (not the kernel, not a routing daemon), canonical. */
export interface LiveRoute {
  readonly to: string;
  readonly via?: string;
  readonly metric?: number;
  readonly table?: number;
  readonly advmss?: number;
}

export function readLinks(json: unknown): LiveLink[] {
  // Filtered dumps hold an empty object for each device left out (iproute2 before 6.x)
  const present = z
    .array(z.unknown())
    .parse(json)
    .filter((one) => Object.keys(one ?? {}).length > 0);
  return z.array(linkJson).parse(present).map(toLink);
}

/** How `ip -N` prints the type of an Ethernet device. */
const ARPHRD_ETHER = "[1]";

function toLink(json: z.infer<typeof linkJson>): LiveLink {
  const cidrs = json.addr_info.flatMap((one) => (one.local ? [`${one.local}/${one.prefixlen ?? 0}`] : []));
  const linkType = json.link_type === ARPHRD_ETHER ? "ether" : (json.link_type ?? "none");
  const isKernelMade = (cidr: string) =>
    isLinkLocal(cidr) || (json.linkinfo?.info_kind === "sit" && isIpv4Compatible(cidr));
  const hardware = linkType === "ether" ? json.address : undefined;
  return {
    name: json.ifname,
    ifindex: json.ifindex,
    up: json.flags.includes("UP"),
    mtu: json.mtu,
    macAddress: hardware,
    linkType,
    kind: json.linkinfo?.info_kind,
    info: json.linkinfo?.info_data ?? {},
    dev: json.link ?? undefined,
    group: Number(json.group === "default" ? 0 : (json.group ?? 0)),
    alias: json.ifalias ?? "",
    addresses: cidrs.filter((cidr) => !isKernelMade(cidr)),
    kernelMade: cidrs.filter(isKernelMade),
  };
}

const MAIN_TABLE = 254;
const LOCAL_TABLE = 255;
/** RTPROT_BOOT (a person's `ip route add`) and RTPROT_STATIC (ours, and a manager's) */
const HAND_MADE = new Set(["boot", "static", "3", "4"]);
/** What the kernel gives an IPv6 route that names no metric (IP6_RT_PRIO_USER) */
const IPV6_DEFAULT_METRIC = 1024;

/** Routes out of `ip -j -N route show table all`; those of one device, if asked with `dev`. */
export function readRoutes(json: unknown): { dev: string | undefined; route: LiveRoute }[] {
  return z
    .array(routeJson)
    .parse(json)
    .filter((one) => HAND_MADE.has(String(one.protocol ?? "boot")) && Number(one.table) !== LOCAL_TABLE)
    .map((one) => ({ dev: one.dev, route: toRoute(one) }));
}

function toRoute(json: z.infer<typeof routeJson>): LiveRoute {
  const via = json.gateway ?? json.via?.host;
  const v6 = json.dst.includes(":") || json.pref !== undefined;
  const to = json.dst === "default" ? (v6 ? "::/0" : "0.0.0.0/0") : json.dst;
  const table = Number(json.table === "main" ? MAIN_TABLE : (json.table ?? MAIN_TABLE));
  const advmss = json.metrics?.map((one) => one.advmss).find((one) => typeof one === "number");
  const metric = v6 && json.metric === IPV6_DEFAULT_METRIC ? undefined : json.metric;
  return {
    to: to.includes("/") ? to : `${to}/${v6 ? 128 : 32}`,
    ...(via === undefined ? {} : { via }),
    ...(metric ? { metric } : {}),
    ...(table === MAIN_TABLE ? {} : { table }),
    ...(typeof advmss === "number" ? { advmss } : {}),
  };
}
