import type * as pulumi from "@pulumi/pulumi";
import type { EncapArgs } from "./encap.ts";
import { Link, type LinkArgs } from "./link.ts";

/** 6rd, RFC 5969. */
export interface SixrdArgs {
  /** IPv6 prefix of the domain, which an IPv4 address follows. @example "2001:db8::/32" */
  prefix: pulumi.Input<string>;
  /** IPv4 prefix that all ends have in common and that is left out. @default none @example "10.0.0.0/8" */
  relayPrefix?: pulumi.Input<string>;
}

/** Arguments of a `SitTunnel`. */
export interface SitTunnelArgs extends LinkArgs {
  /** IPv4 underlay address of this end. @default any of the host's */
  local?: pulumi.Input<string>;
  /** IPv4 underlay address of the other end. @default any: point to multipoint */
  remote?: pulumi.Input<string>;
  /** What travels inside: IPv6, IPv4, MPLS, or all of them. Another mode is another device. @default "any" */
  mode?: pulumi.Input<"ip6ip" | "ipip" | "mplsip" | "any">;
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
  /**
   * ISATAP (RFC 5214): the other end's IPv4 address is the last part of its IPv6 address. Excludes `remote`. To turn it
   * on or off makes another device.
   * @default false
   */
  isatap?: pulumi.Input<boolean>;
  /** 6rd (RFC 5969): the other end's IPv4 address is in its IPv6 address. @default none */
  sixrd?: pulumi.Input<SixrdArgs>;
  /** UDP around the tunnel: FOU or GUE. */
  encap?: pulumi.Input<EncapArgs>;
}

/**
 * IPv6 in IPv4 (RFC 4213), 20 bytes of overhead: islands of IPv6 across an IPv4 network. With `mode: "any"` it carries
 * IPv4 too. Over FOU the far end's port decodes one protocol only: to carry both, use GUE.
 *
 * @example Two islands of IPv6
 * ```ts
 * new SitTunnel("to-fra", {
 *   host: { connection: { host: "198.51.100.1", privateKey } },
 *   local: "198.51.100.1",
 *   remote: "203.0.113.7",
 *   addresses: ["2001:db8:9::1/64"],
 *   routes: ["2001:db8:20::/48"],
 * });
 * ```
 *
 * @example 6rd, as a provider's customer
 * ```ts
 * new SitTunnel("sixrd", { host, local: "10.1.2.3", sixrd: { prefix: "2001:db8::/32", relayPrefix: "10.0.0.0/8" } });
 * ```
 */
export class SitTunnel extends Link {
  constructor(name: string, args: SitTunnelArgs, options?: pulumi.CustomResourceOptions) {
    super("SitTunnel", name, args, options);
  }
}
