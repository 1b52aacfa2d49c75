import * as pulumi from "@pulumi/pulumi";
import type { HostInput } from "../host.ts";
import type { Link } from "../links/link.ts";
import { ErspanMirror, type MirrorMatchArgs } from "../mirrors/erspan-mirror.ts";
import { type MirrorTunnelArgs, mirrorTunnel } from "./mirror-tunnel.ts";
import { TunnelPair } from "./tunnel-pair.ts";

/** The device whose packets are copied. */
export interface MonitorArgs {
  /** The machine that has the device: a `Host`, or the same fields as an object. */
  host: HostInput;
  /** Underlay address of the machine. The copies come from it. */
  underlay: pulumi.Input<string>;
  /**
   * Address that the host itself has, if NAT translates it to `underlay`, as for machines at EC2, GCP and Azure. The
   * link is bound to it.
   * @default `underlay`
   * @example "10.0.0.5"
   */
  local?: pulumi.Input<string>;
  /** Device whose packets are copied. It must not be the device by which the copies leave. @example "eth1" */
  device: pulumi.Input<string>;
  /** Packets that the device receives, packets that it sends, or both. @default "both" */
  direction?: pulumi.Input<"ingress" | "egress" | "both">;
  /** The packets that are copied. @default all */
  match?: pulumi.Input<MirrorMatchArgs>;
  /** Name of the tunnel's device on this machine. @default from the session's name */
  name?: pulumi.Input<string>;
}

/** The machine that the copies go to. */
export interface CollectorArgs {
  /** The machine that receives the copies. */
  host: HostInput;
  /** Underlay address of the machine. */
  underlay: pulumi.Input<string>;
  /**
   * Address that the host itself has, if NAT translates it to `underlay`, as for machines at EC2, GCP and Azure. The
   * link is bound to it.
   * @default `underlay`
   * @example "10.0.0.5"
   */
  local?: pulumi.Input<string>;
  /** Name of the device by which the copies arrive. @default from the session's name */
  name?: pulumi.Input<string>;
}

/** Arguments of a `MirrorSession`. */
export interface MirrorSessionArgs extends MirrorTunnelArgs {
  /** The device whose packets are copied. */
  monitor: MonitorArgs;
  /** The machine that the copies go to. */
  collector: CollectorArgs;
  /**
   * Preference of the tc filter that copies, 1 to 65534. Filters of the device with a lower one run earlier, and packets
   * for which one of them ends the processing are not copied.
   * @default one from 100 to 999 that is free
   * @example 1
   */
  pref?: pulumi.Input<number>;
}

/**
 * Copies the packets of a device on one host to another host: both ends of the tunnel and the mirror, declared once. The
 * copies arrive by the collector's device, where tcpdump or an intrusion detection system reads them.
 *
 * The watched packets and their path mtu are unchanged with every kind. If a copy is too large for the underlay with the
 * tunnel's headers, it travels in fragments with erspan, with gretap, and with vxlan and geneve over IPv4. It is truncated
 * with ip6erspan. It is lost with ip6gretap, and with vxlan and geneve over IPv6: raise the mtu of the underlay to receive
 * it.
 *
 * @example
 * ```ts
 * const span = new MirrorSession("web", {
 *   monitor: { host: ams, underlay: "198.51.100.1", device: "eth1" },
 *   collector: { host: fra, underlay: "203.0.113.7" },
 *   session: 7,
 * });
 * export const listenOn = span.collector.name;
 * ```
 */
export class MirrorSession extends pulumi.ComponentResource {
  /** The end of the tunnel on the monitored host. */
  readonly monitor: Link;
  /** The end of the tunnel on the collector, by which the copies arrive. */
  readonly collector: Link;
  /** The mirror that copies the packets. */
  readonly mirror: ErspanMirror;

  constructor(name: string, args: MirrorSessionArgs, options?: pulumi.ComponentResourceOptions) {
    super("iproute2:index:MirrorSession", name, {}, options);
    const { device, direction, match, ...near } = args.monitor;
    const pair = new TunnelPair(
      name,
      { ...mirrorTunnel(args), a: near, b: args.collector },
      { parent: this },
    );
    this.monitor = pair.a;
    this.collector = pair.b;
    const { pref } = args;
    const chosen = {
      ...(direction === undefined ? {} : { direction }),
      ...(match === undefined ? {} : { match }),
      ...(pref === undefined ? {} : { pref }),
    };
    // The collector's end exists before the first copy is sent. A replaced device has lost the filters.
    this.mirror = new ErspanMirror(
      `${name}-mirror`,
      { host: near.host, monitor: device, target: pair.a.name, triggers: [pair.a.ifindex], ...chosen },
      { parent: this, dependsOn: [pair.b] },
    );
    this.registerOutputs({ monitor: this.monitor, collector: this.collector, mirror: this.mirror });
  }
}
