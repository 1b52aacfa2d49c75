import { contains, familyOf, isLinkLocal, ownAddressIn, subnetIn } from "../../iproute2/address.ts";
import type { Claim, ClaimWith } from "../../model/claim.ts";
import { portClaims } from "../../model/udp-port.ts";
import type { Args } from "../../schema/declaration.ts";
import { MAIN_TABLE } from "../../schema/routing-table.ts";
import { holdsUnknown, UNKNOWN } from "../../schema/unknown-value.ts";
import { addressText } from "./address-args.ts";
import { type CommonArgs, metricByDefault, routeOf } from "./common-args.ts";
import type { LinkKind } from "./link-kind.ts";
import { type RouteInTable, tableOrVrf } from "./vrf.ts";

const isFullLength = (cidr: string) => cidr.endsWith(familyOf(cidr) === "inet" ? "/32" : "/128");

/** The claims of a link. Unknown arguments make no claims. */
export function linkClaims(link: LinkKind, args: Args): Claim[] {
  const { name, addresses, routes, master } = args as CommonArgs;
  const { host: _host, addresses: _addresses, routes: _routes, loopCheck: _loopCheck, ...own } = args;
  const known = <T>(values: readonly T[]) => (holdsUnknown(values) ? [] : values);
  // Which packets a VRF's table routes depends on the VRF, so only the main table can cause a loop
  const inMain = (table: number | string | undefined) =>
    (table ?? (master === undefined ? MAIN_TABLE : 0)) === MAIN_TABLE;
  return [
    ...(name === UNKNOWN ? [] : [{ property: "name", one: `the device name ${name}` }]),
    ...(holdsUnknown(own)
      ? []
      : [
          {
            property: identifier(args),
            one: `${link.identity(args)} of ${kernelTableInWords(link)}${underlayInWords(args)}`,
          },
        ]),
    // Every link has a link-local subnet of its own
    ...(master === undefined ? known(addresses) : [])
      .map(addressText)
      .filter((one) => !isFullLength(subnetIn(one)) && !isLinkLocal(one))
      .map((one) => ({ property: "addresses", subnet: subnetIn(one) })),
    ...known(routes)
      .map(routeOf)
      .map((one) => ({ property: "routes", one: `the route to ${routeInWords(tableOrVrf(one, master))}` })),
    ...known(routes)
      .map(routeOf)
      // Routes of other tables make no claim, because routing rules decide which packets use them
      .filter(({ table }) => inMain(table))
      .map(({ to, metric = metricByDefault(to) }) => ({ property: "routes", route: to, metric })),
    ...(args.linkNetns === undefined ? claimsOnUnderlay(link, args, own) : []),
  ];
}

/** The claims in the network namespace of the underlay, which is that of the device. */
const claimsOnUnderlay = (link: LinkKind, args: Args, own: Args): Claim[] => [
  ...underlayClaim(args),
  ...portClaim(link, args),
  ...(link.interceptsEsp && !holdsUnknown(own)
    ? [{ property: identifier(args), vti: own as { local?: string; remote?: string } }]
    : []),
];

/** The namespace of the underlay, if it is another one than that of the device. */
const underlayInWords = ({ linkNetns }: Args): string =>
  typeof linkNetns === "string" ? ` in the network namespace ${linkNetns}` : "";

/** The claim on the UDP port of a link that is up, because the kernel opens the port then. */
function portClaim({ udpPort }: LinkKind, args: Args): Claim[] {
  const { host: _host, addresses: _addresses, routes: _routes, ...own } = args;
  const use = udpPort === undefined || own.up === false || holdsUnknown(own) ? undefined : udpPort(args);
  return use === undefined ? [] : portClaims(use);
}

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
export function routeInWords({
  to,
  metric = metricByDefault(to),
  table = MAIN_TABLE,
  vrf,
}: RouteInTable): string {
  const inTable = table === MAIN_TABLE ? "" : ` in table ${table}`;
  const where = vrf === undefined ? inTable : ` in the VRF ${vrf}`;
  return `${to}${metric === metricByDefault(to) ? "" : ` of metric ${metric}`}${where}`;
}

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
  const through = addresses
    .map(addressText)
    .find((one) => ownAddressIn(one) === at || contains(subnetIn(one), at));
  return through === undefined
    ? undefined
    : `the connection to ${at} would run through this very link, which has ${through}: connect to an underlay address`;
}
