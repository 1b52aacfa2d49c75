import type * as pulumi from "@pulumi/pulumi";
import { Link, type LinkArgs } from "./link.ts";
import type { UdpTunnelArgs } from "./udp-tunnel.ts";

/** Arguments of a `GeneveTunnel`. */
export interface GeneveTunnelArgs extends LinkArgs, UdpTunnelArgs {
  /**
   * Underlay address of the other end, IPv4 or IPv6, of one host. Needed unless `external` leaves it to each packet. An
   * address of the other family is another device.
   */
  remote?: pulumi.Input<string>;
  /** UDP port that both ends send to. Another one is another device. @default 6081 */
  port?: pulumi.Input<number>;
  /** UDP checksums over IPv4. Another device. @default false */
  udpCsum?: pulumi.Input<boolean>;
  /**
   * Packets inside have no Ethernet header: GENEVE's protocol field says whether they are IPv4 or IPv6 (Linux 5.18).
   * Another device.
   * @default false
   */
  innerProtoInherit?: pulumi.Input<boolean>;
  /**
   * Endpoints and the rest come with each packet from tc or routes (collect_md); excludes all of the above but `port`
   * and `innerProtoInherit`.
   * @default false
   */
  external?: pulumi.Input<boolean>;
}

/**
 * GENEVE (RFC 8926): Ethernet in UDP between two hosts. 50 bytes of overhead over IPv4, 70 over IPv6. The kernel works
 * out the mtu from the route to `remote`; where there is none yet, it leaves 1500, so say an `mtu` then.
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
 * @example Over IPv6, on a port of one's own
 * ```ts
 * new GeneveTunnel("to-fra", { host, vni: 100, remote: "2001:db8:2::7", port: 6082 });
 * ```
 */
export class GeneveTunnel extends Link {
  constructor(name: string, args: GeneveTunnelArgs, options?: pulumi.CustomResourceOptions) {
    super("GeneveTunnel", name, args, options);
  }
}
