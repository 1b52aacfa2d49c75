import { z } from "zod";
import { addressOf, familyOf } from "../../iproute2/address.ts";
import type { Args, Rule } from "../../schema/declaration.ts";
import { host } from "../../schema/host-args.ts";
import {
  anyAddress,
  flag,
  integer,
  interfaceAddress,
  newDeviceName,
  object,
  oneOf,
  prefix,
  U32,
} from "../../schema/values.ts";

/** The number of the main routing table. (linux: RT_TABLE_MAIN) */
export const MAIN_TABLE = 254;
/** The number of the table for the host's own addresses. (linux: RT_TABLE_LOCAL) */
const LOCAL_TABLE = 255;

const routeObject = object({
  to: prefix().describe("Destination."),
  via: anyAddress().optional().describe("Gateway within a subnet of the link; by default the link itself."),
  metric: integer(1, U32)
    .optional()
    .describe("Lower is preferred; by default the kernel's: 0 for IPv4, 1024 for IPv6."),
  table: integer(1, U32)
    .refine(
      (table) => table !== LOCAL_TABLE,
      "must not be 255: the kernel keeps that table for its own routes",
    )
    .optional()
    .describe("Routing table; by default 254, the main one."),
  advmss: integer(1, 65_535)
    .optional()
    .describe("Largest TCP segment, in bytes, that is announced to the far side."),
});

/** A route through the link: its prefix alone, or an object. An object with `to` alone becomes the prefix. */
export const route = z.union([prefix(), routeObject]).transform((one) => {
  if (typeof one === "string") return one;
  return Object.keys(one).every((key) => key === "to") ? one.to : one;
});

export type RouteValue = z.output<typeof routeObject>;
export const routeOf = (one: z.output<typeof route>): RouteValue =>
  typeof one === "string" ? { to: one } : one;

/** The metric of a route that names none. (linux: IP6_RT_PRIO_USER for IPv6) */
export const metricByDefault = (to: string): number => (familyOf(to) === "inet6" ? 1024 : 0);

/** The key by which the kernel refuses a second route: `ip route add` says "File exists" to one with the same key. */
export const routeKey = ({ to, metric = metricByDefault(to), table = MAIN_TABLE }: RouteValue): string =>
  `${to} ${metric} ${table}`;

/** The arguments that every link takes. */
export const commonShape = {
  host: host.describe("The machine the link is made on: a Host, or the same fields as an object."),
  owner: z
    .string()
    .max(200)
    .describe(
      "Who the device belongs to: project/stack/name, written into its alias. Filled in by the class.",
    ),
  name: newDeviceName().describe("The device's name."),
  mtu: integer(68, 65_535)
    .optional()
    .describe(
      "Largest packet in bytes that the link takes; by default what the kernel works out at creation.",
    ),
  addresses: z.array(interfaceAddress()).default([]).describe("Addresses of this end, with prefix lengths."),
  routes: z.array(route).default([]).describe("Routes through the link: prefixes, or objects."),
  up: flag().default(true).describe("Whether the link is up."),
  loopCheck: oneOf("error", "warn", "off")
    .default("error")
    .describe(
      "How the preview reports a route that sends the link's own packets back into the link: as an error, as a warning, or not at all.",
    ),
  adopt: flag()
    .default(false)
    .describe(
      "Take over a device of this name that stands there already, if it is of the same kind and endpoints.",
    ),
};

export type CommonArgs = Args & z.output<z.ZodObject<typeof commonShape>>;

export const common = (args: Args) => args as CommonArgs;

export const commonRules: readonly Rule<CommonArgs>[] = [
  {
    over: ["routes", "up"],
    fault: ({ routes, up }) =>
      !up && routes.length > 0
        ? "routes need `up: true`: the kernel takes no routes through a link that is down"
        : undefined,
  },
  {
    over: ["mtu", "addresses"],
    fault: ({ mtu, addresses }) =>
      mtu !== undefined && mtu < 1280 && addresses.some((one) => familyOf(one) === "inet6")
        ? "must be at least 1280 where an address is IPv6 (RFC 8200)"
        : undefined,
  },
  {
    over: ["addresses"],
    fault: ({ addresses }) => {
      const twice = firstDuplicate(addresses.map(addressKey));
      return twice === undefined ? undefined : `names ${twice} twice`;
    },
  },
  {
    over: ["routes"],
    fault: ({ routes }) => {
      const all = routes.map(routeOf);
      const mixed = all.find(({ to, via }) => via !== undefined && familyOf(via) !== familyOf(to));
      if (mixed !== undefined)
        return `the route to ${mixed.to} goes via ${mixed.via}, which is of the other family`;
      const twice = firstDuplicate(all.map(routeKey));
      return twice === undefined ? undefined : `names the route to ${twice.split(" ")[0]} twice`;
    },
  },
];

/** What a link has once: an IPv4 address with its prefix length, an IPv6 address with whichever. */
const addressKey = (address: string): string =>
  familyOf(address) === "inet6" ? addressOf(address) : address;

function firstDuplicate(values: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return values.find((one) => seen.size === seen.add(one).size);
}
