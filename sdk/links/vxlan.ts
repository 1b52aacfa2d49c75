import type * as pulumi from "@pulumi/pulumi";
import { Link, type LinkArgs } from "./link.ts";
import type { UdpTunnelArgs } from "./udp-tunnel.ts";

/** UDP ports from `low` to `high`, both among them. */
export interface PortRangeArgs {
  /** The first of them. */
  low: pulumi.Input<number>;
  /** The last of them. */
  high: pulumi.Input<number>;
}

/** Arguments of a `VxlanTunnel`. */
export interface VxlanTunnelArgs extends LinkArgs, UdpTunnelArgs {
  /**
   * Underlay address of the other end, IPv4 or IPv6, of one host. An address of the other family is another device.
   * @default the forwarding table says where packets go
   */
  remote?: pulumi.Input<string>;
  /** Multicast group that packets with an unknown destination go to; needs `dev`, excludes `remote`. */
  group?: pulumi.Input<string>;
  /** Underlay address of this end, of the family of the other. @default any of the host's */
  local?: pulumi.Input<string>;
  /** Underlay device that the tunnel is bound to, and goes with. @default routing decides */
  dev?: pulumi.Input<string>;
  /** UDP port that both ends send to. Another one is another device. @default 4789, IANA's; Linux's own is 8472 */
  port?: pulumi.Input<number>;
  /** UDP source ports that flows are spread over. Another range is another device. @default the host's local port range */
  srcPort?: pulumi.Input<PortRangeArgs>;
  /** Seconds after which a learned address is forgotten. @default 300 */
  ageing?: pulumi.Input<number>;
  /** Learn the addresses behind the far ends from their packets. @default true */
  learning?: pulumi.Input<boolean>;
  /** Addresses to learn at most; 0 is no limit. Another device. @default 0 */
  maxAddresses?: pulumi.Input<number>;
  /** Answer ARP and neighbour discovery from the neighbour table. Another device. @default false */
  proxy?: pulumi.Input<boolean>;
  /** Group policy extension: the packet's mark travels in the header. Another device. @default false */
  gbp?: pulumi.Input<boolean>;
  /** UDP checksums over IPv4. Another device. @default true */
  udpCsum?: pulumi.Input<boolean>;
  /**
   * Endpoints and the rest come with each packet from tc or routes (collect_md); excludes all of the above but `dev`,
   * `port`, `srcPort`, `gbp` and `udp6ZeroCsumRx`.
   * @default false
   */
  external?: pulumi.Input<boolean>;
}

/**
 * VXLAN (RFC 7348): Ethernet in UDP, to one host, to a multicast group, or to what the forwarding table says. 50 bytes
 * of overhead over IPv4, 70 over IPv6. The mtu follows the device of the route to `remote`, or `dev`; where there is
 * neither, an underlay of 1500 bytes is assumed.
 *
 * @example
 * ```ts
 * new VxlanTunnel("to-fra", {
 *   host: { connection: { host: "198.51.100.1", privateKey } },
 *   vni: 100,
 *   local: "198.51.100.1",
 *   remote: "203.0.113.7",
 *   addresses: ["10.9.0.1/30"],
 * });
 * ```
 *
 * @example Many hosts that find each other by multicast
 * ```ts
 * new VxlanTunnel("lan", { host, vni: 100, group: "239.1.1.1", dev: "eth0" });
 * ```
 */
export class VxlanTunnel extends Link {
  constructor(name: string, args: VxlanTunnelArgs, options?: pulumi.CustomResourceOptions) {
    super("VxlanTunnel", name, args, options);
  }
}
