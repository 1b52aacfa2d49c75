import type * as pulumi from "@pulumi/pulumi";
import { ErspanTunnel } from "../links/erspan.ts";
import { GeneveTunnel } from "../links/geneve.ts";
import { GreTunnel } from "../links/gre.ts";
import { GreTapTunnel } from "../links/gretap.ts";
import { Ip6ErspanTunnel } from "../links/ip6erspan.ts";
import { Ip6GreTunnel } from "../links/ip6gre.ts";
import { Ip6GreTapTunnel } from "../links/ip6gretap.ts";
import { Ip6TnlTunnel } from "../links/ip6tnl.ts";
import { IpipTunnel } from "../links/ipip.ts";
import type { LinkKinds } from "../links/kinds.ts";
import type { DeviceAddressArgs, Link, LinkArgs } from "../links/link.ts";
import { SitTunnel } from "../links/sit.ts";
import { VtiTunnel } from "../links/vti.ts";
import { Vti6Tunnel } from "../links/vti6.ts";
import { VxlanTunnel } from "../links/vxlan.ts";
import { crossed } from "./crossed.ts";

/** The kinds of a pair, with the arguments of their links. An `IpsecPair` has XFRM interfaces. */
export type PairKinds = Omit<LinkKinds, "xfrm" | "bridge" | "vrf">;

export type PairKind = keyof PairKinds;

interface Derivation {
  readonly near: pulumi.Input<string | DeviceAddressArgs>;
  readonly far: pulumi.Input<string>;
  /** the arguments of the pair, from the side of `a` */
  readonly own: object;
  /** whether this is the side of `b` */
  readonly mirrored: boolean;
}

export type FouProtocol = "ipip" | "sit" | "gre";

interface PairKindOf {
  /** The arguments of one end's link that follow from those of the pair. */
  derive(from: Derivation): object;
  make(name: string, args: object & LinkArgs, options: pulumi.CustomResourceOptions): Link;
  /** family of the underlay, and so of the ports of an encapsulation */
  readonly family: "inet" | "inet6";
  /** the protocol that a FOU port has to decode for such a pair */
  readonly inFou: (own: object) => FouProtocol | undefined;
}

/** Kinds with two endpoints: the `local` of one end is the `remote` of the other. */
const byEndpoints = ({ near, far, own, mirrored }: Derivation): object => ({
  ...(mirrored ? crossed(own) : own),
  local: near,
  remote: far,
});

/** Kinds with `remote` only: the device receives all packets at its port. */
const byRemote = ({ far, own }: Derivation): object => ({ ...own, remote: far });

// biome-ignore lint/suspicious/noExplicitAny: each class takes arguments of its own; the pair's union has checked them
type LinkClass = new (name: string, args: any, options?: pulumi.CustomResourceOptions) => Link;

const pair = (
  Class: LinkClass,
  family: PairKindOf["family"],
  inFou: PairKindOf["inFou"] = () => undefined,
  derive: PairKindOf["derive"] = byEndpoints,
): PairKindOf => ({ derive, family, inFou, make: (name, args, options) => new Class(name, args, options) });

const greInside = () => "gre" as const;

/** A FOU port decodes one protocol, so a tunnel over IPv6 needs a mode that names it. */
const byMode = (own: object): FouProtocol | undefined =>
  ({ ipip6: "ipip", ip6ip6: "sit" })[String("mode" in own ? own.mode : "any")] as FouProtocol | undefined;

/** How the ends of each kind come from one declaration. */
export const pairKinds: Readonly<Record<PairKind, PairKindOf>> = {
  ipip: pair(IpipTunnel, "inet", () => "ipip"),
  sit: pair(SitTunnel, "inet", () => "sit"),
  gre: pair(GreTunnel, "inet", greInside),
  gretap: pair(GreTapTunnel, "inet", greInside),
  erspan: pair(ErspanTunnel, "inet", greInside),
  ip6tnl: pair(Ip6TnlTunnel, "inet6", byMode),
  ip6gre: pair(Ip6GreTunnel, "inet6", greInside),
  ip6gretap: pair(Ip6GreTapTunnel, "inet6", greInside),
  ip6erspan: pair(Ip6ErspanTunnel, "inet6", greInside),
  geneve: pair(GeneveTunnel, "inet", undefined, byRemote),
  vxlan: pair(VxlanTunnel, "inet"),
  vti: pair(VtiTunnel, "inet"),
  vti6: pair(Vti6Tunnel, "inet6"),
};
