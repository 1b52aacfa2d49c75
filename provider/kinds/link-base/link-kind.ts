import type { Family } from "../../iproute2/address.ts";
import type { OuterPackets } from "../../iproute2/nft-table.ts";
import type { ResourceKind } from "../../model/resource-kind.ts";
import type { PortUse } from "../../model/udp-port.ts";
import type { Args, Rule } from "../../schema/declaration.ts";
import type { Attribute } from "./attribute.ts";

/** A kind of tunnel device: the facts in which it differs from other kinds. */
export interface LinkKind<Attributes extends readonly Attribute[] = readonly Attribute[]> {
  /** The name of the class: `IpipTunnel`. */
  readonly type: string;
  /** The word after `type` in an `ip link` command: `ipip`. */
  readonly kind: string;
  /** The purpose of the kind, for the docs. */
  readonly summary: string;
  readonly attributes: Attributes;
  /** Whether the device carries Ethernet frames. @default false: it carries IP packets */
  readonly carriesEthernet?: boolean;
  /** The family of all packets inside, if these arguments allow only one. They may be incomplete. @default both */
  readonly familyInside?: (args: Args) => Family | undefined;
  readonly rules?: readonly Rule[];
  /**
   * The headers of a packet on the underlay with their bytes, from the outside in, for default arguments. The last item
   * is the packet inside. The docs draw them.
   */
  readonly headers: readonly string[];
  /** Bytes of the headers in front of each inner packet. Attributes add more (`encap`, `key`). */
  readonly overhead: number;
  /** The values that only one device of a namespace can have, in words: "the endpoints … and key 7". */
  readonly identity: (args: Args) => string;
  /** Arguments that an external device has too. @default `["mode"]` */
  readonly allowedWithExternal?: readonly string[];
  /** Other kinds in the same table of the kernel. `identity` must be unique across all of them. */
  readonly sharesTableWith?: readonly string[];
  /** The packets that the device receives from the underlay; undefined if `espOnly` is not for the kind. */
  readonly outerPackets?: (args: Args) => readonly OuterPackets[];
  /** The UDP port at which the device receives packets; undefined if it needs none of its own. */
  readonly udpPort?: (args: Args) => PortUse | undefined;
  /** Whether the device receives all ESP from its remote, also the packets of XFRM interfaces. */
  readonly interceptsEsp?: boolean;
  /** Whether a change of the mtu needs its own command, because the kernel refuses it with other arguments. */
  readonly mtuInOwnMessage?: boolean;
  /**
   * The underlay device from whose mtu the kernel computes the link's at creation.
   * - "route": the device that routes to `remote`, or else `dev`
   * - "dev": only `dev`; without it the kernel uses no underlay
   * - "none": the link's mtu is the same over every underlay
   * @default "route"
   */
  readonly underlayFrom?: "route" | "dev" | "none";
  /** Whether the kernel takes the mtu and the address of the device from its ports, while none is declared. */
  readonly followsPorts?: boolean;
  /** Why the underlay cannot be in another network namespace than the device. @default it can */
  readonly withoutLinkNetns?: string;
  /** Whether a new device in place of an old one of its name gets the ports of the old one, with addresses and routes. */
  readonly keepsPorts?: boolean;
  /** The smallest mtu, in bytes, that the kernel computes. @default 68, the smallest of IPv4 */
  readonly smallestMtu?: number;
  /** Modules for these arguments that the kernel does not load by itself. */
  readonly modules?: (args: Args) => readonly string[];
  /** The kernel module of the kind. An error names it if the kernel lacks the kind. */
  readonly module: string;
  /** Arguments of similar kinds that this one lacks, each with the reason. */
  readonly unsupported?: Readonly<Record<string, string>>;
  /** Advice on a message of the kernel, if the kind knows more than the general advice. */
  readonly advice?: (stderr: string, args: Args) => string | undefined;
  /** Facts that need a paragraph in the docs. */
  readonly notes?: readonly string[];
}

export interface LinkResource extends ResourceKind {
  readonly link: LinkKind;
  /** Bytes of all headers in front of each inner packet. */
  overhead(args: Args): number;
  /** Bytes of the largest packet of a link over an underlay with an mtu of `underlayMtu` bytes. */
  mtuOver(underlayMtu: number, args: Args): number;
}

/** Bytes of all headers in front of each inner packet. */
export const overheadOf = (link: LinkKind, args: Args): number =>
  link.attributes.reduce((sum, attribute) => sum + (attribute.overhead?.(args) ?? 0), link.overhead);
