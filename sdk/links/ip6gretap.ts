import type * as pulumi from "@pulumi/pulumi";
import type { CsumArgs, KeyArgs, SeqArgs } from "./gre-options.ts";
import type { Ip6TunnelArgs } from "./ip6-tunnel.ts";
import { Link, type LinkArgs } from "./link.ts";

/** Arguments of an `Ip6GreTapTunnel`. */
export interface Ip6GreTapTunnelArgs extends LinkArgs, Ip6TunnelArgs, KeyArgs, SeqArgs, CsumArgs {}

/**
 * Ethernet in GRE over IPv6: a device that can go into a bridge. 66 bytes of overhead, 58 with `encapLimit: "none"`,
 * and 4 more for each of an outgoing key, checksum and sequence number. The kernel keeps it in one table with
 * `Ip6ErspanTunnel`: of both, one may have given endpoints and a given key.
 *
 * @example
 * ```ts
 * new Ip6GreTapTunnel("lan-to-fra", {
 *   host: { connection: { host: "2001:db8:1::1", privateKey } },
 *   local: "2001:db8:1::1",
 *   remote: "2001:db8:2::7",
 *   key: 42,
 * });
 * ```
 */
export class Ip6GreTapTunnel extends Link {
  constructor(name: string, args: Ip6GreTapTunnelArgs, options?: pulumi.CustomResourceOptions) {
    super("Ip6GreTapTunnel", name, args, options);
  }
}
