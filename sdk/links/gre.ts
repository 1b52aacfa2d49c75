import type * as pulumi from "@pulumi/pulumi";
import type { EncapArgs } from "./encap.ts";
import type { CsumArgs, KeyArgs, SeqArgs } from "./gre-options.ts";
import { type DeviceAddressArgs, type EspOnlyArgs, Link, type LinkArgs } from "./link.ts";

/** Arguments of a `GreTunnel`. */
export interface GreTunnelArgs extends LinkArgs, EspOnlyArgs, KeyArgs, SeqArgs, CsumArgs {
  /** IPv4 underlay address of this end, or a device for its address there. @default any address of the host @example { dev: "eth0" } */
  local?: pulumi.Input<string | DeviceAddressArgs>;
  /** IPv4 underlay address of the far end, or a multicast group, which needs `local`. @default any: point to multipoint */
  remote?: pulumi.Input<string>;
  /** Time to live of the outer header, 1 to 255; "inherit" copies the inner packet's. @default "inherit" */
  ttl?: pulumi.Input<number | "inherit">;
  /** Type of service of the outer header, 0 to 255; "inherit" copies the inner packet's. @default 0 */
  tos?: pulumi.Input<number | "inherit">;
  /** Path MTU discovery: outer packets have DF set. @default true */
  pmtudisc?: pulumi.Input<boolean>;
  /** Fragment also packets that have DF set. Needs `pmtudisc: false`. @default false */
  ignoreDf?: pulumi.Input<boolean>;
  /** Underlay device that the tunnel is bound to. @default the device of the route to the far end */
  dev?: pulumi.Input<string>;
  /** Firewall mark by which outer packets are routed, 0 to 4294967295. @default 0 */
  fwmark?: pulumi.Input<number>;
  /** A UDP header in front of the tunnel: FOU or GUE. @default none */
  encap?: pulumi.Input<EncapArgs>;
  /** tc or routes give the endpoints and keys of each packet (collect_md). Excludes all arguments above. @default false */
  external?: pulumi.Input<boolean>;
}

/**
 * GRE over IPv4 (RFC 2784, 2890): carries any layer-3 protocol, multicast and IPv6 too. The overhead is 24 bytes, and 4
 * more for an outgoing key, for checksums and for sequence numbers.
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
 * @example Packets are dropped when the tunnel is gone, and do not leave by another way
 * ```ts
 * new GreTunnel("to-fra", {
 *   host,
 *   local,
 *   remote,
 *   routes: ["10.20.0.0/16", { to: "10.20.0.0/16", type: "blackhole", metric: 4000 }],
 * });
 * ```
 *
 * @example Through a firewall that passes only UDP
 * ```ts
 * new GreTunnel("to-fra", { host, local, remote, key: 42, encap: { type: "gue", dport: 5555 } });
 * ```
 */
export class GreTunnel extends Link {
  constructor(name: string, args: GreTunnelArgs, options?: pulumi.CustomResourceOptions) {
    super("GreTunnel", name, args, options);
  }
}
