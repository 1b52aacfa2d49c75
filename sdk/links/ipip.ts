import type * as pulumi from "@pulumi/pulumi";
import type { EncapArgs } from "./encap.ts";
import { Link, type LinkArgs } from "./link.ts";

/** Arguments of an `IpipTunnel`. */
export interface IpipTunnelArgs extends LinkArgs {
  /** IPv4 underlay address of this end. @default any of the host's */
  local?: pulumi.Input<string>;
  /** IPv4 underlay address of the other end. @default any: point to multipoint */
  remote?: pulumi.Input<string>;
  /** What travels inside: IPv4, MPLS, or both. Another mode is another device. @default "any" */
  mode?: pulumi.Input<"ipip" | "mplsip" | "any">;
  /** Time to live of the outer header, 1 to 255; "inherit" copies the inner packet's. @default "inherit" */
  ttl?: pulumi.Input<number | "inherit">;
  /** Type of service of the outer header, 0 to 255; "inherit" copies the inner packet's. @default 0 */
  tos?: pulumi.Input<number | "inherit">;
  /** Path MTU discovery: outer packets carry DF. Off only with `ttl: "inherit"`. @default true */
  pmtudisc?: pulumi.Input<boolean>;
  /** Underlay device that the tunnel is bound to. @default routing decides */
  dev?: pulumi.Input<string>;
  /** Firewall mark that outer packets are routed by. @default 0 */
  fwmark?: pulumi.Input<number>;
  /** UDP around the tunnel: FOU or GUE. */
  encap?: pulumi.Input<EncapArgs>;
  /** Endpoints come with each packet from tc or routes (collect_md); excludes all of the above but `mode`. @default false */
  external?: pulumi.Input<boolean>;
}

/**
 * IPv4 in IPv4 (RFC 2003): the smallest overhead there is (20 bytes), unicast only.
 *
 * @example A tunnel with an address and a route behind it
 * ```ts
 * new IpipTunnel("to-fra", {
 *   host: { connection: { host: "198.51.100.1", privateKey } },
 *   local: "198.51.100.1",
 *   remote: "203.0.113.7",
 *   addresses: ["10.9.0.1/30"],
 *   routes: ["10.20.0.0/16"],
 * });
 * ```
 *
 * @example Through a firewall that passes UDP alone
 * ```ts
 * new IpipTunnel("to-fra", { host, local, remote, encap: { type: "fou", dport: 5555 } });
 * ```
 */
export class IpipTunnel extends Link {
  constructor(name: string, args: IpipTunnelArgs, options?: pulumi.CustomResourceOptions) {
    super("IpipTunnel", name, args, options);
  }
}
