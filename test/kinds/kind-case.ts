import type { Args } from "../../provider/schema/declaration.ts";
import type { Ends } from "./ends.ts";

export type ArgsOf = (ends: Ends) => Args;

/** A change of arguments, and what the kernel must show after it. */
export interface Change {
  /** arguments before; default: the row's minimal ones */
  readonly from?: ArgsOf;
  /** what changes; `undefined` takes an argument away */
  readonly to: ArgsOf;
  readonly how: "in place" | "replace";
  /**
   * What `ip -d -j link show` must have in info_data afterwards, read without the provider's parser; `undefined` means
   * that the key must be absent. "mtu" and "link" are looked for on the link itself.
   */
  readonly live: (ends: Ends) => Readonly<Record<string, unknown>>;
}

/** Something done to a device behind the provider's back, and the arguments that refresh must name. */
export interface Drift {
  /** arguments of the device; default: the row's minimal ones */
  readonly from?: ArgsOf;
  /** commands for the host's shell; DEV stands for the device's name */
  readonly by: string;
  readonly names: readonly string[];
}

/** Arguments that must be refused before any host is touched. */
export interface Refusal {
  readonly args: ArgsOf;
  /** the property that the message names */
  readonly property: string;
  readonly reason: RegExp;
}

/** A packet whose headers are asked for. */
export interface Sent {
  readonly inner: "ipv4" | "ipv6";
  /** forth: from the end at `local` */
  readonly way: "forth" | "back";
}

/** A header by tshark's name, with fields that it must have, by the names that Packet's views give them (test/lab). */
export interface Header {
  readonly name: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** What a pair of ends must carry, and what the wire must show of it. */
export interface OnWire {
  readonly title: string;
  /** of the end at `local`; the other end gets the same with the ends swapped, and `mirrored` on top */
  readonly args: ArgsOf;
  readonly mirrored?: ArgsOf;
  /** the FouPort that both ends listen on */
  readonly port?: Args;
  /** UDP ports that are not the protocol's own, for the decoder: `{ 7001: "geneve" }` */
  readonly decode?: Readonly<Record<number, string>>;
  /** what gets through; ethernet: in Ethernet frames */
  readonly inside: readonly ("ipv4" | "ipv6" | "ethernet")[];
  /** families that must not get through */
  readonly notInside?: readonly ("ipv4" | "ipv6")[];
  /** the headers in front of what is inside, from the outside in */
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
  /** everything set, in as many variants as arguments exclude each other */
  readonly full: readonly ArgsOf[];
  /** what the kernel must show after creation, as in `Change.live`: of `minimal` first, then of each of `full` */
  readonly shows?: readonly ArgsOf[];
  readonly changes: readonly Change[];
  readonly drifts: readonly Drift[];
  readonly refusals: readonly Refusal[];
  readonly wire: readonly OnWire[];
  /** arguments of a second device that the kernel would not have beside the minimal one */
  readonly clash?: { readonly args: ArgsOf; readonly words: RegExp };
}
