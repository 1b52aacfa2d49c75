import type * as pulumi from "@pulumi/pulumi";
import type { Ip6EndpointArgs } from "./ip6-tunnel.ts";
import { Link, type LinkArgs } from "./link.ts";

/** Arguments of a `Vti6Tunnel`. */
export interface Vti6TunnelArgs extends LinkArgs, Ip6EndpointArgs {
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
 * A device for IPsec over IPv6: the kernel encrypts what is routed into it by the policies and states of its key. The
 * kernel deducts 40 bytes from the underlay's mtu and nothing for ESP, so set an `mtu`, for instance 1400.
 *
 * @example
 * ```ts
 * new Vti6Tunnel("to-fra", {
 *   host: { connection: { host: "2001:db8:1::1", privateKey } },
 *   local: "2001:db8:1::1",
 *   remote: "2001:db8:2::7",
 *   key: 5,
 *   mtu: 1400,
 *   addresses: ["fd00:9::1/64"],
 * });
 * ```
 */
export class Vti6Tunnel extends Link {
  constructor(name: string, args: Vti6TunnelArgs, options?: pulumi.CustomResourceOptions) {
    super("Vti6Tunnel", name, args, options);
  }
}
