import * as pulumi from "@pulumi/pulumi";
import type { HostInput } from "../host.ts";
import type { Link } from "../links/link.ts";
import { ErspanMirror, type MirrorMatchArgs } from "../mirrors/erspan-mirror.ts";
import { TunnelPair, type TunnelPairArgs } from "./tunnel-pair.ts";

/** The device that is watched. */
export interface MonitorArgs {
  /** The machine that it is on. */
  host: HostInput;
  /** The machine's underlay address: the copies come from it. */
  underlay: pulumi.Input<string>;
  /** The device whose packets are copied; not the one that the copies leave by. @example "eth1" */
  device: pulumi.Input<string>;
  /** What comes in by the device, what goes out by it, or both. @default "both" */
  direction?: pulumi.Input<"ingress" | "egress" | "both">;
  /** Which packets. @default all */
  match?: pulumi.Input<MirrorMatchArgs>;
  /** Name of the tunnel's device on this machine. @default from the session's name */
  name?: pulumi.Input<string>;
}

/** The machine that the copies go to. */
export interface CollectorArgs {
  /** The machine that receives the copies. */
  host: HostInput;
  /** The machine's underlay address. */
  underlay: pulumi.Input<string>;
  /** Name of the device that the copies come out of. @default from the session's name */
  name?: pulumi.Input<string>;
}

/** Arguments of a `MirrorSession`. */
export interface MirrorSessionArgs {
  /** How the copies travel: ERSPAN, or plain Ethernet in GRE, over IPv4 or IPv6. @default "erspan" */
  kind?: "erspan" | "ip6erspan" | "gretap" | "ip6gretap";
  /** What is watched. */
  monitor: MonitorArgs;
  /** Where the copies go. */
  collector: CollectorArgs;
  /** ERSPAN's session id, 0 to 1023; GRE's key with the gretap kinds. @default 1 */
  session?: pulumi.Input<number>;
  /** Version of ERSPAN: 1 is type II, 2 is type III. @default 1 */
  version?: pulumi.Input<1 | 2>;
  /** Version 1: the number of the watched port in each header. @default none, sent as 0 */
  index?: pulumi.Input<number>;
  /** Version 2: the number of the mirroring engine in each header, 0 to 63. @default 0 */
  hardwareId?: pulumi.Input<number>;
}

/**
 * A device watched on one host, and its packets' copies arriving on another: the tunnel's both ends and the mirror,
 * declared once. The copies come out of the collector's device, to be read there with tcpdump or an intrusion detector.
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
  /** The tunnel's end on the watched host. */
  readonly monitor: Link;
  /** The tunnel's end on the collector: what the copies come out of. */
  readonly collector: Link;
  /** What makes the copies. */
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
    // Nothing is copied before there is somebody to receive it
    this.mirror = new ErspanMirror(
      `${name}-mirror`,
      { host: near.host, monitor: device, target: pair.a.name, ...chosen },
      { parent: this, dependsOn: [pair.b] },
    );
    this.registerOutputs({ monitor: this.monitor, collector: this.collector, mirror: this.mirror });
  }
}

/** The arguments of the tunnel that its kind has. */
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
