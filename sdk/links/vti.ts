import type * as pulumi from "@pulumi/pulumi";
import { type DeviceAddressArgs, Link, type LinkArgs } from "./link.ts";

/** Arguments of a `VtiTunnel`. */
export interface VtiTunnelArgs extends LinkArgs {
  /** IPv4 underlay address of this end, or a device for its address there. @default any address of the host @example { dev: "eth0" } */
  local?: pulumi.Input<string | DeviceAddressArgs>;
  /** IPv4 underlay address of the far end. @default any: point to multipoint */
  remote?: pulumi.Input<string>;
  /**
   * Mark by which the device finds its IPsec states and policies in both directions, their `mark`: 1 to 4294967295, or a
   * dotted quad. Excludes `ikey` and `okey`. The kernel does not use it to distinguish devices with the same endpoints.
   * @default none
   */
  key?: pulumi.Input<number | string>;
  /** Mark of incoming packets only. @default none */
  ikey?: pulumi.Input<number | string>;
  /** Mark of outgoing packets only. @default none */
  okey?: pulumi.Input<number | string>;
  /** Underlay device that the tunnel is bound to. @default the device of the route to the far end */
  dev?: pulumi.Input<string>;
  /** Firewall mark by which outer packets are routed, 0 to 4294967295. @default 0 */
  fwmark?: pulumi.Input<number>;
}

/**
 * A device for IPsec over IPv4: the kernel encrypts what is routed into it by the policies and states of its key. The
 * kernel deducts 20 bytes from the underlay's mtu and nothing for ESP, so set an `mtu`, for instance 1400.
 *
 * @example
 * ```ts
 * new VtiTunnel("to-fra", {
 *   host: { connection: { host: "198.51.100.1", privateKey } },
 *   local: "198.51.100.1",
 *   remote: "203.0.113.7",
 *   key: 5,
 *   mtu: 1400,
 *   addresses: ["10.9.0.1/30"],
 * });
 * ```
 */
export class VtiTunnel extends Link {
  constructor(name: string, args: VtiTunnelArgs, options?: pulumi.CustomResourceOptions) {
    super("VtiTunnel", name, args, options);
  }
}
