import type * as pulumi from "@pulumi/pulumi";
import { type DeviceAddressArgs, type EspOnlyArgs, Link, type PortLinkArgs } from "./link.ts";
import type { UdpTunnelArgs } from "./udp-tunnel.ts";

/** UDP ports from `low` to `high`, both included. */
export interface PortRangeArgs {
  /** First port, 1 to 65535. */
  low: pulumi.Input<number>;
  /** Last port, 1 to 65535. */
  high: pulumi.Input<number>;
}

/** A forwarding entry: the far end that has a MAC address. */
export interface FdbEntryArgs {
  /**
   * MAC address behind the far end. All zeros is for frames to unknown addresses and for broadcasts. The kernel keeps
   * several destinations only for all zeros and for groups.
   * @example "02:00:5e:00:53:01"
   */
  mac: pulumi.Input<string>;
  /** Underlay address of the far end. */
  dst: pulumi.Input<string>;
  /** Underlay device of these packets. @default that of the tunnel */
  via?: pulumi.Input<string>;
  /** VNI of these packets, 0 to 16777215. @default that of the tunnel */
  vni?: pulumi.Input<number>;
}

/** Arguments of a `VxlanTunnel`. */
export interface VxlanTunnelArgs extends PortLinkArgs, EspOnlyArgs, UdpTunnelArgs {
  /**
   * Underlay address of the far end, IPv4 or IPv6, of one host. A change of the address family replaces the device.
   * @default none: the forwarding table decides where frames go
   */
  remote?: pulumi.Input<string>;
  /**
   * Underlay addresses of several far ends, of one family: one segment for many hosts. Each gets the frames to unknown
   * addresses and the broadcasts. Excludes `remote` and `group`. A change happens in place.
   * @default none
   * @example ["203.0.113.7", "192.0.2.9"]
   */
  remotes?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Forwarding entries that stay. A change happens in place. The provider changes and removes only these entries: the
   * entries that the device learns, and those of other programs, are no drift.
   * @default none
   * @example [{ mac: "02:00:5e:00:53:01", dst: "203.0.113.7" }]
   */
  fdb?: pulumi.Input<pulumi.Input<FdbEntryArgs>[]>;
  /** Multicast group for frames of unknown destination. Needs `dev`, excludes `remote`. @default none */
  group?: pulumi.Input<string>;
  /** Underlay address of this end, of the family of the far end, or a device for its address there. @default any address of the host @example { dev: "eth0" } */
  local?: pulumi.Input<string | DeviceAddressArgs>;
  /**
   * Underlay device that the tunnel is bound to. The kernel removes the tunnel with it.
   * @default the device of the route to the far end
   */
  dev?: pulumi.Input<string>;
  /** UDP destination port of both ends. A change replaces the device. @default 4789, IANA's; Linux's own is 8472 */
  port?: pulumi.Input<number>;
  /** UDP source ports for different flows. A change replaces the device. @default the host's local port range */
  srcPort?: pulumi.Input<PortRangeArgs>;
  /** Seconds after which the kernel forgets a learned address. @default 300 */
  ageing?: pulumi.Input<number>;
  /** Learn the addresses behind the far ends from their frames. @default true */
  learning?: pulumi.Input<boolean>;
  /** Maximum number of learned addresses; 0 is no limit. A change replaces the device. @default 0 */
  maxAddresses?: pulumi.Input<number>;
  /** Answer ARP and neighbour discovery from the neighbour table. A change replaces the device. @default false */
  proxy?: pulumi.Input<boolean>;
  /** Group policy extension: the header contains the packet's mark. A change replaces the device. @default false */
  gbp?: pulumi.Input<boolean>;
  /** UDP checksums over IPv4. A change replaces the device. @default true */
  udpCsum?: pulumi.Input<boolean>;
  /**
   * tc or routes give endpoints, VNI and options of each packet (collect_md). Excludes all arguments above except `dev`,
   * `port`, `srcPort`, `gbp` and `udp6ZeroCsumRx`.
   * @default false
   */
  external?: pulumi.Input<boolean>;
  /**
   * Receive only the VNIs of `vnis`. Needs `external`, and Linux 5.18 and iproute2 5.18 on the host. A change replaces the
   * device.
   * @default false
   */
  vnifilter?: pulumi.Input<boolean>;
  /**
   * VNIs that the device receives, as numbers and ranges. Needs `vnifilter`. A change happens in place. VNIs that another
   * program has added stay.
   * @default none
   * @example [7, "100-199"]
   */
  vnis?: pulumi.Input<pulumi.Input<number | string>[]>;
}

/**
 * VXLAN (RFC 7348): Ethernet in UDP, to one host, to a multicast group, or by the forwarding table. The overhead is 50
 * bytes over IPv4 and 70 over IPv6. The mtu follows `dev`, or the device of the route to `remote`. Without either the
 * provider assumes an underlay of 1500 bytes.
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
 * @example Many hosts that discover each other by multicast
 * ```ts
 * new VxlanTunnel("lan", { host, vni: 100, group: "239.1.1.1", dev: "eth0" });
 * ```
 *
 * @example One segment for several hosts without multicast
 * ```ts
 * new VxlanTunnel("lan", { host, vni: 100, local: "198.51.100.1", remotes: ["203.0.113.7", "192.0.2.9"] });
 * ```
 */
export class VxlanTunnel extends Link {
  constructor(name: string, args: VxlanTunnelArgs, options?: pulumi.CustomResourceOptions) {
    super("VxlanTunnel", name, args, options);
  }
}
