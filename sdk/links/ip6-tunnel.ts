import type * as pulumi from "@pulumi/pulumi";
import type { EncapArgs } from "./encap.ts";
import type { DeviceAddressArgs } from "./link.ts";

/** The ends of a tunnel over IPv6. */
export interface Ip6EndpointArgs {
  /** IPv6 underlay address of this end, or a device for its address there. @default any address of the host @example { dev: "eth0" } */
  local?: pulumi.Input<string | DeviceAddressArgs>;
  /** IPv6 underlay address of the far end. @default any: point to multipoint */
  remote?: pulumi.Input<string>;
}

/** Arguments of tunnels over IPv6. */
export interface Ip6TunnelArgs extends Ip6EndpointArgs {
  /** Hop limit of the outer header, 1 to 255; "inherit" copies the inner packet's. @default 64 */
  hopLimit?: pulumi.Input<number | "inherit">;
  /**
   * Number of further tunnels that a packet may enter on its way, 0 to 255 (RFC 2473). It is an option of 8 bytes in each
   * packet; "none" leaves it out. Some networks drop packets with the option.
   * @default 4
   */
  encapLimit?: pulumi.Input<number | "none">;
  /** Traffic class of the outer header, 0 to 255; "inherit" copies the inner packet's. @default 0 */
  trafficClass?: pulumi.Input<number | "inherit">;
  /** Flow label of the outer header, 0 to 1048575; "inherit" copies the inner packet's. @default 0 */
  flowLabel?: pulumi.Input<number | "inherit">;
  /**
   * "inherit": a received packet gets the DSCP of its outer header. Removing it replaces the device.
   * @default a received packet keeps its DSCP
   */
  dscp?: pulumi.Input<"inherit">;
  /** Allow an address of this host as `remote`. @default false */
  allowLocalRemote?: pulumi.Input<boolean>;
  /** Underlay device that the tunnel is bound to. @default the device of the route to the far end */
  dev?: pulumi.Input<string>;
  /** Firewall mark by which outer packets are routed; "inherit" copies the inner packet's. @default 0 */
  fwmark?: pulumi.Input<number | "inherit">;
  /** A UDP header in front of the tunnel: FOU or GUE. @default none */
  encap?: pulumi.Input<EncapArgs>;
  /**
   * tc or routes give endpoints and options of each packet (collect_md). Excludes the arguments of the kind except
   * `mode`.
   * @default false
   */
  external?: pulumi.Input<boolean>;
}
