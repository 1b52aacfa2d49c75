import { addressOf, contains, familyOf, isLinkLocal, networkOf } from "../../iproute2/address.ts";
import type { Claim, ClaimWith } from "../../model/claim.ts";
import type { Args } from "../../schema/declaration.ts";
import { holdsUnknown, UNKNOWN } from "../../schema/unknown-value.ts";
import { type CommonArgs, metricByDefault, type RouteValue, routeOf } from "./common-args.ts";
import type { LinkKind } from "./link-kind.ts";

const isFullLength = (cidr: string) => cidr.endsWith(familyOf(cidr) === "inet" ? "/32" : "/128");

/** The claims of a link. Unknown arguments make no claims. */
export function linkClaims(link: LinkKind, args: Args): Claim[] {
  const { name, addresses, routes } = args as CommonArgs;
  const { host: _host, addresses: _addresses, routes: _routes, loopCheck: _loopCheck, ...own } = args;
  const known = <T>(values: readonly T[]) => (holdsUnknown(values) ? [] : values);
  return [
    ...(name === UNKNOWN ? [] : [{ property: "name", one: `the device name ${name}` }]),
    ...(holdsUnknown(own)
      ? []
      : [{ property: identifier(args), one: `${link.identity(args)} of ${kernelTableInWords(link)}` }]),
    // Every link has a link-local subnet of its own
    ...known(addresses)
      .filter((one) => !isFullLength(one) && !isLinkLocal(one))
      .map((one) => ({ property: "addresses", subnet: networkOf(one) })),
    ...known(routes)
      .map(routeOf)
      .map((one) => ({ property: "routes", one: `the route to ${routeInWords(one)}` })),
    ...known(routes)
      .map(routeOf)
      // Routes of other tables make no claim, because routing rules decide which packets use them
      .filter(({ table = MAIN_TABLE }) => table === MAIN_TABLE)
      .map(({ to, metric = metricByDefault(to) }) => ({ property: "routes", route: to, metric })),
    ...underlayClaim(args),
    ...(link.interceptsEsp && !holdsUnknown(own)
      ? [{ property: identifier(args), vti: own as { local?: string; remote?: string } }]
      : []),
  ];
}

const MAIN_TABLE = 254;

/** The claim on the destination of a link's own packets, if the main table routes them. */
function underlayClaim(args: Args): ClaimWith<"underlay">[] {
  const { remote, local, dev, fwmark } = args;
  const { loopCheck } = args as CommonArgs;
  if (typeof remote !== "string" || remote === UNKNOWN || isLinkLocal(remote)) return [];
  if (loopCheck !== "error" && loopCheck !== "warn") return [];
  const from = typeof local === "string" && local !== UNKNOWN ? { local } : {};
  // The kernel requires `dev`, but over IPv6 only if no source address is given. (linux: rt6_device_match)
  const bound = dev !== undefined && (familyOf(remote) === "inet" || local === undefined);
  // A routing rule decides about marked packets. A mark that is inherited from inner packets is usually 0.
  const marked = fwmark === UNKNOWN || (typeof fwmark === "number" && fwmark > 0);
  return bound || marked ? [] : [{ property: "remote", underlay: remote, ...from, loopCheck }];
}

/** The identity of a route, in words. */
export const routeInWords = ({ to, metric = metricByDefault(to), table = MAIN_TABLE }: RouteValue) =>
  `${to}${metric === metricByDefault(to) ? "" : ` of metric ${metric}`}${table === MAIN_TABLE ? "" : ` in table ${table}`}`;

/** The kinds that share a table of the kernel, in words. */
const kernelTableInWords = ({ kind, sharesTableWith: rivals = [] }: LinkKind) =>
  [kind, ...rivals].sort().join(" or ");

const identifier = (args: Args) =>
  ["remote", "ifId", "vni", "local"].find((key) => args[key] !== undefined) ?? "name";

/** A fault if the SSH connection runs through the link itself, because it could then not repair the link. */
export function connectionRunsThroughLink(args: Args): string | undefined {
  const { addresses } = args as CommonArgs;
  const at = (args.host as { connection?: { host?: unknown } } | undefined)?.connection?.host;
  if (typeof at !== "string" || !/^[0-9a-fA-F.:]+$/.test(at) || holdsUnknown(addresses)) return undefined;
  const through = addresses.find((one) => addressOf(one) === at || contains(networkOf(one), at));
  return through === undefined
    ? undefined
    : `the connection to ${at} would run through this very link, which has ${through}: connect to an underlay address`;
}
