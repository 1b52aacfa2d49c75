import type * as pulumi from "@pulumi/pulumi";
import { HostResource, type HostResourceArgs } from "../host-resource.ts";

/** The packets that are copied. An argument that is left out matches everything. */
export interface MirrorMatchArgs {
  /** Protocol in the Ethernet header. @default the family of `source` or `destination`, or else all */
  protocol?: pulumi.Input<"ip" | "ipv6" | "arp">;
  /** Source prefix. @default any @example "10.1.0.0/16" */
  source?: pulumi.Input<string>;
  /** Destination prefix. @default any */
  destination?: pulumi.Input<string>;
  /** Protocol in the IP header, by name or number. @default any */
  ipProto?: pulumi.Input<"tcp" | "udp" | "sctp" | "icmp" | "icmpv6" | number>;
  /** Source port, 1 to 65535. Needs an `ipProto` that has ports. @default any */
  sourcePort?: pulumi.Input<number>;
  /** Destination port, 1 to 65535. Needs an `ipProto` that has ports. @default any */
  destinationPort?: pulumi.Input<number>;
}

/** Arguments of an `ErspanMirror`. */
export interface ErspanMirrorArgs extends HostResourceArgs {
  /** Device whose packets are copied. A change replaces the mirror. @example "eth1" */
  monitor: pulumi.Input<string>;
  /**
   * Device that sends the copies: an ERSPAN link, a GRETAP link, or another device. If it carries Ethernet frames,
   * `monitor` must carry them too: gre, ipip and sit do not, because their packets begin with an IP header.
   */
  target: pulumi.Input<string>;
  /** Packets that `monitor` receives, packets that it sends, or both. @default "both" */
  direction?: pulumi.Input<"ingress" | "egress" | "both">;
  /** Copy in the kernel and not in the network card, because most cards cannot copy into a tunnel. @default true */
  skipHw?: pulumi.Input<boolean>;
  /** The packets that are copied. @default all */
  match?: pulumi.Input<MirrorMatchArgs>;
}

/** A tc filter that copies packets. */
export interface MirrorFilter {
  readonly direction: "ingress" | "egress";
  readonly protocol: string;
  /** Filters with a lower number run before this one. */
  readonly pref: number;
  readonly handle: string;
  readonly kind: string;
}

/**
 * Sends copies of a device's packets into a tunnel to a collector: the mirroring part of ERSPAN. The packets themselves
 * and the filters of other programs are unchanged. If the device has neither a clsact nor an ingress qdisc, the provider
 * adds clsact, and removes it with its last filter. (tc-mirred(8), tc-flower(8))
 *
 * @example All packets of eth1, to a collector
 * ```ts
 * const span = new ErspanTunnel("span", { host, local, remote: "203.0.113.7", key: 7, index: 1 });
 * new ErspanMirror("eth1", { host, monitor: "eth1", target: span.name });
 * ```
 *
 * @example DNS queries only
 * ```ts
 * new ErspanMirror("dns", {
 *   host,
 *   monitor: "eth1",
 *   target: "span",
 *   direction: "egress",
 *   match: { protocol: "ip", ipProto: "udp", destinationPort: 53 },
 * });
 * ```
 */
export class ErspanMirror extends HostResource {
  declare readonly monitor: pulumi.Output<string>;
  declare readonly target: pulumi.Output<string>;
  /** The tc filters that copy packets. */
  declare readonly filters: pulumi.Output<MirrorFilter[]>;

  constructor(name: string, args: ErspanMirrorArgs, options?: pulumi.CustomResourceOptions) {
    super("ErspanMirror", name, { filters: undefined }, args, options);
  }
}
