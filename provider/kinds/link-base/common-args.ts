import { z } from "zod";
import { familyOf, ownAddressIn, parsePrefix, subnetIn } from "../../iproute2/address.ts";
import { ROUTE_TYPES } from "../../iproute2/fib-json.ts";
import { roomForDescription } from "../../iproute2/owner-alias.ts";
import type { Args, Rule } from "../../schema/declaration.ts";
import { host, persistArgument } from "../../schema/host-args.ts";
import { LOCAL_TABLE, MAIN_TABLE, routingTable } from "../../schema/routing-table.ts";
import {
  anyAddress,
  canonical,
  deviceName,
  flag,
  form,
  integer,
  newDeviceName,
  object,
  oneOf,
  U32,
} from "../../schema/values.ts";
import { addressText, linkAddress } from "./address-args.ts";

/** The table that no route of a program may be in. */
const KERNELS_OWN = new Map([
  [LOCAL_TABLE, "must not be 255 (local): the kernel keeps that table for its own routes"],
]);

/** The destination of a route. `withDefaultRoutes` has replaced "default" where its family is known. */
const destination = () =>
  canonical(
    (text) => (text === "default" ? undefined : parsePrefix(text)),
    'a prefix without host bits, such as 10.20.0.0/16; for all destinations 0.0.0.0/0 or ::/0, or "default" if the gateway, the kind or the addresses of the link show the family',
  ).meta(form('prefix or "default"'));

/** The arguments of a route. */
export const routeFields = {
  to: destination().describe("Destination."),
  via: anyAddress()
    .optional()
    .describe("Gateway in a subnet of the link; by default packets go to the link itself."),
  metric: integer(1, U32)
    .optional()
    .describe("Metric: a lower one is preferred; by default 0 for IPv4 and 1024 for IPv6, as in the kernel."),
  table: routingTable(KERNELS_OWN)
    .optional()
    .describe("Routing table: its number, or its name on the host; by default 254, the main one."),
  src: anyAddress()
    .optional()
    .describe("Source address of the host's own packets by this route; by default the kernel chooses one."),
  onlink: flag()
    .optional()
    .describe("Whether the gateway is reachable through the link although it is in no subnet of the link."),
  mtu: integer(68, 65_535)
    .optional()
    .describe("Largest packet by this route, in bytes; by default that of the link."),
  advmss: integer(1, 65_535)
    .optional()
    .describe("Largest TCP segment, in bytes, that the host announces to the other side."),
} as const;

/** The types of routes. The class makes a Route of an entry of another type, unless it does not know the type in time. */
const routeType = () =>
  oneOf(...ROUTE_TYPES)
    .superRefine((type, context) => {
      if (type === "unicast") return;
      const message = `is "${type}", which the program must know while it runs, because a route of this type has no device and becomes a Route of its own. Neither \`routes\`, nor the entry, nor its \`type\` may be an output. Or declare a Route with \`type: "${type}"\` in place of it`;
      context.addIssue({ code: "custom", message });
    })
    .default("unicast")
    .describe(
      'Forward the packets through the link, drop them silently, or refuse them as unreachable or as prohibited. The class makes a Route, a child of the link, of each entry that is not "unicast".',
    );

const routeObject = object({ ...routeFields, type: routeType() });

export type RouteValue = Omit<z.output<typeof routeObject>, "type">;

/** A route through the link: a prefix, or an object. An object with only `to` becomes the prefix. */
export const route = z.union([destination(), routeObject]).transform((one) => {
  if (typeof one === "string") return one;
  const { onlink, type: _unicast, ...rest } = one;
  const shortest: RouteValue = onlink === true ? { ...rest, onlink } : rest;
  return Object.keys(shortest).every((key) => key === "to") ? one.to : shortest;
});

export const routeOf = (one: z.output<typeof route>): RouteValue =>
  typeof one === "string" ? { to: one } : one;

/** The metric of a route without a declared one. (linux: IP6_RT_PRIO_USER for IPv6) */
export const metricByDefault = (to: string): number => (familyOf(to) === "inet6" ? 1024 : 0);

/** The key of a route. The kernel refuses a second route with the same key: `ip route add` prints "File exists". */
export const routeKey = ({
  to,
  metric = metricByDefault(to),
  table,
  vrf,
}: RouteValue & { readonly vrf?: string | undefined }): string =>
  `${to} ${metric} ${table ?? vrf ?? MAIN_TABLE}`;

