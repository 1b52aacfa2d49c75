import { addressOf, contains, familyOf, networkOf } from "../../iproute2/address.ts";
import type { Claim } from "../../model/claim.ts";
import type { Args } from "../../schema/declaration.ts";
import { holdsUnknown, UNKNOWN } from "../../schema/unknown-value.ts";
import { type CommonArgs, metricByDefault, type RouteValue, routeOf } from "./common-args.ts";
import type { LinkKind } from "./link-kind.ts";

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
      : [{ property: identifier(args), one: `${link.identity(args)} of ${kernelTableInWords(link)}` }]),
    ...known(addresses)
      .filter((one) => !isFullLength(one))
      .map((one) => ({ property: "addresses", subnet: networkOf(one) })),
    ...known(routes)
      .map(routeOf)
      .map((one) => ({ property: "routes", one: `the route to ${routeInWords(one)}` })),
    // Only the main table decides for everybody: a route in another one is meant for some
    ...known(routes)
      .map(routeOf)
      .flatMap(({ to, table = 254 }) => (table === 254 ? [{ property: "routes", route: to }] : [])),
    ...(typeof remote === "string" && remote !== UNKNOWN ? [{ property: "remote", underlay: remote }] : []),
    ...(link.interceptsEsp && !holdsUnknown(own)
      ? [{ property: identifier(args), vti: own as { local?: string; remote?: string } }]
      : []),
  ];
}

/** What the kernel has once, in words. */
const routeInWords = ({ to, metric = metricByDefault(to), table = 254 }: RouteValue) =>
  `${to}${metric === metricByDefault(to) ? "" : ` of metric ${metric}`}${table === 254 ? "" : ` in table ${table}`}`;

/** What the kernel keeps together, in words. */
const kernelTableInWords = ({ kind, sharesTableWith: rivals = [] }: LinkKind) =>
  [kind, ...rivals].sort().join(" or ");

const identifier = (args: Args) =>
  ["remote", "ifId", "vni", "local"].find((key) => args[key] !== undefined) ?? "name";

/** An SSH connection that needs the very link which is made over it: it could make it, but never mend it. */
export function connectionRunsThroughLink(args: Args): string | undefined {
  const { addresses } = args as CommonArgs;
  const at = (args.host as { connection?: { host?: unknown } } | undefined)?.connection?.host;
  if (typeof at !== "string" || !/^[0-9a-fA-F.:]+$/.test(at) || holdsUnknown(addresses)) return undefined;
  const through = addresses.find((one) => addressOf(one) === at || contains(networkOf(one), at));
  return through === undefined
    ? undefined
    : `the connection to ${at} would run through this very link, which has ${through}: connect to an underlay address`;
}
