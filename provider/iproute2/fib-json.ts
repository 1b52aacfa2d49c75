import { z } from "zod";
import { type Family, familyOf, parseAddress, parsePrefix } from "./address.ts";

/**
 * The protocol of the routes of a Route. It has no meaning for the kernel. So a deletion removes no route of an
 * operator (protocol boot) or of a link (protocol static), and a link does not see these routes as its own.
 */
export const ROUTE_PROTOCOL = 105;

/** What the kernel does with the packets of a route. */
export const ROUTE_TYPES = ["unicast", "blackhole", "unreachable", "prohibit"] as const;
export type RouteType = (typeof ROUTE_TYPES)[number];

/** A next hop, in canonical text. */
export interface NextHop {
  readonly dev?: string;
  readonly via?: string;
  readonly weight: number;
  readonly onlink: boolean;
}

/** A route with all its next hops, as `ip -d -j -N route show` prints it. */
export interface LiveFibRoute {
  readonly to: string;
  readonly table: number;
  readonly metric: number;
  readonly protocol: number;
  readonly type: RouteType | undefined;
  readonly nexthops: readonly NextHop[];
  readonly src?: string;
  readonly mtu?: number;
  readonly advmss?: number;
  /** Whether it has an attribute that a Route cannot have. */
  readonly isOther: boolean;
}

const numberOr = (words: Readonly<Record<string, number>>) =>
  z.union([z.string(), z.number()]).transform((text) => words[String(text)] ?? Number(text));

const flags = z.array(z.string()).default([]);
const gateway = z.string().optional();
const via = z.object({ family: z.string(), host: z.string() }).optional();

const routeJson = z.object({
  type: z.union([z.string(), z.number()]).default("1"),
  dst: z.string(),
  gateway,
  via,
  dev: z.string().optional(),
  table: numberOr({ main: 254, local: 255, default: 253 }).default(254),
  protocol: numberOr({ kernel: 2, boot: 3, static: 4 }).optional(),
  metric: z.number().default(0),
  pref: z.unknown().optional(),
  metrics: z.array(z.record(z.string(), z.unknown())).default([]),
  prefsrc: z.string().optional(),
  flags,
  nexthops: z
    .array(z.object({ gateway, via, dev: z.string().optional(), weight: z.number().default(1), flags }))
    .optional(),
  tos: z.unknown().optional(),
  from: z.unknown().optional(),
  nhid: z.unknown().optional(),
  encap: z.unknown().optional(),
});

type RouteJson = z.infer<typeof routeJson>;
type HopJson = Pick<RouteJson, "gateway" | "via" | "dev" | "flags"> & { readonly weight?: number };

/** The numbers that `ip -N` prints for types. (linux: RTN_UNICAST) */
const TYPES: Readonly<Record<string, RouteType>> = {
  "1": "unicast",
  "6": "blackhole",
  "7": "unreachable",
  "8": "prohibit",
  unicast: "unicast",
  blackhole: "blackhole",
  unreachable: "unreachable",
  prohibit: "prohibit",
};

/** `protocol` is that of all routes of the list, because ip does not print a protocol that it filters by. */
export const readFib = (json: unknown, protocol?: number): LiveFibRoute[] =>
  z
    .array(routeJson)
    .parse(json)
    .flatMap((one) => toRoute(one, protocol));

function toRoute(json: RouteJson, protocol = 3): LiveFibRoute[] {
  const family: Family = json.dst.includes(":") || json.pref !== undefined ? "inet6" : "inet";
  const to = parsePrefix(json.dst, family);
  // A label of MPLS is no prefix
  if (to === undefined) return [];
  const type = TYPES[String(json.type)];
  const sizes = Object.assign({}, ...json.metrics) as Record<string, unknown>;
  const { tos, from, nhid, encap, prefsrc } = json;
  return [
    {
      ...{ to, table: json.table, metric: json.metric, protocol: json.protocol ?? protocol, type },
      nexthops: type === "unicast" ? (json.nexthops ?? [json]).map(toNextHop) : [],
      ...(prefsrc === undefined ? {} : { src: parseAddress(prefsrc) ?? prefsrc }),
      ...(typeof sizes.mtu === "number" ? { mtu: sizes.mtu } : {}),
      ...(typeof sizes.advmss === "number" ? { advmss: sizes.advmss } : {}),
      isOther: type === undefined || [tos, from, nhid, encap].some((one) => one !== undefined),
    },
  ];
}

function toNextHop({ gateway: address, via: other, dev, weight = 1, flags: words }: HopJson): NextHop {
  const far = address ?? other?.host;
  return {
    ...(dev === undefined ? {} : { dev }),
    ...(far === undefined ? {} : { via: parseAddress(far) ?? far }),
    weight,
    onlink: words.includes("onlink"),
  };
}

/** A live route in words, for messages. */
export function fibRouteInWords({ to, table, protocol, type, nexthops }: LiveFibRoute): string {
  const hops = nexthops.map(({ via: far, dev }) =>
    [...(far === undefined ? [] : ["via", far]), ...(dev === undefined ? [] : ["dev", dev])].join(" "),
  );
  const kind = type === undefined || type === "unicast" ? [] : [type];
  const proto = `proto ${protocolInWords(protocol)}`;
  return [...kind, to, hops.join(" and "), `table ${table}`, proto].filter((one) => one).join(" ");
}

/** (iproute2: lib/rt_names.c) */
const PROTOCOL_NAMES: Readonly<Record<number, string>> = {
  2: "kernel",
  3: "boot",
  4: "static",
  9: "ra",
  11: "zebra",
  12: "bird",
  16: "dhcp",
  42: "babel",
  186: "bgp",
  187: "isis",
  188: "ospf",
};

/** The name of a protocol of routes and rules, or its number. */
export const protocolInWords = (protocol: number): string => PROTOCOL_NAMES[protocol] ?? String(protocol);

export const isIpv6Route = ({ to }: Pick<LiveFibRoute, "to">): boolean => familyOf(to) === "inet6";
