import type * as pulumi from "@pulumi/pulumi";
import type { HostInput } from "../host.ts";
import type { RouteArgs } from "../links/link.ts";

/** One end of a pair. */
export interface EndArgs {
  /** The machine this end is on. */
  host: HostInput;
  /** This end's underlay address: what the other end sends to. */
  underlay: pulumi.Input<string>;
  /** The device's name, at most 15 characters. @default from the pair's name as it is made; aliases keep it */
  name?: pulumi.Input<string>;
  /** Addresses of this end with their prefix lengths. @example ["10.9.0.1/30"] */
  addresses?: pulumi.Input<pulumi.Input<string>[]>;
  /** Routes through the link: what lies behind the other end. @example ["10.20.0.0/16"] */
  routes?: pulumi.Input<pulumi.Input<string | RouteArgs>[]>;
  /** Underlay device that this end is bound to. @default routing decides */
  dev?: pulumi.Input<string>;
  /** Firewall mark that this end's outer packets are routed by. @default 0 */
  fwmark?: pulumi.Input<number>;
  /** Whether the device is up. @default true */
  up?: pulumi.Input<boolean>;
  /** Take over a device of this name that stands there already. @default false */
  adopt?: pulumi.Input<boolean>;
}

/** Arguments of a pair that say which end is which. */
export interface PairEnds {
  /** One end. */
  a: EndArgs;
  /** The other end. */
  b: EndArgs;
}
