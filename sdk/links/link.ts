import type * as pulumi from "@pulumi/pulumi";
import { type HostInput, hostInputs, hostOptions } from "../host.ts";
import { Iproute2Resource } from "../iproute2-resource.ts";
import { ownershipOf } from "../stack-identity.ts";

/** A route through a link. */
export interface RouteArgs {
  /** Destination prefix, or "default". @example "10.20.0.0/16" */
  to: pulumi.Input<string>;
  /** Gateway within a subnet of the link. @default the link itself */
  via?: pulumi.Input<string>;
  /** Lower is preferred. @default the kernel's: 0 for IPv4, 1024 for IPv6 */
  metric?: pulumi.Input<number>;
  /** Routing table by number. @default 254, the main one */
  table?: pulumi.Input<number>;
  /** Largest TCP segment, in bytes, that is announced to the far side. */
  advmss?: pulumi.Input<number>;
}

/** What every link takes. */
export interface LinkArgs {
  /** The machine it is made on: a `Host`, or the same fields as an object. */
  host: HostInput;
  /**
   * The device's name, at most 15 characters. Another name is another device.
   * @default from the resource's name as it is made; aliases keep it
   */
  name?: pulumi.Input<string>;
  /** Largest packet, in bytes, that the link takes. @default what the kernel works out from the underlay */
  mtu?: pulumi.Input<number>;
  /** Addresses of this end with their prefix lengths. @default none @example ["10.9.0.1/30"] */
  addresses?: pulumi.Input<pulumi.Input<string>[]>;
  /** Routes through the link, as prefixes or in full. @default none @example ["10.20.0.0/16"] */
  routes?: pulumi.Input<pulumi.Input<string | RouteArgs>[]>;
  /** Whether the link is up. @default true */
  up?: pulumi.Input<boolean>;
  /**
   * How the preview reports a route, or an address's subnet, that sends the link's own packets back into the link: as
   * an error, as a warning, or not at all. The preview knows the links of the program and not the host's own routes.
   * Set "off" where the host has a better route to the far end, such as a route to that one address. Where only the
   * host's routes decide, "error" gives a warning.
   * @default "error"
   */
  loopCheck?: pulumi.Input<"error" | "warn" | "off">;
  /**
   * Take over a device of this name that stands there already, if it is of the same kind with the same endpoints.
   * Otherwise such a device is refused. @default false
   */
  adopt?: pulumi.Input<boolean>;
}

/** A tunnel device on a host. */
export abstract class Link extends Iproute2Resource {
  /** The device's name. */
  declare readonly name: pulumi.Output<string>;
  /** The device's index on its host. */
  declare readonly ifindex: pulumi.Output<number>;
  /** Largest packet, in bytes, that the link takes. */
  declare readonly mtu: pulumi.Output<number>;
  /** Hardware address, for kinds that carry Ethernet. */
  declare readonly macAddress: pulumi.Output<string | undefined>;
  /** The kind in iproute2's word: `ipip`, `gretap` … */
  declare readonly kind: pulumi.Output<string>;

  protected constructor(
    type: string,
    name: string,
    args: LinkArgs,
    options: pulumi.CustomResourceOptions | undefined,
  ) {
    const outputs = {
      name: undefined,
      ifindex: undefined,
      mtu: undefined,
      macAddress: undefined,
      kind: undefined,
    };
    const inputs = {
      ...args,
      host: hostInputs(args.host),
      ...ownershipOf(name, options),
    };
    super(type, name, { ...outputs, ...inputs }, hostOptions(args.host, options));
  }
}
