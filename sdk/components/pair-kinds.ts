import type * as pulumi from "@pulumi/pulumi";
import { IpipTunnel, type IpipTunnelArgs } from "../links/ipip.ts";
import type { Link, LinkArgs } from "../links/link.ts";

/** The kinds that a pair can be of, with the arguments of their links. */
export interface PairKinds {
  ipip: IpipTunnelArgs;
}

export type PairKind = keyof PairKinds;

interface Derivation {
  readonly near: pulumi.Input<string>;
  readonly far: pulumi.Input<string>;
  /** what was said of the pair, from the side of `a` */
  readonly own: object;
  /** this is the side of `b` */
  readonly mirrored: boolean;
}

interface PairKindOf {
  /** The arguments of one end's link that follow from the pair's. */
  derive(from: Derivation): object;
  make(name: string, args: object & LinkArgs, options: pulumi.CustomResourceOptions): Link;
}

/** Arguments that name a direction: what one end sends with, the other must expect. */
const CROSSED: Readonly<Record<string, string>> = {
  ikey: "okey",
  okey: "ikey",
  iseq: "oseq",
  oseq: "iseq",
  icsum: "ocsum",
  ocsum: "icsum",
};

const crossed = (own: object): object =>
  Object.fromEntries(Object.entries(own).map(([key, value]) => [CROSSED[key] ?? key, value]));

/** Endpoints on both sides: the one's local is the other's remote. */
const byEndpoints = ({ near, far, own, mirrored }: Derivation): object => ({
  ...(mirrored ? crossed(own) : own),
  local: near,
  remote: far,
});

type Constructor = new (name: string, args: never, options?: pulumi.CustomResourceOptions) => Link;

const pairOf = (Class: Constructor, derive: PairKindOf["derive"]): PairKindOf => ({
  derive,
  make: (name, args, options) => new Class(name, args as never, options),
});

/** How the ends of each kind come from one declaration. */
export const pairKinds: Readonly<Record<PairKind, PairKindOf>> = {
  ipip: pairOf(IpipTunnel, byEndpoints),
};
