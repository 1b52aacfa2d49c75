import type * as pulumi from "@pulumi/pulumi";
import type { CsumArgs, KeyArgs, SeqArgs } from "./gre-options.ts";
import type { Ip6TunnelArgs } from "./ip6-tunnel.ts";
import { type EspOnlyArgs, Link, type LinkArgs } from "./link.ts";

/** Arguments of an `Ip6GreTunnel`. */
export interface Ip6GreTunnelArgs extends LinkArgs, EspOnlyArgs, Ip6TunnelArgs, KeyArgs, SeqArgs, CsumArgs {}

/**
 * GRE over IPv6 (RFC 7676): carries any layer-3 protocol, multicast too. The overhead is 52 bytes, 44 with
 * `encapLimit: "none"`, and 4 more for an outgoing key, for checksums and for sequence numbers.
 *
 * @example A tunnel with a key, so that several can have the same endpoints
 * ```ts
 * new Ip6GreTunnel("to-fra", {
 *   host: { connection: { host: "2001:db8:1::1", privateKey } },
 *   local: "2001:db8:1::1",
 *   remote: "2001:db8:2::7",
 *   key: 42,
 *   addresses: ["10.9.0.1/30"],
 * });
 * ```
 *
 * @example Through a firewall that passes only UDP
 * ```ts
 * new Ip6GreTunnel("to-fra", { host, local, remote, encap: { type: "fou", dport: 5555 } });
 * ```
 */
export class Ip6GreTunnel extends Link {
  constructor(name: string, args: Ip6GreTunnelArgs, options?: pulumi.CustomResourceOptions) {
    super("Ip6GreTunnel", name, args, options);
  }
}
