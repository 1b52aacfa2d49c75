import type * as pulumi from "@pulumi/pulumi";
import type { Ip6EndpointArgs } from "./ip6-tunnel.ts";
import { Link, type LinkArgs } from "./link.ts";

/** Arguments of a `Vti6Tunnel`. */
export interface Vti6TunnelArgs extends LinkArgs, Ip6EndpointArgs {
  /**
   * Mark of the IPsec policies in both directions, which states and policies name as `mark`: 1 to 4294967295, or a
   * dotted quad. Excludes `ikey` and `okey`. It does not tell devices with the same endpoints apart.
   * @default none
   */
  key?: pulumi.Input<number | string>;
  /** Mark of incoming packets alone. @default none */
  ikey?: pulumi.Input<number | string>;
  /** Mark of outgoing packets alone. @default none */
  okey?: pulumi.Input<number | string>;
  /** Underlay device that the tunnel is bound to. @default routing decides */
  dev?: pulumi.Input<string>;
  /** Firewall mark that outer packets are routed by. @default 0 */
  fwmark?: pulumi.Input<number>;
}

/**
 * A device in front of IPsec over IPv6: what is routed into it is encrypted by the policies and states of its key. The
 * kernel deducts 40 bytes from the underlay's mtu and none for ESP, so say an `mtu`, 1400 for instance.
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
