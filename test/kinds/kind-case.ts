import type { Args } from "../../provider/schema/declaration.ts";
import type { Ends } from "./ends.ts";

export type ArgsOf = (ends: Ends) => Args;

/** A change of arguments, and what the kernel must show after it. */
export interface Change {
  /** arguments before the change; default: the row's minimal ones */
  readonly from?: ArgsOf;
  /** arguments that change; `undefined` removes an argument */
  readonly to: ArgsOf;
  readonly how: "in place" | "replace";
  /**
   * What `ip -d -j link show` must have in info_data afterwards, read without the provider's parser. `undefined`
   * means that the key must be absent. "mtu" and "link" are keys of the link itself.
   */
  readonly live: (ends: Ends) => Readonly<Record<string, unknown>>;
}

/** A change of a device by an operator, and the arguments that a refresh must name. */
export interface Drift {
  /** arguments of the device; default: the row's minimal ones */
  readonly from?: ArgsOf;
  /** commands for the host's shell, in which DEV is the device's name */
  readonly by: string;
  readonly names: readonly string[];
}

/** Arguments that the check must refuse. It contacts no host. */
export interface Refusal {
  readonly args: ArgsOf;
  /** the property that the message names */
  readonly property: string;
  readonly reason: RegExp;
}

/** A packet whose headers are compared. */
export interface Sent {
  readonly inner: "ipv4" | "ipv6";
  /** forth: from the end at `local` */
  readonly way: "forth" | "back";
}

/** A header by tshark's name, with the fields that it must have. Their names are those of Packet's views (test/lab). */
export interface Header {
  readonly name: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** Packets that a pair of ends must carry, and their headers between the hosts. */
export interface OnWire {
  readonly title: string;
  /**
   * Arguments of the end at `local`. The other end gets the same arguments with the ends swapped, and `mirrored` in
   * addition.
   */
  readonly args: ArgsOf;
  readonly mirrored?: ArgsOf;
  /** the FouPort that both ends receive on */
  readonly port?: Args;
  /** UDP ports for the decoder that are not the protocol's own: `{ 7001: "geneve" }` */
  readonly decode?: Readonly<Record<number, string>>;
  /** packets that the pair carries; ethernet: in Ethernet frames */
  readonly inside: readonly ("ipv4" | "ipv6" | "ethernet")[];
  /** families that the pair must not carry */
  readonly notInside?: readonly ("ipv4" | "ipv6")[];
  /** the headers in front of the inner packet, from the outermost inwards */
  readonly layers: readonly Header[] | ((sent: Sent) => readonly Header[]);
  /** the mtu that the device must have over an underlay of 1500 bytes */
  readonly mtu: number;
  /** bytes of the underlay's 1500 that a ping of that size does not use; default: none */
  readonly unused?: number;
}

/** One kind in the table. */
export interface KindCase {
  /** `IpipTunnel` */
  readonly type: string;
  readonly minimal: ArgsOf;
  /** all arguments, in as many variants as needed, because some exclude each other */
  readonly full: readonly ArgsOf[];
  /** what the kernel must show after creation, as in `Change.live`: first of `minimal`, then of each of `full` */
  readonly shows?: readonly ArgsOf[];
  readonly changes: readonly Change[];
  readonly drifts: readonly Drift[];
  readonly refusals: readonly Refusal[];
  readonly wire: readonly OnWire[];
  /** Whether the mtu is that of the ports, so that a change by an operator is no drift. */
  readonly hasMtuOfPorts?: boolean;
  /** arguments of a second device that the kernel refuses while the minimal one exists */
  readonly clash?: { readonly args: ArgsOf; readonly words: RegExp };
}
