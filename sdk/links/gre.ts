import type * as pulumi from "@pulumi/pulumi";
import type { EncapArgs } from "./encap.ts";
import type { CsumArgs, KeyArgs, SeqArgs } from "./gre-options.ts";
import { Link, type LinkArgs } from "./link.ts";

/** Arguments of a `GreTunnel`. */
export interface GreTunnelArgs extends LinkArgs, KeyArgs, SeqArgs, CsumArgs {
  /** IPv4 underlay address of this end. @default any of the host's */
  local?: pulumi.Input<string>;
  /** IPv4 underlay address of the other end, or of a multicast group (then `local` is needed). @default any: point to multipoint */
  remote?: pulumi.Input<string>;
  /** Time to live of the outer header, 1 to 255; "inherit" copies the inner packet's. @default "inherit" */
  ttl?: pulumi.Input<number | "inherit">;
  /** Type of service of the outer header, 0 to 255; "inherit" copies the inner packet's. @default 0 */
  tos?: pulumi.Input<number | "inherit">;
  /** Path MTU discovery: outer packets carry DF. @default true */
  pmtudisc?: pulumi.Input<boolean>;
  /** Fragment packets that carry DF all the same. Needs `pmtudisc: false`. @default false */
  ignoreDf?: pulumi.Input<boolean>;
  /** Underlay device that the tunnel is bound to. @default routing decides */
  dev?: pulumi.Input<string>;
  /** Firewall mark that outer packets are routed by. @default 0 */
  fwmark?: pulumi.Input<number>;
  /** UDP around the tunnel: FOU or GUE. */
  encap?: pulumi.Input<EncapArgs>;
  /** Endpoints and keys come with each packet from tc or routes (collect_md); excludes all of the above. @default false */
  external?: pulumi.Input<boolean>;
}

/**
 * GRE over IPv4 (RFC 2784, 2890): any layer-3 protocol, multicast and IPv6 included. 24 bytes of overhead, and 4 more
 * for each of an outgoing key, checksum and sequence number.
 *
 * @example A tunnel with a key, so that several can have the same endpoints
 * ```ts
 * new GreTunnel("to-fra", {
 *   host: { connection: { host: "198.51.100.1", privateKey } },
 *   local: "198.51.100.1",
 *   remote: "203.0.113.7",
 *   key: 42,
 *   addresses: ["10.9.0.1/30", "2001:db8:9::1/64"],
 * });
 * ```
 *
 * @example Through a firewall that passes UDP alone
 * ```ts
 * new GreTunnel("to-fra", { host, local, remote, key: 42, encap: { type: "gue", dport: 5555 } });
 * ```
 */
export class GreTunnel extends Link {
  constructor(name: string, args: GreTunnelArgs, options?: pulumi.CustomResourceOptions) {
    super("GreTunnel", name, args, options);
  }
}
