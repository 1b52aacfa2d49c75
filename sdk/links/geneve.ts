import type * as pulumi from "@pulumi/pulumi";
import { type EspOnlyArgs, Link, type PortLinkArgs } from "./link.ts";
import type { UdpTunnelArgs } from "./udp-tunnel.ts";

/** Arguments of a `GeneveTunnel`. */
export interface GeneveTunnelArgs extends Omit<PortLinkArgs, "linkNetns">, EspOnlyArgs, UdpTunnelArgs {
  /**
   * Underlay address of the far end, IPv4 or IPv6, of one host. Required without `external`. A change of the address
   * family replaces the device.
   */
  remote?: pulumi.Input<string>;
  /** UDP destination port of both ends. A change replaces the device. @default 6081 */
  port?: pulumi.Input<number>;
  /** UDP checksums over IPv4. A change replaces the device. @default false */
  udpCsum?: pulumi.Input<boolean>;
  /**
   * Carry IPv4 and IPv6 without an Ethernet header, by GENEVE's protocol field. Needs Linux 5.18 and
   * iproute2 5.18. A change replaces the device.
   * @default false
   */
  innerProtoInherit?: pulumi.Input<boolean>;
  /**
   * tc or routes give endpoints, VNI and options of each packet (collect_md). Excludes all arguments above except `port`
   * and `innerProtoInherit`.
   * @default false
   */
  external?: pulumi.Input<boolean>;
}

/**
 * GENEVE (RFC 8926): Ethernet in UDP between two hosts. The overhead is 50 bytes over IPv4 and 70 over IPv6. The kernel
 * computes the mtu from the route to `remote`. Without a route the mtu is 1500, so set an `mtu` then.
 *
 * @example
 * ```ts
 * new GeneveTunnel("to-fra", {
 *   host: { connection: { host: "198.51.100.1", privateKey } },
 *   vni: 100,
 *   remote: "203.0.113.7",
 *   addresses: ["10.9.0.1/30"],
 * });
 * ```
 *
 * @example Over IPv6, on another port
 * ```ts
 * new GeneveTunnel("to-fra", { host, vni: 100, remote: "2001:db8:2::7", port: 6082 });
 * ```
 */
export class GeneveTunnel extends Link {
  constructor(name: string, args: GeneveTunnelArgs, options?: pulumi.CustomResourceOptions) {
    super("GeneveTunnel", name, args, options);
  }
}
