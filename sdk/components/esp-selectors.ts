import type * as pulumi from "@pulumi/pulumi";
import type { XfrmSelectorArgs } from "../ipsec/xfrm-policy.ts";
import type { PairEnds } from "./ends.ts";
import type { PairKind } from "./pair-kinds.ts";

/** Packets of a pair on the underlay, beside their addresses. `label` is part of the names of their policies. */
export interface Carried {
  readonly label: string;
  readonly selector: Pick<XfrmSelectorArgs, "proto" | "destinationPort">;
}

/** The arguments of pairs that decide which packets they send. */
interface Own {
  readonly mode?: unknown;
  readonly port?: pulumi.Input<number>;
  readonly group?: unknown;
  readonly udpCsum?: unknown;
  readonly encap?: { readonly dport: pulumi.Input<number>; readonly csum?: unknown };
}

const IPIP: Carried = { label: "ipip", selector: { proto: "ipip" } };
const IPV6: Carried = { label: "ipv6", selector: { proto: "ipv6" } };
const GRE: Carried = { label: "gre", selector: { proto: "gre" } };
/** MPLS in IP. (RFC 4023) */
const MPLS: Carried = { label: "mpls", selector: { proto: 137 } };
const udp = (port: pulumi.Input<number>): Carried => ({
  label: "udp",
  selector: { proto: "udp", destinationPort: port },
});

const ANY = [IPIP, IPV6, MPLS];
const INSIDE: Readonly<Record<string, readonly Carried[]>> = {
  ipip: [IPIP],
  ipip6: [IPIP],
  ip6ip: [IPV6],
  ip6ip6: [IPV6],
  mplsip: [MPLS],
};

/** What a kind without an argument for it sends and accepts. IPIP carries no IPv6. */
const byMode = ({ mode = "any" }: Own, any: readonly Carried[]) => INSIDE[String(mode)] ?? any;

/** The packets of each kind, by its arguments. Kinds that are missing have ESP of their own. */
const CARRIED: Readonly<Partial<Record<PairKind, (own: Own) => readonly Carried[]>>> = {
  ipip: (own) => byMode(own, [IPIP, MPLS]),
  sit: (own) => byMode(own, ANY),
  gre: () => [GRE],
  gretap: () => [GRE],
  erspan: () => [GRE],
  ip6tnl: (own) => byMode(own, ANY),
  ip6gre: () => [GRE],
  ip6gretap: () => [GRE],
  ip6erspan: () => [GRE],
  geneve: ({ port = 6081 }) => [udp(port)],
  vxlan: ({ port = 4789 }) => [udp(port)],
};

/**
 * The packets of a pair. With an encapsulation they have a UDP header, by which the receiver checks them. The kernel
 * looks up the policy of the sender before it adds the UDP header, and it accepts packets without one too.
 * (linux: ip_tunnel_xmit)
 */
export function carriedBy(kind: PairKind, own: Own): readonly Carried[] {
  const plain = CARRIED[kind]?.(own) ?? [];
  return own.encap === undefined ? plain : [...plain, udp(own.encap.dport)];
}

/**
 * Whether the kernel checks no policy for packets of a pair, so that an nft table has to drop what is in clear. It checks
 * none for IPv6 that arrives in IPv4 (linux: net/ipv6/sit.c, ipip6_rcv). On Linux 6.1 it accepts GUE over IPv6 in clear.
 */
export function isUnchecked(kind: PairKind, own: object): boolean {
  const { encap }: Own = own;
  return kind === "sit" ? carriedBy(kind, own).includes(IPV6) : encap !== undefined && kind.startsWith("ip6");
}

/** Why the packets of a pair cannot be in ESP; undefined if they can. */
export function refusalOf(kind: PairKind, { a, b }: PairEnds, own: Own): string | undefined {
  if (CARRIED[kind] === undefined)
    return `ipsec goes around ${Object.keys(CARRIED).join(", ")}. A link of kind ${kind} has ESP of its own: use an IpsecPair`;
  if (own.group !== undefined)
    return "ipsec excludes group: an association has one receiver. Declare a pair for each far end";
  const isTranslated = a.local !== undefined || b.local !== undefined;
  const udpCsum = kind === "vxlan" ? own.udpCsum !== false : own.udpCsum === true;
  const name = own.encap?.csum === true ? "encap.csum" : udpCsum ? "udpCsum" : undefined;
  if (isTranslated && name !== undefined)
    return `ipsec needs \`${name}: false\` beside \`local\`: the UDP checksum in ESP is over addresses that NAT changes, so the receiver drops the packets`;
  return undefined;
}
