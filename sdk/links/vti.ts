import type * as pulumi from "@pulumi/pulumi";
import { Link, type LinkArgs } from "./link.ts";

/** Arguments of a `VtiTunnel`. */
export interface VtiTunnelArgs extends LinkArgs {
  /** IPv4 underlay address of this end. @default any of the host's */
  local?: pulumi.Input<string>;
  /** IPv4 underlay address of the other end. @default any: point to multipoint */
  remote?: pulumi.Input<string>;
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
 * A device in front of IPsec over IPv4: what is routed into it is encrypted by the policies and states of its key. The
 * kernel deducts 20 bytes from the underlay's mtu and none for ESP, so say an `mtu`, 1400 for instance.
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
