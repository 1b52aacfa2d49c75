import type * as pulumi from "@pulumi/pulumi";
import { HostResource, type HostResourceArgs } from "../host-resource.ts";
import type { XfrmMarkArgs } from "./xfrm-mark.ts";

/** The packets that a policy applies to. An argument that is left out matches everything. */
export interface XfrmSelectorArgs {
  /** Source prefix. @default all addresses, of the family of `destination` or else of IPv4 */
  source?: pulumi.Input<string>;
  /** Destination prefix. @default all addresses, of the family of `source` or else of IPv4 */
  destination?: pulumi.Input<string>;
  /** Protocol by name or number. "icmpv6" and "ipv6-icmp" are the same. @default any @example "tcp" */
  proto?: pulumi.Input<
    | "icmp"
    | "ipip"
    | "tcp"
    | "udp"
    | "dccp"
    | "ipv6"
    | "gre"
    | "esp"
    | "ah"
    | "icmpv6"
    | "ipv6-icmp"
    | "sctp"
    | number
  >;
  /** Source port, 1 to 65535. Needs a `proto` that has ports. @default any */
  sourcePort?: pulumi.Input<number>;
  /** Destination port, 1 to 65535. Needs a `proto` that has ports. @default any */
  destinationPort?: pulumi.Input<number>;
  /** Device by which the packets arrive or leave. @default any */
  dev?: pulumi.Input<string>;
}

/** How packets are transformed, and by which state. */
export interface XfrmTemplateArgs {
  /** Outer source address. Required in tunnel mode. */
  source?: pulumi.Input<string>;
  /** Outer destination address. Required in tunnel mode. */
  destination?: pulumi.Input<string>;
  /** ESP (encryption and integrity) or AH (integrity only). @default "esp" */
  proto?: pulumi.Input<"esp" | "ah">;
  /** "tunnel" adds an outer IP header; "transport" keeps the packet's own. @default "tunnel" */
  mode?: pulumi.Input<"tunnel" | "transport">;
  /** `reqid` of the states. @default 0, any */
  reqid?: pulumi.Input<number>;
  /** `spi` of the one state that may be used. @default any */
  spi?: pulumi.Input<number>;
  /**
   * "required": packets are dropped if there is no such state. "use": they pass untransformed then; not for tunnel mode
   * in the direction "out".
   * @default "required"
   */
  level?: pulumi.Input<"required" | "use">;
}

/** Arguments of an `XfrmPolicy`. */
export interface XfrmPolicyArgs extends HostResourceArgs {
  /** Packets for this machine ("in"), packets that leave it ("out"), or packets that it forwards ("fwd"). */
  direction: pulumi.Input<"in" | "out" | "fwd">;
  /** The packets. A policy applies to one family, so IPv6 needs a policy of its own. @default all IPv4 packets */
  selector?: pulumi.Input<XfrmSelectorArgs>;
  /** The kernel uses the matching policy with the lowest number. @default 0 */
  priority?: pulumi.Input<number>;
  /** "allow" passes packets, transformed by `templates`; "block" drops them. @default "allow" */
  action?: pulumi.Input<"allow" | "block">;
  /** Mark that packets must have: the key of a VTI. @default any */
  mark?: pulumi.Input<XfrmMarkArgs>;
  /** `ifId` of the XFRM interface that the policy belongs to. @default none */
  ifId?: pulumi.Input<number>;
  /** Transformations of a packet, the innermost first. @default [], none */
  templates?: pulumi.Input<pulumi.Input<XfrmTemplateArgs>[]>;
  /** Take over a policy for the same packets that exists already. With false the provider refuses it. @default false */
  adopt?: pulumi.Input<boolean>;
}

/**
 * An IPsec policy: which packets are transformed, and how. A tunnel needs a policy for each direction on each end, and
 * one for "fwd" where a machine forwards packets. Priority, action and templates change in place.
 *
 * @example All packets that leave by an XFRM interface
 * ```ts
 * new XfrmPolicy("out", {
 *   host,
 *   direction: "out",
 *   ifId: 42,
 *   templates: [{ source: "198.51.100.1", destination: "203.0.113.7", reqid: 1 }],
 * });
 * ```
 *
 * @example Packets that stay outside of IPsec
 * ```ts
 * new XfrmPolicy("not-ssh", { host, direction: "out", selector: { proto: "tcp", sourcePort: 22 }, priority: 1 });
 * ```
 */
export class XfrmPolicy extends HostResource {
  declare readonly direction: pulumi.Output<"in" | "out" | "fwd">;

  constructor(name: string, args: XfrmPolicyArgs, options?: pulumi.CustomResourceOptions) {
    super("XfrmPolicy", name, {}, args, options);
  }
}
