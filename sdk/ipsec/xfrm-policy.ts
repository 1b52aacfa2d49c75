import type * as pulumi from "@pulumi/pulumi";
import { type HostInput, hostInputs, hostOptions } from "../host.ts";
import { Iproute2Resource } from "../iproute2-resource.ts";
import { ownershipOf } from "../stack-identity.ts";
import type { XfrmMarkArgs } from "./xfrm-mark.ts";

/** Which packets a policy is for. What is left out is not looked at. */
export interface XfrmSelectorArgs {
  /** Prefix that they come from. @default everywhere, of the family of `destination` or else IPv4 */
  source?: pulumi.Input<string>;
  /** Prefix that they go to. @default everywhere, of the family of `source` or else IPv4 */
  destination?: pulumi.Input<string>;
  /** Protocol by name or number; "icmpv6" and "ipv6-icmp" are the same. @example "tcp" */
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
  /** Needs a `proto` that has ports. */
  sourcePort?: pulumi.Input<number>;
  /** Needs a `proto` that has ports. */
  destinationPort?: pulumi.Input<number>;
  /** Device that they come in or go out by. */
  dev?: pulumi.Input<string>;
}

/** What is done to packets: the state that must be there for it. */
export interface XfrmTemplateArgs {
  /** Outer source address; needed in tunnel mode. */
  source?: pulumi.Input<string>;
  /** Outer destination address; needed in tunnel mode. */
  destination?: pulumi.Input<string>;
  /** Encryption and integrity (ESP), or integrity alone (AH). @default "esp" */
  proto?: pulumi.Input<"esp" | "ah">;
  /** A header of its own around each packet, or the packet's own header kept. @default "tunnel" */
  mode?: pulumi.Input<"tunnel" | "transport">;
  /** The states' `reqid`. @default 0, any */
  reqid?: pulumi.Input<number>;
  /** One state alone, by its number. @default any */
  spi?: pulumi.Input<number>;
  /** "use": done if there is such a state, let go if not. Not for tunnels in the direction "out". @default "required" */
  level?: pulumi.Input<"required" | "use">;
}

/** Arguments of an `XfrmPolicy`. */
export interface XfrmPolicyArgs {
  /** The machine that has the policy: a `Host`, or the same fields as an object. */
  host: HostInput;
  /** Packets that come in for this machine, that go out, or that come in and are passed on. */
  direction: pulumi.Input<"in" | "out" | "fwd">;
  /** Which packets. A policy is for one family; IPv6 needs one of its own. @default all of IPv4 */
  selector?: pulumi.Input<XfrmSelectorArgs>;
  /** Of the policies that fit, the lowest number counts. @default 0 */
  priority?: pulumi.Input<number>;
  /** Let through, transformed as `templates` say, or drop. @default "allow" */
  action?: pulumi.Input<"allow" | "block">;
  /** The mark that packets must have: the key of a VTI. @default any */
  mark?: pulumi.Input<XfrmMarkArgs>;
  /** The XFRM interface that the policy belongs to: its `ifId`. @default none */
  ifId?: pulumi.Input<number>;
  /** What is done to the packets, from the inside out. @default [], nothing */
  templates?: pulumi.Input<pulumi.Input<XfrmTemplateArgs>[]>;
  /** Take over a policy for the same packets that is there already; otherwise it is refused. @default false */
  adopt?: pulumi.Input<boolean>;
}

/**
 * What is to become of packets by IPsec: which ones, and through what. A tunnel needs one for each direction on each
 * end, and "fwd" where a machine passes packets on. Priority, action and templates change in place.
 *
 * @example Everything that leaves by an XFRM interface
 * ```ts
 * new XfrmPolicy("out", {
 *   host,
 *   direction: "out",
 *   ifId: 42,
 *   templates: [{ source: "198.51.100.1", destination: "203.0.113.7", reqid: 1 }],
 * });
 * ```
 *
 * @example What is to stay outside of IPsec
 * ```ts
 * new XfrmPolicy("not-ssh", { host, direction: "out", selector: { proto: "tcp", sourcePort: 22 }, priority: 1 });
 * ```
 */
export class XfrmPolicy extends Iproute2Resource {
  declare readonly direction: pulumi.Output<"in" | "out" | "fwd">;

  constructor(name: string, args: XfrmPolicyArgs, options?: pulumi.CustomResourceOptions) {
    const inputs = {
      ...args,
      host: hostInputs(args.host),
      ...ownershipOf(name, options),
    };
    super("XfrmPolicy", name, inputs, hostOptions(args.host, options));
  }
}
