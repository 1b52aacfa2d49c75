import type * as pulumi from "@pulumi/pulumi";

/** A route through a link. */
export interface LinkRouteArgs {
  /**
   * Destination prefix. "default" is 0.0.0.0/0 or ::/0, by the family of `via`, else of the packets that the kind carries,
   * else of the link's addresses; it is refused if none of them shows the family.
   * @example "10.20.0.0/16"
   */
  to: pulumi.Input<string>;
  /** Gateway in a subnet of the link. @default none: the destination is reached through the link directly */
  via?: pulumi.Input<string>;
  /** Metric, 1 to 4294967295. The kernel prefers the lowest. @default the kernel's: 0 for IPv4, 1024 for IPv6 */
  metric?: pulumi.Input<number>;
  /**
   * Routing table: its number, or its name in /etc/iproute2/rt_tables of the host. The provider asks the host for the number
   * when it applies.
   * @default 254, the main table
   * @example "blue"
   */
  table?: pulumi.Input<number | string>;
  /**
   * "unicast" forwards the packets through the link. "blackhole" drops them. "unreachable" and "prohibit" refuse them with
   * that message. A route that is not unicast has no device, so it stays while the link is down or is replaced. The class
   * makes a `Route` of it, which is a child of the link. It takes `to`, `table` and `metric`, and in a link with `master` it
   * needs `table`. The program must know the type while it runs: neither the list, nor the entry, nor the type may be an
   * output.
   * @default "unicast"
   * @example "blackhole"
   */
  type?: pulumi.Input<"unicast" | "blackhole" | "unreachable" | "prohibit">;
  /** Source address of the host's own packets by this route. @default the kernel chooses one @example "10.9.0.1" */
  src?: pulumi.Input<string>;
  /** Whether the gateway is reachable through the link although it is in no subnet of the link. @default the kernel refuses such a gateway */
  onlink?: pulumi.Input<boolean>;
  /** Size of the largest packet by this route in bytes. @default that of the link */
  mtu?: pulumi.Input<number>;
  /** Maximum TCP segment size, in bytes, that the host announces on connections by this route. @default the kernel's */
  advmss?: pulumi.Input<number>;
}
