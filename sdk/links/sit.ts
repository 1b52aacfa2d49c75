import type * as pulumi from "@pulumi/pulumi";
import type { EncapArgs } from "./encap.ts";
import { type DeviceAddressArgs, type EspOnlyArgs, Link, type LinkArgs } from "./link.ts";

/** 6rd (RFC 5969): IPv6 addresses that contain IPv4 addresses. */
export interface SixrdArgs {
  /** IPv6 prefix of the 6rd domain. The bits after it are of an IPv4 address. @example "2001:db8::/32" */
  prefix: pulumi.Input<string>;
  /** IPv4 prefix that all ends have in common. The IPv6 addresses leave it out. @default none @example "10.0.0.0/8" */
  relayPrefix?: pulumi.Input<string>;
}

/** Arguments of a `SitTunnel`. */
export interface SitTunnelArgs extends LinkArgs, EspOnlyArgs {
  /** IPv4 underlay address of this end, or a device for its address there. @default any address of the host @example { dev: "eth0" } */
  local?: pulumi.Input<string | DeviceAddressArgs>;
  /** IPv4 underlay address of the far end. @default any: point to multipoint */
  remote?: pulumi.Input<string>;
  /**
   * Inner protocol: IPv6 ("ip6ip"), IPv4 ("ipip"), MPLS ("mplsip"), or all ("any"). A change replaces the device.
   * @default "any"
   */
  mode?: pulumi.Input<"ip6ip" | "ipip" | "mplsip" | "any">;
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
  /**
   * ISATAP (RFC 5214): the far end's IPv4 address is the last part of its IPv6 address. Excludes `remote`. A change
   * replaces the device.
   * @default false
   */
  isatap?: pulumi.Input<boolean>;
  /** 6rd (RFC 5969): the far end's IPv4 address is a part of its IPv6 address. @default none */
  sixrd?: pulumi.Input<SixrdArgs>;
  /** A UDP header in front of the tunnel: FOU or GUE. @default none */
  encap?: pulumi.Input<EncapArgs>;
}

/**
 * IPv6 in IPv4 (RFC 4213): connects IPv6 networks across an IPv4 network. The overhead is 20 bytes. With `mode: "any"`
 * the link carries IPv4 too. A FOU port decodes only one protocol, so use GUE to carry both in UDP.
 *
 * @example Two IPv6 networks
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
 * @example 6rd, at the customer of a provider
 * ```ts
 * new SitTunnel("sixrd", { host, local: "10.1.2.3", sixrd: { prefix: "2001:db8::/32", relayPrefix: "10.0.0.0/8" } });
 * ```
 */
export class SitTunnel extends Link {
  constructor(name: string, args: SitTunnelArgs, options?: pulumi.CustomResourceOptions) {
    super("SitTunnel", name, args, options);
  }
}
