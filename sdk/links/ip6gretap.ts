import type * as pulumi from "@pulumi/pulumi";
import type { CsumArgs, KeyArgs, SeqArgs } from "./gre-options.ts";
import type { Ip6TunnelArgs } from "./ip6-tunnel.ts";
import { type EspOnlyArgs, Link, type PortLinkArgs } from "./link.ts";

/** Arguments of an `Ip6GreTapTunnel`. */
export interface Ip6GreTapTunnelArgs
  extends PortLinkArgs,
    EspOnlyArgs,
    Ip6TunnelArgs,
    KeyArgs,
    SeqArgs,
    CsumArgs {}

/**
 * GRE over IPv6 at layer 2: carries Ethernet frames, so that the link can be a port of a bridge. The overhead is 66
 * bytes, 58 with `encapLimit: "none"`, and 4 more for an outgoing key, for checksums and for sequence numbers. The kernel
 * keeps one table for this kind and `Ip6ErspanTunnel`, so only one device of both can have given endpoints and a key.
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
