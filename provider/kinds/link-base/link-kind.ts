import type { ResourceKind } from "../../model/resource-kind.ts";
import type { Args, Rule } from "../../schema/declaration.ts";
import type { Attribute } from "./attribute.ts";

/** What is particular to one kind of tunnel device. */
export interface LinkKind<Attributes extends readonly Attribute[] = readonly Attribute[]> {
  /** The class: `IpipTunnel`. */
  readonly type: string;
  /** The word after `type` in an `ip link` command: `ipip`. */
  readonly kind: string;
  /** Its purpose in a sentence or two, for the docs. */
  readonly summary: string;
  readonly attributes: Attributes;
  readonly rules?: readonly Rule[];
  /**
   * A packet on the underlay with the smallest arguments, from the outside in: each header with its bytes, and last
   * the packet inside. The docs draw it.
   */
  readonly headers: readonly string[];
  /** Bytes of headers in front of each inner packet; attributes add their own (`encap`, `key`). */
  readonly overhead: number;
  /** What the kernel allows one device of a namespace to have, in words: "the endpoints … and key 7". */
  readonly identity: (args: Args) => string;
  /** Arguments that an external device takes too. @default `["mode"]` */
  readonly allowedWithExternal?: readonly string[];
  /** Other kinds in the same table of the kernel: `identity` must be unique across all of them. */
  readonly sharesTableWith?: readonly string[];
  /** The device takes all ESP that comes from its remote, also the packets of XFRM interfaces. */
  readonly interceptsEsp?: boolean;
  /** The kernel refuses an mtu in the message that changes other arguments, so the mtu needs a message of its own. */
  readonly mtuInOwnMessage?: boolean;
  /**
   * The underlay whose mtu the kernel takes at creation.
   * - "route": the device that packets to `remote` leave by, or else `dev`
   * - "dev": `dev` alone, so that the kernel looks at no underlay without it
   * - "none": the mtu is the same over every underlay
   * @default "route"
   */
  readonly underlayFrom?: "route" | "dev" | "none";
  /** The smallest mtu, in bytes, that the kernel computes. @default 68, the smallest of IPv4 */
  readonly smallestMtu?: number;
  /** Modules that the kernel does not load by itself for these arguments. */
  readonly modules?: (args: Args) => readonly string[];
  /** The module that has the kind; an error names it where the kernel lacks the kind. */
  readonly module: string;
  /** Arguments of similar kinds that this one lacks, each with the reason. */
  readonly unsupported?: Readonly<Record<string, string>>;
  /** Advice on the kernel's words, where the kind knows more than the general advice. */
  readonly advice?: (stderr: string, args: Args) => string | undefined;
  /** Traps that deserve a paragraph in the docs. */
  readonly notes?: readonly string[];
}

export interface LinkResource extends ResourceKind {
  readonly link: LinkKind;
  /** Bytes of all headers in front of each inner packet. */
  overhead(args: Args): number;
  /** Bytes of the largest packet that a link takes over an underlay whose mtu is `underlayMtu` bytes. */
  mtuOver(underlayMtu: number, args: Args): number;
}

/** Bytes of all headers in front of each inner packet. */
export const overheadOf = (link: LinkKind, args: Args): number =>
  link.attributes.reduce((sum, attribute) => sum + (attribute.overhead?.(args) ?? 0), link.overhead);
