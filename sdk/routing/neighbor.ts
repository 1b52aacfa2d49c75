import type * as pulumi from "@pulumi/pulumi";
import { HostResource, type HostResourceArgs } from "../host-resource.ts";

/** Arguments of a `Neighbor`. */
export interface NeighborArgs extends HostResourceArgs {
  /** Device through which the neighbour is reached. */
  dev: pulumi.Input<string>;
  /** Address of the neighbour, IPv4 or IPv6. @example "10.9.0.2" */
  address: pulumi.Input<string>;
  /**
   * Link-layer address of the neighbour. On a device with Ethernet frames it is a MAC address. On a multipoint tunnel it is
   * the underlay address of the far end: IPv4 for `gre`, IPv6 for `ip6gre`.
   * @example "203.0.113.7"
   */
  lladdr: pulumi.Input<string>;
  /** Take over a permanent entry for the same address that exists already. With false the provider refuses it. @default false */
  adopt?: pulumi.Input<boolean>;
}

/**
 * A permanent entry of a neighbour table: the link-layer address of a neighbour, which the kernel then does not ask for.
 * `lladdr` changes in place. An entry that the kernel has learnt is replaced, and a permanent one of another owner is
 * refused.
 *
 * The kernel removes the entries of a device that goes down. A link that is replaced replaces the entries whose `dev` is its
 * output `name`, in the same run. If they have its name as a text, run `pulumi up --refresh` afterwards. The provider writes the owner of an entry into a marker file in memory, under /run/pulumi-iproute2.
 * (ip-neighbour(8))
 *
 * @example A GRE device with several far ends
 * ```ts
 * const mesh = new GreTunnel("mesh", { host, local: "198.51.100.1", key: 7, ttl: 64, addresses: ["10.9.0.1/24"] });
 * new Neighbor("fra", { host, dev: mesh.name, address: "10.9.0.2", lladdr: "203.0.113.7" });
 * new Neighbor("lon", { host, dev: mesh.name, address: "10.9.0.3", lladdr: "203.0.113.8" });
 * ```
 */
export class Neighbor extends HostResource {
  declare readonly dev: pulumi.Output<string>;
  declare readonly address: pulumi.Output<string>;

  constructor(name: string, args: NeighborArgs, options?: pulumi.CustomResourceOptions) {
    super("Neighbor", name, {}, args, options);
  }
}
