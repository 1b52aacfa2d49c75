import type * as pulumi from "@pulumi/pulumi";
import type { EncapArgs } from "./encap.ts";
import type { ErspanHeaderArgs } from "./erspan-options.ts";
import { Link, type LinkArgs } from "./link.ts";

/** Arguments of an `ErspanTunnel`. */
export interface ErspanTunnelArgs extends LinkArgs, ErspanHeaderArgs {
  /** IPv4 underlay address of this end. @default any of the host's */
  local?: pulumi.Input<string>;
  /** IPv4 underlay address of the other end, or of a multicast group (then `local` is needed). @default any: point to multipoint */
  remote?: pulumi.Input<string>;
  /** Version of the ERSPAN header: 1 is type II, 2 is type III, 0 is type I, which has none. @default 1 */
  version?: pulumi.Input<0 | 1 | 2>;
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
 * ERSPAN over IPv4: mirrored frames on their way to a collector. 38 bytes of overhead with version 0, 50 with version
 * 1, 54 with version 2. The frames come from an `ErspanMirror`.
 *
 * @example Type II, as most collectors take it
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
