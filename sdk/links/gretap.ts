import type * as pulumi from "@pulumi/pulumi";
import type { EncapArgs } from "./encap.ts";
import type { CsumArgs, KeyArgs, SeqArgs } from "./gre-options.ts";
import { type DeviceAddressArgs, type EspOnlyArgs, Link, type PortLinkArgs } from "./link.ts";

/** Arguments of a `GreTapTunnel`. */
export interface GreTapTunnelArgs extends PortLinkArgs, EspOnlyArgs, KeyArgs, SeqArgs, CsumArgs {
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
 * GRE over IPv4 at layer 2: carries Ethernet frames, so that the link can be a port of a bridge. The overhead is 38
 * bytes, and 4 more for an outgoing key, for checksums and for sequence numbers.
 *
 * @example
 * ```ts
 * new GreTapTunnel("to-fra", {
 *   host: { connection: { host: "198.51.100.1", privateKey } },
 *   local: "198.51.100.1",
 *   remote: "203.0.113.7",
 *   addresses: ["10.9.0.1/24"],
 * });
 * ```
 */
export class GreTapTunnel extends Link {
  constructor(name: string, args: GreTapTunnelArgs, options?: pulumi.CustomResourceOptions) {
    super("GreTapTunnel", name, args, options);
  }
}
