import { z } from "zod";
import { type Family, familyOf, parseAddress } from "../../iproute2/address.ts";
import { type NextHop, ROUTE_TYPES } from "../../iproute2/fib-json.ts";
import { adoptArgument, markedResourceShape } from "../../model/ownership-marker.ts";
import type { Args, Rule } from "../../schema/declaration.ts";
import { MAIN_TABLE } from "../../schema/routing-table.ts";
import { holdsUnknown, UNKNOWN } from "../../schema/unknown-value.ts";
import { anyAddress, deviceName, flag, integer, object, oneOf } from "../../schema/values.ts";
import { metricByDefault, routeFields } from "../link-base/common-args.ts";
import { DEFAULT, familyIn } from "../link-base/default-route.ts";
import { defined } from "../shared/defined.ts";

const dev = () => deviceName().optional();
const onlink = () => flag().default(false);

const nexthop = object({
  dev: dev().describe("Device by which the packets leave; by default the one with the gateway's subnet."),
  via: anyAddress()
    .optional()
    .describe("Gateway; by default the destination is reached through the device directly."),
  weight: integer(1, 256)
    .default(1)
    .describe("Share of this next hop: the kernel divides the flows in the ratio of the weights."),
  onlink: onlink().describe(
    "Whether the gateway is reachable through the device although it is in none of its subnets.",
  ),
});

export const routeSchema = z.strictObject({
  ...markedResourceShape("route"),
  to: routeFields.to,
  type: oneOf(...ROUTE_TYPES)
    .default("unicast")
    .describe("Forward the packets, drop them silently, or refuse them as unreachable or as prohibited."),
  via: anyAddress().optional().describe("Gateway. A unicast route needs via, dev or nexthops."),
  dev: dev().describe("Device by which the packets leave; by default the one with the gateway's subnet."),
  onlink: onlink().describe(
    "Whether the gateway is reachable through dev although it is in none of its subnets.",
  ),
  nexthops: z
    .array(nexthop)
    .min(1, { error: "needs at least one next hop" })
    .max(64, { error: "may hold at most 64" })
    .optional()
    .describe("Several next hops. The kernel divides the flows among them. Excludes via, dev and onlink."),
  table: routeFields.table,
  metric: routeFields.metric,
  src: routeFields.src,
  mtu: routeFields.mtu.describe("Largest packet by this route, in bytes; by default that of the device."),
  advmss: routeFields.advmss,
  adopt: adoptArgument("route"),
});

export type RouteArgs = z.output<typeof routeSchema>;

/** The key of a route. The kernel has one route for each key, apart from appended ones. */
export const keyOf = ({ to, table = MAIN_TABLE, metric = metricByDefault(to) }: RouteArgs) => ({
  to,
  table,
  metric,
});

/** The next hops of a declared route. */
export function nexthopsOf({
  type,
  nexthops,
  via,
  dev: device,
  onlink: isOnlink,
}: RouteArgs): readonly NextHop[] {
  if (type !== "unicast") return [];
  const one = { ...defined({ dev: device, via }), weight: 1, onlink: isOnlink };
  return (nexthops ?? [one]).map((hop) => ({
    ...defined({ dev: hop.dev, via: hop.via }),
    weight: hop.weight,
    onlink: hop.onlink,
  }));
}

/** The arguments that a route without next hops lacks. */
const OF_UNICAST = ["via", "dev", "nexthops", "src", "mtu", "advmss"] as const;

function faultOfHop(hop: NextHop, family: Family, count: number): string | undefined {
  const { via, dev: device } = hop;
  if (via === undefined && device === undefined) return "needs via, dev or both";
  if (via !== undefined && familyOf(via) !== family)
    return `goes via ${via}, which is of another family than the destination`;
  if (hop.onlink && (via === undefined || device === undefined)) return "has onlink, which needs via and dev";
  return family === "inet6" && count > 1 && via === undefined
    ? "needs via: the kernel takes several next hops of an IPv6 route only with gateways"
    : undefined;
}

export const routeRules: readonly Rule<RouteArgs>[] = [
  {
    over: ["type", ...OF_UNICAST],
    fault(args) {
      const { type } = args;
      const given = OF_UNICAST.filter((name) => args[name] !== undefined);
      if (type !== "unicast")
        return given.length > 0 || args.onlink
          ? `"${type}" sends no packets on, so it excludes ${[...given, ...(args.onlink ? ["onlink"] : [])].join(", ")}`
          : undefined;
      return ["via", "dev", "nexthops"].some((name) => args[name as "via"] !== undefined)
        ? undefined
        : "needs via, dev or nexthops where it is unicast";
    },
  },
  {
    over: ["nexthops", "via", "dev", "onlink"],
    fault: ({ nexthops, via, dev: device, onlink: isOnlink }) =>
      nexthops !== undefined && (via !== undefined || device !== undefined || isOnlink)
        ? "excludes via, dev and onlink: name them in each next hop"
        : undefined,
  },
  {
    over: ["nexthops", "to"],
    fault({ nexthops = [], to }) {
      for (const [index, hop] of nexthops.entries()) {
        const fault = faultOfHop(hop as NextHop, familyOf(to), nexthops.length);
        if (fault !== undefined) return `[${index}] ${fault}`;
      }
      const places = nexthops.map((hop) => `${hop.via ?? ""} ${hop.dev ?? ""}`);
      const twice = places.findIndex((place, index) => places.indexOf(place) !== index);
      return twice < 0 ? undefined : `[${twice}] is there twice: use weight`;
    },
  },
  {
    over: ["via", "to"],
    fault: ({ via, to }) =>
      via === undefined || familyOf(via) === familyOf(to)
        ? undefined
        : `is ${via}, which is of another family than the destination ${to}`,
  },
  {
    over: ["onlink", "via", "dev"],
    fault: ({ onlink: isOnlink, via, dev: device }) =>
      isOnlink && (via === undefined || device === undefined) ? "needs via and dev" : undefined,
  },
  {
    over: ["src", "to"],
    fault: ({ src, to }) =>
      src === undefined || familyOf(src) === familyOf(to)
        ? undefined
        : `is ${src}, which is of another family than the destination ${to}`,
  },
];

/**
 * Arguments with the prefix in place of the word "default". The family is that of a gateway, else that of `src`. If none
 * of them is given, the word stays, and the schema refuses it. Any part of the arguments may be invalid.
 */
export function withDefaultPrefix(args: Args): Args {
  if (args.to !== "default") return args;
  const hops = Array.isArray(args.nexthops) ? (args.nexthops as readonly unknown[]) : [];
  const gateways = hops.map((hop) =>
    hop !== null && typeof hop === "object" ? (hop as Args).via : undefined,
  );
  const shown = [args.via, ...gateways, args.src];
  const family = shown.map((one) => familyIn(parseAddress, one)).find((one) => one !== undefined);
  if (family !== undefined) return { ...args, to: DEFAULT[family] };
  return holdsUnknown(shown) || holdsUnknown(args.nexthops) ? { ...args, to: UNKNOWN } : args;
}
