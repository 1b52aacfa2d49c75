import type * as pulumi from "@pulumi/pulumi";
import { HostResource, type HostResourceArgs } from "../host-resource.ts";

/** One of several next hops of a `Route`. It needs `via`, `dev` or both. */
export interface NexthopArgs {
  /** Device by which the packets leave. @default the device with the gateway's subnet */
  dev?: pulumi.Input<string>;
  /** Gateway. @default none: the destination is reached through the device directly */
  via?: pulumi.Input<string>;
  /** Share of this next hop, 1 to 256. The kernel divides the flows in the ratio of the weights. @default 1 */
  weight?: pulumi.Input<number>;
  /** Whether the gateway is reachable through `dev` although it is in none of its subnets. @default false */
  onlink?: pulumi.Input<boolean>;
}

/** Arguments of a `Route`. */
export interface RouteArgs extends HostResourceArgs {
  /**
   * Destination prefix. "default" is 0.0.0.0/0 or ::/0, by the family of a gateway or of `src`; it is refused if none of
   * them shows the family.
   * @example "10.20.0.0/16"
   */
  to: pulumi.Input<string>;
  /**
   * "unicast" forwards the packets. "blackhole" drops them. "unreachable" and "prohibit" refuse them with that message.
   * @default "unicast"
   */
  type?: pulumi.Input<"unicast" | "blackhole" | "unreachable" | "prohibit">;
  /** Gateway. A unicast route needs `via`, `dev` or `nexthops`. @default none */
  via?: pulumi.Input<string>;
  /** Device by which the packets leave. @default the device with the gateway's subnet */
  dev?: pulumi.Input<string>;
  /** Whether the gateway is reachable through `dev` although it is in none of its subnets. @default false */
  onlink?: pulumi.Input<boolean>;
  /**
   * Several next hops. The kernel chooses one for each flow (ECMP). For IPv6 each needs `via`. Excludes `via`, `dev` and
   * `onlink`.
   * @default none @example [{ dev: "gre1" }, { dev: "gre2", weight: 2 }]
   */
  nexthops?: pulumi.Input<pulumi.Input<NexthopArgs>[]>;
  /**
   * Routing table: its number, or its name in /etc/iproute2/rt_tables of the host. The provider asks the host for the number
   * when it applies.
   * @default 254, the main table
   * @example "blue"
   */
  table?: pulumi.Input<number | string>;
  /** Metric, 1 to 4294967295. The kernel prefers the lowest. @default the kernel's: 0 for IPv4, 1024 for IPv6 */
  metric?: pulumi.Input<number>;
  /** Source address of the host's own packets by this route. @default the kernel chooses one @example "10.9.0.1" */
  src?: pulumi.Input<string>;
  /** Size of the largest packet by this route in bytes. @default that of the device */
  mtu?: pulumi.Input<number>;
  /** Maximum TCP segment size, in bytes, that the host announces on connections by this route. @default the kernel's */
  advmss?: pulumi.Input<number>;
  /** Take over a route with the same destination, table and metric that exists already. With false the provider refuses it. @default false */
  adopt?: pulumi.Input<boolean>;
}

/**
 * A route that is not part of one link: over several links or gateways, by a gateway of the underlay, or one that drops
 * packets. A route through one link is simpler as an entry of its `routes`, and so is one that drops packets when that link is
 * gone.
 *
 * A Route never takes the place of another route. If the host has a route with the same destination, table and metric, the
 * error names it. Next hops, `type`, `src`, `mtu` and `advmss` change in place. For IPv4 the new route exists before the
 * old one goes. For IPv6 there is no route for an instant, because the kernel would merge the two.
 *
 * The kernel removes a route with its device. A link that is replaced replaces the routes whose `dev` or `nexthops` has its
 * output `name`, in the same run. If they have its name as a text, run `pulumi up --refresh` afterwards.
 *
 * The kernel stores no owner for a route, so the provider writes the owner into a marker file in memory, under
 * /run/pulumi-iproute2. The routes have the protocol 105, so that they differ from those of operators and of links.
 * (ip-route(8))
 *
 * @example Two tunnels share the traffic
 * ```ts
 * const one = new GreTunnel("one", { host, remote: "203.0.113.7", addresses: ["10.9.0.1/30"] });
 * const two = new GreTunnel("two", { host, remote: "203.0.113.8", addresses: ["10.9.0.5/30"] });
 * new Route("both", { host, to: "10.20.0.0/16", nexthops: [{ dev: one.name }, { dev: two.name, weight: 2 }] });
 * ```
 *
 * @example The far end of a tunnel keeps the gateway of the underlay
 * ```ts
 * new Route("far-end", { host, to: "203.0.113.7", via: "198.51.100.1" });
 * ```
 *
 * @example What no tunnel carries is dropped
 * ```ts
 * new Route("else", { host, to: "0.0.0.0/0", type: "blackhole", table: 100, metric: 1000 });
 * ```
 */
export class Route extends HostResource {
  declare readonly to: pulumi.Output<string>;
  /** Number of the protocol that the kernel shows for the route: 105, or another one if an operator made the route again. */
  declare readonly protocol: pulumi.Output<number>;

  constructor(name: string, args: RouteArgs, options?: pulumi.CustomResourceOptions) {
    super("Route", name, { protocol: undefined }, args, { deleteBeforeReplace: false, ...options });
  }
}
