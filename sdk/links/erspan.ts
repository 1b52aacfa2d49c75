import type * as pulumi from "@pulumi/pulumi";
import type { EncapArgs } from "./encap.ts";
import type { ErspanHeaderArgs } from "./erspan-options.ts";
import { type DeviceAddressArgs, type EspOnlyArgs, Link, type PortLinkArgs } from "./link.ts";

/** Arguments of an `ErspanTunnel`. */
export interface ErspanTunnelArgs extends PortLinkArgs, EspOnlyArgs, ErspanHeaderArgs {
  /** IPv4 underlay address of this end, or a device for its address there. @default any address of the host @example { dev: "eth0" } */
  local?: pulumi.Input<string | DeviceAddressArgs>;
  /** IPv4 underlay address of the far end, or a multicast group, which needs `local`. @default any: point to multipoint */
  remote?: pulumi.Input<string>;
  /** Version of the ERSPAN header: 1 is type II, 2 is type III, 0 is type I, which has none. @default 1 */
  version?: pulumi.Input<0 | 1 | 2>;
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
 * ERSPAN over IPv4: carries mirrored frames to a collector. An `ErspanMirror` copies the frames into it. The overhead is
 * 38 bytes with version 0, 50 with version 1, and 54 with version 2.
 *
 * @example Type II, which most collectors accept
 * ```ts
 * new ErspanTunnel("to-collector", {
 *   host: { connection: { host: "198.51.100.1", privateKey } },
 *   local: "198.51.100.1",
 *   remote: "203.0.113.7",
 *   key: 7,
 *   index: 123,
 * });
 * ```
 *
 * @example Type III, with the direction and the mirroring engine in the header
 * ```ts
 * new ErspanTunnel("to-collector", { host, local, remote, key: 7, version: 2, direction: "egress", hardwareId: 3 });
 * ```
 */
export class ErspanTunnel extends Link {
  constructor(name: string, args: ErspanTunnelArgs, options?: pulumi.CustomResourceOptions) {
    super("ErspanTunnel", name, args, options);
  }
}
