import type * as pulumi from "@pulumi/pulumi";
import type { EncapArgs } from "./encap.ts";

/** The ends of a tunnel over IPv6. */
export interface Ip6EndpointArgs {
  /** IPv6 underlay address of this end. @default any of the host's */
  local?: pulumi.Input<string>;
  /** IPv6 underlay address of the other end. @default any: point to multipoint */
  remote?: pulumi.Input<string>;
}

/** What tunnels over IPv6 take, whatever is inside. */
export interface Ip6TunnelArgs extends Ip6EndpointArgs {
  /** Hop limit of the outer header, 1 to 255; "inherit" copies the inner packet's. @default 64 */
  hopLimit?: pulumi.Input<number | "inherit">;
  /**
   * How many tunnels more a packet may enter on its way, 0 to 255 (RFC 2473). It is an option of 8 bytes in front of
   * each packet, which "none" leaves out. Some networks drop packets that carry it.
   * @default 4
   */
  encapLimit?: pulumi.Input<number | "none">;
  /** Traffic class of the outer header, 0 to 255; "inherit" copies the inner packet's. @default 0 */
  trafficClass?: pulumi.Input<number | "inherit">;
  /** Flow label of the outer header, 0 to 1048575; "inherit" copies the inner packet's. @default 0 */
  flowLabel?: pulumi.Input<number | "inherit">;
  /**
   * "inherit": a packet that comes out of the tunnel gets the outer header's DSCP. Taking it back is another device.
   * @default the packet keeps its own
   */
  dscp?: pulumi.Input<"inherit">;
  /** Allow `remote` to be an address of this very host. @default false */
  allowLocalRemote?: pulumi.Input<boolean>;
  /** Underlay device that the tunnel is bound to. @default routing decides */
  dev?: pulumi.Input<string>;
  /** Firewall mark that outer packets are routed by; "inherit" takes the inner packet's. @default 0 */
  fwmark?: pulumi.Input<number | "inherit">;
  /** UDP around the tunnel: FOU or GUE. */
  encap?: pulumi.Input<EncapArgs>;
  /**
   * Endpoints and the rest come with each packet from tc or routes (collect_md); excludes the arguments of the kind
   * but `mode`.
   * @default false
   */
  external?: pulumi.Input<boolean>;
}
