import type * as pulumi from "@pulumi/pulumi";
import { type HostInput, hostInputs, hostOptions } from "../host.ts";
import { Iproute2Resource } from "../iproute2-resource.ts";
import { ownershipOf } from "../stack-identity.ts";

/** Which packets are copied. What is left out is not looked at. */
export interface MirrorMatchArgs {
  /** What frames hold. @default the family of `source` or `destination` */
  protocol?: pulumi.Input<"ip" | "ipv6" | "arp">;
  /** Prefix that packets come from. @example "10.1.0.0/16" */
  source?: pulumi.Input<string>;
  /** Prefix that packets go to. */
  destination?: pulumi.Input<string>;
  /** What IP packets hold, by name or number. */
  ipProto?: pulumi.Input<"tcp" | "udp" | "sctp" | "icmp" | "icmpv6" | number>;
  /** Needs an `ipProto` that has ports. */
  sourcePort?: pulumi.Input<number>;
  /** Needs an `ipProto` that has ports. */
  destinationPort?: pulumi.Input<number>;
}

/** Arguments of an `ErspanMirror`. */
export interface ErspanMirrorArgs {
  /** The machine that has both devices: a `Host`, or the same fields as an object. */
  host: HostInput;
  /** The device whose packets are copied. Another one is another mirror. @example "eth1" */
  monitor: pulumi.Input<string>;
  /**
   * The device that sends the copies away: an ERSPAN or GRETAP link, or another. Where it carries Ethernet frames,
   * `monitor` must have some: no gre, ipip, sit …, whose packets begin with an IP header.
   */
  target: pulumi.Input<string>;
  /** What comes in by the monitor, what goes out by it, or both. @default "both" */
  direction?: pulumi.Input<"ingress" | "egress" | "both">;
  /** Copy in the kernel even where the network card could: most can't copy into a tunnel. @default true */
  skipHw?: pulumi.Input<boolean>;
  /** Which packets. @default all */
  match?: pulumi.Input<MirrorMatchArgs>;
}

/** A filter that makes the copies. */
export interface MirrorFilter {
  readonly direction: "ingress" | "egress";
  readonly protocol: string;
  /** Filters with a lower number see packets before this one. */
  readonly pref: number;
  readonly handle: string;
  readonly kind: string;
}

/**
 * Copies of a device's packets, sent into a tunnel to a collector: the mirroring half of ERSPAN. Packets themselves
 * go their way, and so do they past everybody else's filters: those are neither changed nor kept from seeing them.
 * A place for filters (clsact) is added where there is none, and goes again with the last filter on it.
 *
 * @example What passes through eth1, to a collector
 * ```ts
 * const span = new ErspanTunnel("span", { host, local, remote: "203.0.113.7", key: 7, index: 1 });
 * new ErspanMirror("eth1", { host, monitor: "eth1", target: span.name });
 * ```
 *
 * @example DNS questions alone
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
export class ErspanMirror extends Iproute2Resource {
  declare readonly monitor: pulumi.Output<string>;
  declare readonly target: pulumi.Output<string>;
  /** The filters that make the copies. */
  declare readonly filters: pulumi.Output<MirrorFilter[]>;

  constructor(name: string, args: ErspanMirrorArgs, options?: pulumi.CustomResourceOptions) {
    const inputs = {
      ...args,
      host: hostInputs(args.host),
      ...ownershipOf(name, options),
    };
    super("ErspanMirror", name, { filters: undefined, ...inputs }, hostOptions(args.host, options));
  }
}
