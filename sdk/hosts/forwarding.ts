import type * as pulumi from "@pulumi/pulumi";
import { HostResource, type HostResourceArgs } from "../host-resource.ts";

/** Arguments of a `Forwarding`. */
export interface ForwardingArgs extends HostResourceArgs {
  /**
   * IPv4 (`net.ipv4.ip_forward`) or IPv6 (`net.ipv6.conf.all.forwarding`). A change replaces the resource.
   * @default "inet"
   * @example "inet6"
   */
  family?: pulumi.Input<"inet" | "inet6">;
  /**
   * Whether the kernel forwards packets between devices. `false` keeps forwarding off.
   * @default true
   * @example false
   */
  enabled?: pulumi.Input<boolean>;
}

/**
 * Whether a machine forwards packets between its devices, as a router does. Several stacks may declare it for one
 * machine. The machine remembers the earlier value in memory, under /run/pulumi-iproute2.
 *
 * When the last `Forwarding` of a family goes, the machine gets the earlier value back. Forwarding stays on if another
 * program may need it by then: if sysctl.d or sysctl.conf sets it, if a device came since then that is up and not of this
 * package (a bridge or veth of containers or virtual machines), if nftables or iptables translate IPv4 addresses, or if
 * release 0.1.0 set it, which did not record the devices. The provider does not see a router without any of these that
 * came to depend on it; use the option `retainOnDelete` there.
 *
 * A kernel that forwards IPv6 removes the default routes of router advertisements and ignores further ones, unless
 * `accept_ra` is 2. So the provider first sets `accept_ra` to 2 on each device that has routes or addresses of router
 * advertisements, and sets it back with forwarding. If it cannot, the provider changes nothing and reports an error.
 * (linux: Documentation/networking/ip-sysctl.rst)
 *
 * @example
 * ```ts
 * new Forwarding("ams-forwards", { host: ams });
 * new Forwarding("ams-forwards-v6", { host: ams, family: "inet6" });
 * ```
 */
export class Forwarding extends HostResource {
  declare readonly family: pulumi.Output<"inet" | "inet6" | undefined>;
  declare readonly enabled: pulumi.Output<boolean | undefined>;
  /** Whether forwarding was on before the first owner: the value that the machine gets back. */
  declare readonly previouslyEnabled: pulumi.Output<boolean>;

  constructor(name: string, args: ForwardingArgs, options?: pulumi.CustomResourceOptions) {
    super("Forwarding", name, { previouslyEnabled: undefined }, args, options);
  }
}
