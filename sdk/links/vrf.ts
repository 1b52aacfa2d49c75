import type * as pulumi from "@pulumi/pulumi";
import { Link, type LinkArgs } from "./link.ts";

/** Arguments of a `Vrf`. */
export interface VrfArgs extends Omit<LinkArgs, "linkNetns"> {
  /**
   * Routing table for packets that come in by the ports, or that programs send by the VRF: its number, 1 to 4294967295
   * without 254 and 255, or its name in /etc/iproute2/rt_tables of the host. A change replaces the device; its
   * ports become ports of the new one.
   * @example 100
   */
  table: pulumi.Input<number | string>;
}

/**
 * VRF device (virtual routing and forwarding): the links that name it as their `master` have a routing table of their own.
 * Their routes without `table` are in the table of the VRF.
 *
 * @example
 * ```ts
 * const host = { connection: { host: "198.51.100.1", privateKey } };
 * const customer = new Vrf("customer-a", { host, table: 100 });
 * new GreTunnel("to-fra", {
 *   host,
 *   local: "198.51.100.1",
 *   remote: "203.0.113.7",
 *   master: customer.name,
 *   addresses: ["10.9.0.1/30"],
 *   routes: ["10.20.0.0/16"],
 * });
 * ```
 */
export class Vrf extends Link {
  /** Routing table: as `table` of the arguments. */
  declare readonly table: pulumi.Output<number | string>;

  constructor(name: string, args: VrfArgs, options?: pulumi.CustomResourceOptions) {
    // The creation removes the old device, and then the provider knows the ports that the new one gets
    super("Vrf", name, args, { deleteBeforeReplace: false, ...options });
  }
}
