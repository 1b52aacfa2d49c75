import type * as pulumi from "@pulumi/pulumi";
import type { Ip6TunnelArgs } from "./ip6-tunnel.ts";
import { type EspOnlyArgs, Link, type LinkArgs } from "./link.ts";

/** Arguments of an `Ip6TnlTunnel`. */
export interface Ip6TnlTunnelArgs extends LinkArgs, EspOnlyArgs, Ip6TunnelArgs {
  /** Inner protocol: IPv6 ("ip6ip6"), IPv4 ("ipip6"), or both ("any"). @default "any" */
  mode?: pulumi.Input<"ip6ip6" | "ipip6" | "any">;
}

/**
 * IPv4 and IPv6 in IPv6 (RFC 2473). The overhead is 48 bytes, 40 with `encapLimit: "none"`.
 *
 * @example Both families across an IPv6 network
 * ```ts
 * new Ip6TnlTunnel("to-fra", {
 *   host: { connection: { host: "2001:db8:1::1", privateKey } },
 *   local: "2001:db8:1::1",
 *   remote: "2001:db8:2::7",
 *   addresses: ["10.9.0.1/30", "fd00:9::1/64"],
 *   routes: ["10.20.0.0/16"],
 * });
 * ```
 *
 * @example If routers drop packets with options
 * ```ts
 * new Ip6TnlTunnel("to-fra", { host, local, remote, encapLimit: "none" });
 * ```
 */
export class Ip6TnlTunnel extends Link {
  constructor(name: string, args: Ip6TnlTunnelArgs, options?: pulumi.CustomResourceOptions) {
    super("Ip6TnlTunnel", name, args, options);
  }
}
