import * as pulumi from "@pulumi/pulumi";
import type { HostInput } from "../host.ts";
import type { AddressArgs, DeviceAddressArgs, EspOnlyArgs, LinkArgs, PortLinkArgs } from "../links/link.ts";
import type { LinkRouteArgs } from "../links/link-route.ts";

/** Arguments of links that both ends of a pair share. */
type OfBothEnds = "mtu" | "loopCheck";

/** One end of a pair: the arguments of its link that the far end does not have to share. */
export interface EndArgs extends Omit<LinkArgs, OfBothEnds> {
  /** The machine that has this end: a `Host`, or the same fields as an object. */
  host: HostInput;
  /** Underlay address of this end. The far end sends to it. */
  underlay: pulumi.Input<string>;
  /**
   * Address that the host itself has, if NAT translates it to `underlay`, as for machines at EC2, GCP and Azure. The
   * link is bound to it. An object takes the address that the device has at the time; with IPsec only an address is
   * possible, because states and policies name it.
   * @default `underlay`
   * @example "10.0.0.5"
   */
  local?: pulumi.Input<string | DeviceAddressArgs>;
  /** Name of the device, 1 to 15 characters. @default from the pair's name; a device keeps the name that it has */
  name?: pulumi.Input<string>;
  /** Routes through the link to prefixes behind the far end: prefixes, or objects. @default none @example ["10.20.0.0/16"] */
  routes?: pulumi.Input<pulumi.Input<string | LinkRouteArgs>[]>;
  /** Underlay device that this end is bound to. @default the device of the route to the far end */
  dev?: pulumi.Input<string>;
  /** Firewall mark by which this end's outer packets are routed, 0 to 4294967295. @default 0 */
  fwmark?: pulumi.Input<number>;
}

/** One end of a pair whose links carry Ethernet frames. */
export interface EthernetEndArgs extends EndArgs, EspOnlyArgs, Omit<PortLinkArgs, keyof LinkArgs> {}

/** The end of a link of which these are the arguments. */
export type EndOf<Link> = "macAddress" extends keyof Link ? EthernetEndArgs : EndArgs;

/** An input for the provider: the number of links that change together. (provider/lifecycle/companions.ts) */
export const PAIR = { __companions: 2 } as object;

/** The two ends of a pair. */
export interface PairEnds<End extends EndArgs = EndArgs> {
  /** One end. */
  a: End;
  /** The other end. */
  b: End;
}

export type Side = "a" | "b";

/** An end and the end that it sends to. */
export const endsFrom = ({ a, b }: PairEnds, side: Side): [near: EndArgs, far: EndArgs] =>
  side === "a" ? [a, b] : [b, a];

/**
 * The address that the host of an end has.
 *
 * @throws pulumi.RunError if the program names a device instead
 */
export function localOf({ local, underlay }: EndArgs): pulumi.Input<string> {
  if (local === undefined || typeof local === "string") return local ?? underlay;
  return isInput(local) ? pulumi.output(local).apply(mustBeAddress) : mustBeAddress(local);
}

const isInput = (value: object): value is pulumi.Output<unknown> | Promise<unknown> =>
  pulumi.Output.isInstance(value) || value instanceof Promise;

function mustBeAddress(local: unknown): string {
  if (typeof local === "string") return local;
  throw new pulumi.RunError(
    "local: must be an address where IPsec encrypts the packets, because states and policies name it",
  );
}

/** An address of an end as a text, with its prefix length if it has one of its own. */
export const addressText = (one: string | pulumi.Unwrap<AddressArgs>): string =>
  typeof one === "string" ? one : one.address;
