import type * as pulumi from "@pulumi/pulumi";
import { HostResource, type HostResourceArgs } from "../host-resource.ts";

/** Arguments of a `PolicyRule`. */
export interface PolicyRuleArgs extends HostResourceArgs {
  /**
   * IPv4 ("inet") or IPv6 ("inet6"). Needed only without `from` and `to`. A rule is for one family, so IPv6 needs a rule of
   * its own.
   * @default the family of `from` or `to`
   */
  family?: pulumi.Input<"inet" | "inet6">;
  /**
   * Place of the rule, 1 to 4294967295. The kernel applies the rule with the lowest number first. Its own rules are at 0
   * (the host's own addresses), 32766 (the main table) and 32767.
   * @example 1000
   */
  priority: pulumi.Input<number>;
  /** Source of the packets: an address or a prefix. @default all addresses @example "203.0.113.0/24" */
  from?: pulumi.Input<string>;
  /** Destination of the packets: an address or a prefix. @default all addresses */
  to?: pulumi.Input<string>;
  /** Whether the rule is for the packets that do not match its other arguments. @default false */
  not?: pulumi.Input<boolean>;
  /** Device by which the packets arrive. "lo" means packets that the host itself sends. @default any */
  iif?: pulumi.Input<string>;
  /** Device to which the socket of the packets is bound. @default any */
  oif?: pulumi.Input<string>;
  /** Firewall mark of the packets, with a mask where not all bits count. @default any @example "0x1/0xff" */
  fwmark?: pulumi.Input<string | number>;
  /** IP protocol of the packets, by name or number. @default any */
  ipProto?: pulumi.Input<"tcp" | "udp" | "icmp" | "icmpv6" | "esp" | "ah" | "gre" | "sctp" | "ospf" | number>;
  /** Source port, 1 to 65534, or a range. @default any @example "8000-8080" */
  sourcePort?: pulumi.Input<string | number>;
  /** Destination port, 1 to 65534, or a range. @default any @example 443 */
  destinationPort?: pulumi.Input<string | number>;
  /** Type of service: a multiple of 4, up to 28 for IPv4 and 252 for IPv6. @default any @example 16 */
  tos?: pulumi.Input<number>;
  /** User ids whose sockets send the packets: a number, or a range. @default any @example "1000-1999" */
  uidRange?: pulumi.Input<string | number>;
  /**
   * What the kernel does with the packets. "lookup": it looks them up in `table`, and goes on to the next rule if that has
   * no route for them. "blackhole": it drops them. "unreachable" and "prohibit": it refuses them with that message.
   * @default "lookup"
   */
  action?: pulumi.Input<"lookup" | "blackhole" | "unreachable" | "prohibit">;
  /**
   * Routing table: its number, 1 to 4294967295, or its name in /etc/iproute2/rt_tables of the host. Needed for "lookup".
   * @default none
   * @example 100
   */
  table?: pulumi.Input<number | string>;
  /**
   * Ignore routes of the table whose prefixes have this length or a shorter one. With 0 the table's default route does not
   * count, so that a rule for the main table uses only its other routes.
   * @default all routes of the table count
   */
  suppressPrefixLength?: pulumi.Input<number>;
  /** Take over a rule with the same priority for the same packets that exists already. With false the provider refuses it. @default false */
  adopt?: pulumi.Input<boolean>;
}

/**
 * A policy rule: which packets use which routing table. Routes with a `table`, of links or of a `Route`, need one.
 *
 * `action`, `table`, `suppressPrefixLength` and `not` change in place. Every other change replaces the rule. The new rule
 * exists before the old one goes, except when only `not` changes, because the kernel does not take both. The kernel stores no owner for a rule, so the
 * provider writes the owner into a marker file in memory, under /run/pulumi-iproute2. The rules have the protocol
 * "kernel", because systemd-networkd removes those of others. (ip-rule(8))
 *
 * @example Packets of a prefix leave by a tunnel
 * ```ts
 * new GreTunnel("scrub", { host, remote: "203.0.113.7", routes: [{ to: "0.0.0.0/0", table: 100 }] });
 * new PolicyRule("scrubbed", { host, family: "inet", from: "192.0.2.0/24", table: 100, priority: 1000 });
 * ```
 *
 * @example Marked packets, except those with a route in the main table that is no default route
 * ```ts
 * new PolicyRule("local", { host, family: "inet", table: 254, suppressPrefixLength: 0, priority: 999 });
 * new PolicyRule("marked", { host, family: "inet", fwmark: "0x1/0xff", table: 100, priority: 1000 });
 * ```
 */
export class PolicyRule extends HostResource {
  declare readonly priority: pulumi.Output<number>;
  /** Number of the protocol that the kernel shows for the rule: 2, or another one if an operator made the rule again. */
  declare readonly protocol: pulumi.Output<number>;

  constructor(name: string, args: PolicyRuleArgs, options?: pulumi.CustomResourceOptions) {
    super("PolicyRule", name, { protocol: undefined }, args, { deleteBeforeReplace: false, ...options });
  }
}
