import type * as pulumi from "@pulumi/pulumi";
import type { HostInput } from "../host.ts";
import type { LinkRouteArgs } from "../links/link.ts";

/** One end of a pair. */
export interface EndArgs {
  /** The machine that has this end: a `Host`, or the same fields as an object. */
  host: HostInput;
  /** Underlay address of this end. The far end sends to it. */
  underlay: pulumi.Input<string>;
  /**
   * Address that the host itself has, if NAT translates it to `underlay`, as for machines at EC2, GCP and Azure. The
   * link is bound to it.
   * @default `underlay`
   * @example "10.0.0.5"
   */
  local?: pulumi.Input<string>;
  /** Name of the device, 1 to 15 characters. @default from the pair's name; a device keeps the name that it has */
  name?: pulumi.Input<string>;
  /** Addresses of this end with their prefix lengths. @example ["10.9.0.1/30"] */
  addresses?: pulumi.Input<pulumi.Input<string>[]>;
  /** Routes through the link to prefixes behind the far end. @example ["10.20.0.0/16"] */
  routes?: pulumi.Input<pulumi.Input<string | LinkRouteArgs>[]>;
  /** Underlay device that this end is bound to. @default the device of the route to the far end */
  dev?: pulumi.Input<string>;
  /** Firewall mark by which this end's outer packets are routed, 0 to 4294967295. @default 0 */
  fwmark?: pulumi.Input<number>;
  /** Whether the device is up. @default true */
  up?: pulumi.Input<boolean>;
  /** Take over a device of this name that exists already. @default false */
  adopt?: pulumi.Input<boolean>;
}

/** An input for the provider: the number of links that change together. (provider/lifecycle/companions.ts) */
export const PAIR = { __companions: 2 } as object;

/** The two ends of a pair. */
export interface PairEnds {
  /** One end. */
  a: EndArgs;
  /** The other end. */
  b: EndArgs;
}

export type Side = "a" | "b";

/** An end and the end that it sends to. */
export const endsFrom = ({ a, b }: PairEnds, side: Side): [near: EndArgs, far: EndArgs] =>
  side === "a" ? [a, b] : [b, a];

/** The address that the host of an end has. */
export const localOf = ({ local, underlay }: EndArgs): pulumi.Input<string> => local ?? underlay;