/** The arguments that every link takes. */
export const commonShape = {
  host: host.describe("The machine that has the link: a Host, or the same fields as an object."),
  owner: z
    .string()
    .max(200)
    .describe("Owner of the device: project/stack/name. The device's alias contains it. The class sets it."),
  name: newDeviceName().describe("Name of the device."),
  mtu: integer(68, 65_535)
    .optional()
    .describe("Largest packet of the link, in bytes; by default the kernel computes it at creation."),
  addresses: z
    .array(linkAddress)
    .default([])
    .describe("Addresses of this end: texts with prefix lengths, or objects."),
  routes: z.array(route).default([]).describe("Routes through the link: prefixes, or objects."),
  description: canonical(
    (text) => (/^[A-Za-z0-9_.:,/@+=()*[\]-]+( [A-Za-z0-9_.:,/@+=()*[\]-]+)*$/.test(text) ? text : undefined),
    "words of letters, digits and _ . : , / @ + = ( ) * [ ] -, with one blank between them",
  )
    .optional()
    .describe(
      "A text for people. It follows the owner in the alias of the device, where `ip link` shows it.",
    ),
  up: flag().default(true).describe("Whether the link is up."),
  master: deviceName()
    .optional()
    .describe(
      "The bridge or VRF that the link is a port of. Routes without `table` are in the table of that VRF. By default a link has none, or keeps the one that an operator gave it.",
    ),
  loopCheck: oneOf("error", "warn", "off")
    .default("error")
    .describe(
      "How the preview reports a route that sends the link's own packets back into the link: as an error, as a warning, or not at all.",
    ),
  persist: persistArgument("link"),
  esp: object({ header: integer(0, 255), block: integer(1, 255) })
    .optional()
    .describe(
      "Bytes that ESP adds to each packet of the link on the underlay: header, and the block to which it pads. A component sets it.",
    ),
  adopt: flag()
    .default(false)
    .describe("Take over an existing device of this name, if it has the same kind and endpoints."),
};

/** The bytes that ESP adds to a packet: all but its trailer and its padding, and the block to which it pads. */
export type EspSize = NonNullable<CommonArgs["esp"]>;

export type CommonArgs = Args & z.output<z.ZodObject<typeof commonShape>>;

export const common = (args: Args) => args as CommonArgs;

export const commonRules: readonly Rule<CommonArgs>[] = [
  {
    over: ["description", "owner"],
    fault: ({ description = "", owner }) =>
      description.length > roomForDescription(owner)
        ? `has ${description.length} characters. ${Math.max(roomForDescription(owner), 0)} are allowed, because the alias of a device has room for 255, with the owner`
        : undefined,
  },
  {
    over: ["master", "name"],
    fault: ({ master, name }) =>
      master === name ? "must be another device than the link itself" : undefined,
  },
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
      mtu !== undefined && mtu < 1280 && addresses.some((one) => familyOf(addressText(one)) === "inet6")
        ? "must be at least 1280 where an address is IPv6 (RFC 8200)"
        : undefined,
  },
  {
    over: ["addresses"],
    fault: ({ addresses }) => {
      const twice = firstDuplicate(addresses.map((one) => addressKey(addressText(one))));
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
      const foreign = all.find(({ to, src }) => src !== undefined && familyOf(src) !== familyOf(to));
      if (foreign !== undefined)
        return `the route to ${foreign.to} has the src ${foreign.src}, which is of the other family`;
      const loose = all.find(({ via, onlink }) => onlink === true && via === undefined);
      if (loose !== undefined)
        return `the route to ${loose.to} has onlink, which is for a gateway: it needs \`via\``;
      const twice = firstDuplicate(all.map(routeKey));
      return twice === undefined ? undefined : `names the route to ${twice.split(" ")[0]} twice`;
    },
  },
];

/** The key of an address on a link: with its prefix length for IPv4, without it for IPv6. A link has each key once. */
const addressKey = (words: string): string =>
  familyOf(words) === "inet6"
    ? ownAddressIn(words)
    : `${ownAddressIn(words)}/${subnetIn(words).split("/")[1]}`;

/** The first value that comes a second time. */
export function firstDuplicate<Value>(values: readonly Value[]): Value | undefined {
  const seen = new Set<Value>();
  return values.find((one) => seen.size === seen.add(one).size);
}
