import type * as pulumi from "@pulumi/pulumi";
import type { ErspanHeaderArgs } from "./erspan-options.ts";
import type { Ip6TunnelArgs } from "./ip6-tunnel.ts";
import { type EspOnlyArgs, Link, type PortLinkArgs } from "./link.ts";

/** Arguments of an `Ip6ErspanTunnel`. */
export interface Ip6ErspanTunnelArgs extends PortLinkArgs, EspOnlyArgs, Ip6TunnelArgs, ErspanHeaderArgs {
  /** Version of the ERSPAN header: 1 is type II, 2 is type III. @default 1 */
  version?: pulumi.Input<1 | 2>;
}

/**
 * ERSPAN over IPv6: carries mirrored frames to a collector. An `ErspanMirror` copies the frames into it. The overhead is
 * 78 bytes with version 1 and 82 with version 2, and 8 less with `encapLimit: "none"`.
 *
 * @example Type II, which most collectors accept
 * ```ts
 * new Ip6ErspanTunnel("to-collector", {
 *   host: { connection: { host: "2001:db8:1::1", privateKey } },
 *   local: "2001:db8:1::1",
 *   remote: "2001:db8:2::7",
 *   key: 7,
 *   index: 123,
 * });
 * ```
 */
export class Ip6ErspanTunnel extends Link {
  constructor(name: string, args: Ip6ErspanTunnelArgs, options?: pulumi.CustomResourceOptions) {
    super("Ip6ErspanTunnel", name, args, options);
  }
}
