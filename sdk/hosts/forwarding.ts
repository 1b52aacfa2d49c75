import type * as pulumi from "@pulumi/pulumi";
import { type HostInput, hostInputs, hostOptions } from "../host.ts";
import { Iproute2Resource } from "../iproute2-resource.ts";
import { ownershipOf } from "../stack-identity.ts";

/** Arguments of a `Forwarding`. */
export interface ForwardingArgs {
  /** The machine that forwards packets: a `Host`, or the same fields as an object. */
  host: HostInput;
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
 * Whether a machine passes packets on between its devices: what makes it a router. Several stacks may want it of the
 * same machine; the last that goes puts back what was there before the first one came. That is remembered in memory,
 * under /run/pulumi-iproute2, as the setting itself is: after a reboot, `pulumi up --refresh` makes it again.
 *
 * A machine that forwards IPv6 no longer listens to router advertisements, unless `accept_ra` is 2: one that has its
 * own default route from there loses it in time.
 *
 * @example
 * ```ts
 * new Forwarding("ams-forwards", { host: ams });
 * new Forwarding("ams-forwards-v6", { host: ams, family: "inet6" });
 * ```
 */
export class Forwarding extends Iproute2Resource {
  declare readonly family: pulumi.Output<"inet" | "inet6" | undefined>;
  declare readonly enabled: pulumi.Output<boolean | undefined>;
  /** Whether it was on before anything here asked for it: what it goes back to. */
  declare readonly previouslyEnabled: pulumi.Output<boolean>;

  constructor(name: string, args: ForwardingArgs, options?: pulumi.CustomResourceOptions) {
    const inputs = {
      ...args,
      host: hostInputs(args.host),
      ...ownershipOf(name, options),
    };
    super("Forwarding", name, { previouslyEnabled: undefined, ...inputs }, hostOptions(args.host, options));
  }
}
