import type { Args } from "../../provider/kinds/resource.ts";

/** Underlay addresses: `local` is the host that is acted on, `remote` the other. */
export interface Ends {
  readonly local4: string;
  readonly remote4: string;
  readonly local6: string;
  readonly remote6: string;
  /** an underlay device that is there */
  readonly dev: string;
}

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

/** What a pair of ends must carry, and what the wire must show of it. */
export interface OnWire {
  readonly title: string;
  /** of the end at `local`; the other end gets the same with the ends swapped, and `mirrored` on top */
  readonly args: ArgsOf;
  readonly mirrored?: ArgsOf;
  readonly inside: readonly ("ipv4" | "ipv6" | "ethernet")[];
  /** families that must not get through */
  readonly notInside?: readonly ("ipv4" | "ipv6")[];
  /** layers from the outside in, each with fields that it must have */
  readonly layers: readonly { readonly name: string; readonly fields?: Readonly<Record<string, unknown>> }[];
  /** the mtu that the device must have over an underlay of 1500 bytes */
  readonly mtu: number;
}

/** One kind in the table. */
export interface KindRow {
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
