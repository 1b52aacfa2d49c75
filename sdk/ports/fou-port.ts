import type * as pulumi from "@pulumi/pulumi";
import { HostResource, type HostResourceArgs } from "../host-resource.ts";

/** Arguments of a `FouPort`. The kernel changes no port in place: every change replaces the port. */
export interface FouPortArgs extends HostResourceArgs {
  /** UDP port at which packets of tunnels arrive, 1 to 65535. @example 5555 */
  port: pulumi.Input<number>;
  /**
   * Protocol of what follows the UDP header, by name or number. "sit" and "ipv6" are the same, 41. Excludes `gue`.
   * @example "gre"
   */
  protocol?: pulumi.Input<"ipip" | "sit" | "ipv6" | "gre" | number>;
  /** Generic UDP Encapsulation: a header in each packet names the protocol. Excludes `protocol`. @default false */
  gue?: pulumi.Input<boolean>;
  /** IPv4 ("inet") or IPv6 ("inet6"). @default "inet" */
  family?: pulumi.Input<"inet" | "inet6">;
  /** Address that the port is bound to; the machine must have it. @default all addresses */
  local?: pulumi.Input<string>;
  /** Address of the only sender that is accepted. Needs `peerPort`. @default any */
  peer?: pulumi.Input<string>;
  /** Source port of `peer`, 1 to 65535. Needs `peer`. @default any */
  peerPort?: pulumi.Input<number>;
  /** Device by which packets have to arrive. Needs `local`. @default any */
  dev?: pulumi.Input<string>;
  /** Take over a port with the same arguments that exists already. With false the provider refuses it. @default false */
  adopt?: pulumi.Input<boolean>;
}

/**
 * A UDP port at which the kernel receives tunnels: Foo over UDP (FOU) or Generic UDP Encapsulation (GUE). A link with
 * `encap` needs a port on each end. One port serves any number of links.
 *
 * The kernel stores no owner for a port, so the provider writes the owner into a marker file in memory, under
 * /run/pulumi-iproute2. (ip-fou(8))
 *
 * @example For ipip and gre links together
 * ```ts
 * new FouPort("gue", { host, port: 5555, gue: true });
 * new IpipTunnel("to-fra", { host, local, remote, encap: { type: "gue", dport: 5555 } });
 * ```
 *
 * @example For gre only, four bytes less
 * ```ts
 * new FouPort("gre-in-udp", { host, port: 5556, protocol: "gre" });
 * ```
 */
export class FouPort extends HostResource {
  declare readonly port: pulumi.Output<number>;
  declare readonly family: pulumi.Output<"inet" | "inet6" | undefined>;
  /** Address that the port is bound to: `local`, or the source address that the kernel chose for `peer`. */
  declare readonly boundAddress: pulumi.Output<string | undefined>;

  constructor(name: string, args: FouPortArgs, options?: pulumi.CustomResourceOptions) {
    super("FouPort", name, { boundAddress: undefined }, args, options);
  }
}
