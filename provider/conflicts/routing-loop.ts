import { contains, familyOf, networkOf } from "../iproute2/address.ts";
import { nameIn } from "../iproute2/owner-alias.ts";
import type { ClaimWith } from "../model/claim.ts";
import type { Claimant, ClaimIndex, OwnedClaim } from "./claim-index.ts";

/** A route, or the subnet of an address, that sends a link's own packets back into the link. */
export interface RoutingLoop {
  /** the argument of the link that closes the loop */
  readonly property: string;
  readonly reason: string;
  /** a warning if undeclared routes of the host may prevent the loop, or if a link asks for a warning */
  readonly severity: "error" | "warning";
}

/** A claim that sends packets into a link. */
type Entry = ClaimWith<"route"> | ClaimWith<"subnet">;

/** The packets of one link, and the claim that sends them into another link. */
interface Hop {
  readonly from: Claimant;
  readonly underlay: ClaimWith<"underlay">;
  readonly entry: OwnedClaim<Entry>;
  /** a condition of the host that would keep the packets out of the link, in words */
  readonly unless: string | undefined;
}

/**
 * Follows a link's own packets from link to link, by the rule of the kernel: the longest prefix, then the lowest
 * metric. If they come back to the link, the kernel drops them ("Local routing loop detected"). A tunnel inside
 * another tunnel is no loop.
 */
export function findRoutingLoop(link: Claimant, index: ClaimIndex): RoutingLoop | undefined {
  const hops: Hop[] = [];
  const visited = new Set<Claimant>();
  for (let at = link; !visited.has(at); ) {
    visited.add(at);
    const hop = nextHop(at, index);
    if (hop === undefined) return undefined;
    hops.push(hop);
    at = hop.entry.claimant;
    if (at === link) return describe(hops, hop);
  }
  return undefined;
}

/** The declared route for a link's own packets. */
function nextHop(from: Claimant, index: ClaimIndex): Hop | undefined {
  const underlay = index.underlayOf(from);
  if (underlay === undefined) return undefined;
  const [entry] = [...index.leadingTo(underlay.underlay)].sort(byPreference);
  if (entry === undefined || isBackupDefault(entry.claim)) return undefined;
  return { from, underlay, entry, unless: undeclaredRoute(entry.claim, underlay) };
}

const prefixOf = (entry: Entry) => ("route" in entry ? entry.route : entry.subnet);
const lengthOf = (prefix: string) => Number(prefix.slice(prefix.indexOf("/") + 1));

/** The kernel's metric of the route to an address's subnet. (linux: IP6_RT_PRIO_ADDRCONF) */
const CONNECTED_METRIC = { inet: 0, inet6: 256 } as const;
const metricOf = (entry: Entry) =>
  "route" in entry ? entry.metric : CONNECTED_METRIC[familyOf(entry.subnet)];

const byPreference = ({ claim: one }: OwnedClaim<Entry>, { claim: other }: OwnedClaim<Entry>) =>
  lengthOf(prefixOf(other)) - lengthOf(prefixOf(one)) || metricOf(one) - metricOf(other);

/** The highest usual metric of a host's own default route: that of systemd-networkd, and that of IPv6. */
const HIGHEST_DEFAULT_METRIC = 1024;

/** Whether a route is a backup default route. The kernel uses it only while the host's own default route is missing. */
const isBackupDefault = (entry: Entry) =>
  lengthOf(prefixOf(entry)) === 0 && metricOf(entry) > HIGHEST_DEFAULT_METRIC;

/** Two addresses with this many equal leading bits are usually in one subnet. */
const SUBNET_LENGTH = { inet: 24, inet6: 64 } as const;

/** A better route that the host may have without a declaration in the program, in words. */
function undeclaredRoute(entry: Entry, { underlay, local }: ClaimWith<"underlay">): string | undefined {
  const family = familyOf(underlay);
  const length = lengthOf(prefixOf(entry));
  const subnet = SUBNET_LENGTH[family];
  const near = local !== undefined && contains(networkOf(`${local}/${subnet}`), underlay);
  if (near && length < subnet) return `the host has ${local} and ${underlay} in one subnet`;
  return family === "inet" && length === 0 && metricOf(entry) > 0
    ? `the host's own default route has a metric below ${metricOf(entry)}`
    : undefined;
}

function describe(hops: readonly Hop[], { from, underlay, entry }: Hop): RoutingLoop {
  const far = underlay.underlay;
  const what =
    "route" in entry.claim ? `the route to ${entry.claim.route}` : `the subnet ${entry.claim.subnet}`;
  const through = hops.slice(0, -1).map((hop) => nameIn(hop.entry.claimant.owner));
  const [whose, into] =
    from === entry.claimant
      ? ["the far end of this link", "this very link"]
      : [
          `the far end of ${nameIn(from.owner)}`,
          `this link, whose own packets go through ${through.join(", ")}`,
        ];
  const loop = `${what} would send packets for ${far}, ${whose}, into ${into}`;
  const unless = hops.flatMap((hop) => hop.unless ?? []);
  const warn = unless.length > 0 || hops.some((hop) => hop.underlay.loopCheck === "warn");
  return {
    property: entry.claim.property,
    reason:
      unless.length === 0
        ? `${loop}: ${remedy(entry.claim, far)}`
        : `${loop}, unless ${unless.join(" and ")}; \`loopCheck: "off"\` ends this warning`,
    severity: warn ? "warning" : "error",
  };
}

function remedy(entry: Entry, far: string): string {
  const overrule = `where the host has a better route to ${far}, set \`loopCheck: "off"\``;
  if ("subnet" in entry) return `choose a subnet without ${far}; ${overrule}`;
  return lengthOf(entry.route) === 0
    ? `give the route a \`table\` of its own or, as a backup, a \`metric\` above ${HIGHEST_DEFAULT_METRIC}; ${overrule}`
    : `name prefixes without ${far}, or give the route a \`table\` of its own; ${overrule}`;
}
