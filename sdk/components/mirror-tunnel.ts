import type * as pulumi from "@pulumi/pulumi";
import type { TunnelPairArgs } from "./tunnel-pair.ts";

/** The kinds of tunnels that a `MirrorSession` can have. */
export type MirrorKind = "erspan" | "ip6erspan" | "gretap" | "ip6gretap" | "vxlan" | "geneve";

/** Arguments of the tunnel of a `MirrorSession`. */
export interface MirrorTunnelArgs {
  /**
   * Kind of the tunnel: ERSPAN or Ethernet in GRE over IPv4 or IPv6, or VXLAN or GENEVE over the family of `underlay`.
   * @default "erspan"
   */
  kind?: MirrorKind;
  /**
   * Session id of ERSPAN, 0 to 1023; the key of GRE with the gretap kinds; the VNI of VXLAN and GENEVE, 0 to 16777215.
   * @default 1
   */
  session?: pulumi.Input<number>;
  /** Version of ERSPAN: 1 is type II, 2 is type III. @default 1 */
  version?: pulumi.Input<1 | 2>;
  /** Version 1: index of the mirrored port in each header, 1 to 1048575. @default none, sent as 0 */
  index?: pulumi.Input<number>;
  /** Version 2: identifier of the mirroring engine in each header, 0 to 63. @default 0 */
  hardwareId?: pulumi.Input<number>;
  /**
   * Time to live or hop limit of the copies' outer header, 1 to 255; "inherit" takes that of the copied packet, so copies
   * of packets with a low one do not pass a router.
   * @default 64
   */
  ttl?: pulumi.Input<number | "inherit">;
  /** Type of service or traffic class of the copies' outer header, 0 to 255; "inherit" takes that of the copied packet. @default 0 */
  tos?: pulumi.Input<number | "inherit">;
  /**
   * Mtu of both ends in bytes: the size of the largest packet whose copy is whole. ERSPAN truncates the copies of larger
   * packets. The gretap kinds send no copies of larger ones.
   * @default 9216 for erspan and gretap, else the kernel computes it from the underlay's
   */
  mtu?: pulumi.Input<number>;
}

type Without<Args> = Args extends { kind: MirrorKind } ? Omit<Args, "a" | "b"> : never;

/**
 * The underlay carries copies of full-size packets in fragments. Otherwise the kernel would truncate or drop them, and
 * answer some of them with "packet too big". (linux: tnl_update_pmtu)
 */
const FRAGMENTED = { pmtudisc: false, ignoreDf: true, mtu: 9216 };

const given = <T extends object>(members: T): object =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

/** The arguments of the tunnel, as its kind has them. */
export function mirrorTunnel(args: MirrorTunnelArgs): Without<TunnelPairArgs> {
  const { kind = "erspan", session = 1, ttl = 64, tos, mtu, version, index, hardwareId } = args;
  const outer = kind.startsWith("ip6") ? { hopLimit: ttl, trafficClass: tos } : { ttl, tos };
  const header = {
    erspan: { key: session, version, index, hardwareId, ...FRAGMENTED },
    ip6erspan: { key: session, version, index, hardwareId },
    gretap: { key: session, ...FRAGMENTED },
    ip6gretap: { key: session },
    vxlan: { vni: session, learning: false },
    geneve: { vni: session },
  }[kind];
  return { kind, ...given({ ...outer, ...header, ...given({ mtu }) }) } as Without<TunnelPairArgs>;
}
