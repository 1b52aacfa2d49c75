import { contains, familyOf, hostOf, networkOf, overlaps } from "../iproute2/address.ts";
import { metricByDefault } from "../kinds/link-base/addressing.ts";
import { type CommonArgs, type RouteValue, routeOf } from "../kinds/link-base/common-args.ts";
import type { LinkKind } from "../kinds/link-base/link-resource.ts";
import type { Args } from "../model/resource-kind.ts";
import { holdsUnknown, UNKNOWN } from "../schema/unknown-value.ts";

/**
 * What a resource takes for itself on its host. Two resources of a deployment that claim the same are told in the
 * preview, where the kernel would tell only the second one, at apply, in two words.
 */
export type Claim = { readonly property: string } & (
  | /** only one may have it: a device's name, a tunnel's endpoints, a port */
  { readonly one: string }
  /** the subnet of an address on a link */
  | { readonly subnet: string }
  /** a destination that is sent through a link */
  | { readonly route: string }
  /** an address that must be reached outside of all links */
  | { readonly underlay: string }
  /** a device that takes all ESP between its endpoints, of which one may be any */
  | { readonly vti: { readonly local?: string; readonly remote?: string } }
  /** ESP that an XFRM interface is to get */
  | { readonly esp: { readonly source: string; readonly destination: string } }
);

const isFullLength = (cidr: string) => cidr.endsWith(familyOf(cidr) === "inet" ? "/32" : "/128");

/** The claims of a link; what is unknown claims nothing yet. */
export function linkClaims(link: LinkKind, args: Args): Claim[] {
  const { name, addresses, routes } = args as CommonArgs;
  const { remote } = args;
  const { host: _host, addresses: _addresses, routes: _routes, ...own } = args;
  const known = <T>(values: readonly T[]) => (holdsUnknown(values) ? [] : values);
  return [
    ...(name === UNKNOWN ? [] : [{ property: "name", one: `the device name ${name}` }]),
    ...(holdsUnknown(own)
      ? []
      : [{ property: identifier(args), one: `${link.identity(args)} of ${tableOf(link)}` }]),
    ...known(addresses)
      .filter((one) => !isFullLength(one))
      .map((one) => ({ property: "addresses", subnet: networkOf(one) })),
    ...known(routes)
      .map(routeOf)
      .map((one) => ({ property: "routes", one: `the route to ${entry(one)}` })),
    // Only the main table decides for everybody: a route in another one is meant for some
    ...known(routes)
      .map(routeOf)
      .flatMap(({ to, table = 254 }) => (table === 254 ? [{ property: "routes", route: to }] : [])),
    ...(typeof remote === "string" && remote !== UNKNOWN ? [{ property: "remote", underlay: remote }] : []),
    ...(link.takesEsp && !holdsUnknown(own)
      ? [{ property: identifier(args), vti: own as { local?: string; remote?: string } }]
      : []),
  ];
}

/** What the kernel has once, in words. */
const entry = ({ to, metric = metricByDefault(to), table = 254 }: RouteValue) =>
  `${to}${metric === metricByDefault(to) ? "" : ` of metric ${metric}`}${table === 254 ? "" : ` in table ${table}`}`;

/** What the kernel keeps together, in words. */
const tableOf = ({ kind, rivals = [] }: LinkKind) => [kind, ...rivals].sort().join(" or ");

const identifier = (args: Args) =>
  ["remote", "ifId", "vni", "local"].find((key) => args[key] !== undefined) ?? "name";

/** What two claims make of each other, in words, or undefined if they get along. */
export function collision(one: Claim, other: Claim): string | undefined {
  if ("one" in one && "one" in other) return one.one === other.one ? `${one.one} is taken` : undefined;
  if ("subnet" in one && "subnet" in other) {
    return overlaps(one.subnet, other.subnet) ? `${one.subnet} overlaps ${other.subnet}` : undefined;
  }
  if ("route" in one && "underlay" in other) return swallowed(one.route, other.underlay);
  if ("underlay" in one && "route" in other) return swallowed(other.route, one.underlay);
  if ("vti" in one && "esp" in other) return intercepted(one, other);
  if ("esp" in one && "vti" in other) return intercepted(other, one);
  return undefined;
}

/** A VTI sees packets of ESP before XFRM interfaces do, and looks at nothing but their addresses (vti_input). */
function intercepted(
  { vti }: Extract<Claim, { vti: unknown }>,
  { esp }: Extract<Claim, { esp: unknown }>,
): string | undefined {
  const { local = esp.destination, remote = esp.source } = vti;
  return local === esp.destination && remote === esp.source
    ? `a VTI takes all ESP from ${esp.source} to ${esp.destination}, so that the state's XFRM interface would get none: use one of the two between these addresses`
    : undefined;
}

/** A route that holds the underlay's far end sends the tunnel's own packets into a tunnel. */
const swallowed = (route: string, underlay: string): string | undefined =>
  contains(route, underlay)
    ? `the route to ${route} would send what goes to ${underlay}, the underlay address of a far end, into a tunnel; name the prefixes without it, or give the route a table of its own`
    : undefined;

/** An SSH connection that needs the very link which is made over it: it could make it, but never mend it. */
export function sawsItsBranch(args: Args): string | undefined {
  const { addresses } = args as CommonArgs;
  const at = (args.host as { connection?: { host?: unknown } } | undefined)?.connection?.host;
  if (typeof at !== "string" || !/^[0-9a-fA-F.:]+$/.test(at) || holdsUnknown(addresses)) return undefined;
  const through = addresses.find((one) => hostOf(one) === at || contains(networkOf(one), at));
  return through === undefined
    ? undefined
    : `the connection to ${at} would run through this very link, which has ${through}: connect to an underlay address`;
}
