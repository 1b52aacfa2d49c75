import type * as pulumi from "@pulumi/pulumi";
import type { EncapArgs } from "./encap.ts";
import { type DeviceAddressArgs, type EspOnlyArgs, Link, type LinkArgs } from "./link.ts";

/** Arguments of an `IpipTunnel`. */
export interface IpipTunnelArgs extends LinkArgs, EspOnlyArgs {
  /** IPv4 underlay address of this end, or a device for its address there. @default any address of the host @example { dev: "eth0" } */
  local?: pulumi.Input<string | DeviceAddressArgs>;
  /** IPv4 underlay address of the far end. @default any: point to multipoint */
  remote?: pulumi.Input<string>;
  /** Inner protocol: IPv4 ("ipip"), MPLS ("mplsip"), or both ("any"). A change replaces the device. @default "any" */
  mode?: pulumi.Input<"ipip" | "mplsip" | "any">;
  /** Time to live of the outer header, 1 to 255; "inherit" copies the inner packet's. @default "inherit" */
  ttl?: pulumi.Input<number | "inherit">;
  /** Type of service of the outer header, 0 to 255; "inherit" copies the inner packet's. @default 0 */
  tos?: pulumi.Input<number | "inherit">;
  /** Path MTU discovery: outer packets have DF set. `false` needs `ttl: "inherit"`. @default true */
  pmtudisc?: pulumi.Input<boolean>;
  /** Underlay device that the tunnel is bound to. @default the device of the route to the far end */
  dev?: pulumi.Input<string>;
  /** Firewall mark by which outer packets are routed, 0 to 4294967295. @default 0 */
  fwmark?: pulumi.Input<number>;
  /** A UDP header in front of the tunnel: FOU or GUE. @default none */
  encap?: pulumi.Input<EncapArgs>;
  /** tc or routes give the endpoints of each packet (collect_md). Excludes all arguments above except `mode`. @default false */
  external?: pulumi.Input<boolean>;
}

/**
 * IPv4 in IPv4 (RFC 2003), unicast only. The overhead is 20 bytes, the smallest of all kinds.
 *
 * @example A tunnel with an address and a route
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
 * @example Through a firewall that passes only UDP
 * ```ts
 * new IpipTunnel("to-fra", { host, local, remote, encap: { type: "fou", dport: 5555 } });
 * ```
 */
export class IpipTunnel extends Link {
  constructor(name: string, args: IpipTunnelArgs, options?: pulumi.CustomResourceOptions) {
    super("IpipTunnel", name, args, options);
  }
}
