import * as pulumi from "@pulumi/pulumi";
import type { HostInput } from "../host.ts";
import type { Link } from "../links/link.ts";
import { ErspanMirror, type MirrorMatchArgs } from "../mirrors/erspan-mirror.ts";
import { TunnelPair, type TunnelPairArgs } from "./tunnel-pair.ts";

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
export interface MirrorSessionArgs {
  /** Kind of the tunnel: ERSPAN, or Ethernet in GRE, over IPv4 or IPv6. @default "erspan" */
  kind?: "erspan" | "ip6erspan" | "gretap" | "ip6gretap";
  /** The device whose packets are copied. */
  monitor: MonitorArgs;
  /** The machine that the copies go to. */
  collector: CollectorArgs;
  /** Session id of ERSPAN, 0 to 1023; the key of GRE with the gretap kinds. @default 1 */
  session?: pulumi.Input<number>;
  /** Version of ERSPAN: 1 is type II, 2 is type III. @default 1 */
  version?: pulumi.Input<1 | 2>;
  /** Version 1: index of the mirrored port in each header, 1 to 1048575. @default none, sent as 0 */
  index?: pulumi.Input<number>;
  /** Version 2: identifier of the mirroring engine in each header, 0 to 63. @default 0 */
  hardwareId?: pulumi.Input<number>;
}

/**
 * Copies the packets of a device on one host to another host: both ends of the tunnel and the mirror, declared once. The
 * copies arrive by the collector's device, where tcpdump or an intrusion detection system reads them.
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
    const pair = new TunnelPair(name, { ...tunnel(args), a: near, b: args.collector }, { parent: this });
    this.monitor = pair.a;
    this.collector = pair.b;
    const chosen = {
      ...(direction === undefined ? {} : { direction }),
      ...(match === undefined ? {} : { match }),
    };
    // The collector's end exists before the first copy is sent
    this.mirror = new ErspanMirror(
      `${name}-mirror`,
      { host: near.host, monitor: device, target: pair.a.name, ...chosen },
      { parent: this, dependsOn: [pair.b] },
    );
    this.registerOutputs({ monitor: this.monitor, collector: this.collector, mirror: this.mirror });
  }
}

/** The arguments of the tunnel, as its kind has them. */
function tunnel(args: MirrorSessionArgs): Omit<Extract<TunnelPairArgs, { kind: "erspan" }>, "a" | "b"> {
  const { kind = "erspan", session = 1, version = 1, index, hardwareId } = args;
  const span = {
    version,
    ...(index === undefined ? {} : { index }),
    ...(hardwareId === undefined ? {} : { hardwareId }),
  };
  const header = kind === "erspan" || kind === "ip6erspan" ? span : {};
  return { kind, key: session, ...header } as Omit<Extract<TunnelPairArgs, { kind: "erspan" }>, "a" | "b">;
}
