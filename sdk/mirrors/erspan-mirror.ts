import type * as pulumi from "@pulumi/pulumi";
import { HostResource, type HostResourceArgs } from "../host-resource.ts";

/** Packets that one set of conditions selects. A condition that is left out matches everything. */
export interface MirrorSelectionArgs {
  /**
   * Protocol of the frame, behind a VLAN tag if it has one. @default the family of `source` or `destination`, or else all
   */
  protocol?: pulumi.Input<"ip" | "ipv6" | "arp">;
  /**
   * The 802.1Q tag: a VLAN, 0 to 4094; "tagged" for any VLAN; "untagged", which needs a protocol, for frames without a tag.
   * @default frames with and without a tag
   */
  vlan?: pulumi.Input<number | "tagged" | "untagged">;
  /** Source Ethernet address. @default any @example "02:00:00:00:00:01" */
  sourceMac?: pulumi.Input<string>;
  /** Destination Ethernet address. @default any */
  destinationMac?: pulumi.Input<string>;
  /** Source prefix. @default any @example "10.1.0.0/16" */
  source?: pulumi.Input<string>;
  /** Destination prefix. @default any */
  destination?: pulumi.Input<string>;
  /** Protocol in the IP header, by name or number. @default any */
  ipProto?: pulumi.Input<"tcp" | "udp" | "sctp" | "icmp" | "icmpv6" | number>;
  /** Source port, 1 to 65535, or a range of ports. Needs an `ipProto` that has ports. @default any @example "1000-2000" */
  sourcePort?: pulumi.Input<number | string>;
  /** Destination port, 1 to 65535, or a range of ports. Needs an `ipProto` that has ports. @default any */
  destinationPort?: pulumi.Input<number | string>;
}

/** The packets that are copied: those of a selection, without those of `except`. */
export interface MirrorMatchArgs extends MirrorSelectionArgs {
  /**
   * Packets that are not copied although the other conditions match. A filter on the target drops their copies, so the
   * target must have no address, and no second mirror of the same monitor.
   * @default none
   * @example [{ protocol: "ip", ipProto: "tcp", destinationPort: 22 }]
   */
  except?: pulumi.Input<pulumi.Input<MirrorSelectionArgs>[]>;
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
  /**
   * Preference of the first filter on the monitor, 1 to 65534. Filters with a lower one run earlier, and packets for which
   * one of them ends the processing are not copied. Such a filter of another program is a warning when the mirror is made
   * or changed. A `match` with a protocol, for tagged and untagged frames, has two filters: the second one has the next
   * preference.
   * @default one from 100 to 999 that is free
   * @example 1
   */
  pref?: pulumi.Input<number>;
  /**
   * Size of the largest packet that is copied, in bytes without Ethernet header, 68 to 65535. Filters on the target drop
   * larger copies, so the target must have no address, and no second mirror of the same monitor.
   * @default no limit, except for GRETAP links that do not fragment and for links over IPv6 of that kind: their mtu
   */
  mtu?: pulumi.Input<number>;
  /** The packets that are copied. @default all */
  match?: pulumi.Input<MirrorMatchArgs>;
  /**
   * Values whose change makes the filters again. A target that is replaced takes its copies along, so its index belongs
   * here.
   * @default none
   * @example [span.ifindex]
   */
  triggers?: pulumi.Input<pulumi.Input<unknown>[]>;
}

/** A tc filter of a mirror. */
export interface MirrorFilter {
  /** The monitor, or the target for a filter that acts on copies. */
  readonly device: string;
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
 * adds clsact, and removes it with its last filter. The kernel drops what a device sends while it gets or loses clsact,
 * for some milliseconds. (tc-mirred(8), tc-flower(8); linux: qdisc_graft, dev_deactivate)
 *
 * A copy has the route of its packet, and a tunnel lowers the path mtu of that route. So the provider adds a filter to the
 * target that takes the route from each copy. GRE links with Ethernet frames also answer large IPv6 packets with "packet
 * too big", to the source of the watched packet. So they get no copies of such packets, unless they fragment (`pmtudisc:
 * false`, `ignoreDf: true`, and an `mtu` not less than that of the monitor). Packets that the host routes from the monitor
 * into the target are treated as copies, so use the target for copies only.
 *
 * Programs that attach by tcx run before every tc filter (Cilium does so since Linux 6.6), and no preference is lower.
 *
 * @example All packets of eth1, to a collector
 * ```ts
 * const span = new ErspanTunnel("span", { host, local, remote: "203.0.113.7", key: 7, index: 1 });
 * new ErspanMirror("eth1", { host, monitor: "eth1", target: span.name, triggers: [span.ifindex] });
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
 *
 * @example A VLAN of a trunk, without connections to SSH servers
 * ```ts
 * new ErspanMirror("vlan5", {
 *   host,
 *   monitor: "eth1",
 *   target: "span",
 *   match: { vlan: 5, except: [{ protocol: "ip", ipProto: "tcp", destinationPort: 22 }] },
 * });
 * ```
 */
export class ErspanMirror extends HostResource {
  declare readonly monitor: pulumi.Output<string>;
  declare readonly target: pulumi.Output<string>;
  /** The tc filters of the mirror. */
  declare readonly filters: pulumi.Output<MirrorFilter[]>;

  constructor(name: string, args: ErspanMirrorArgs, options?: pulumi.CustomResourceOptions) {
    super("ErspanMirror", name, { filters: undefined }, args, options);
  }
}
