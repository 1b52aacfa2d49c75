import type * as pulumi from "@pulumi/pulumi";
import { type HostInput, hostInputs, hostOptions } from "../host.ts";
import { Iproute2Resource } from "../iproute2-resource.ts";
import { ownershipOf } from "../stack-identity.ts";

/** Arguments of a `FouPort`. Nothing about a port can be changed in place: every change makes it anew. */
export interface FouPortArgs {
  /** The machine that has the port: a `Host`, or the same fields as an object. */
  host: HostInput;
  /** The UDP port that tunnels arrive at. @example 5555 */
  port: pulumi.Input<number>;
  /**
   * What each packet holds: what follows the UDP header is taken for this, by name or by protocol number. "sit" and
   * "ipv6" are the same, 41. Excludes `gue`.
   * @example "gre"
   */
  protocol?: pulumi.Input<"ipip" | "sit" | "ipv6" | "gre" | number>;
  /** Each packet says itself what it holds, in a header of Generic UDP Encapsulation. Excludes `protocol`. @default false */
  gue?: pulumi.Input<boolean>;
  /** Whether the port is open over IPv4 or over IPv6. @default "inet" */
  family?: pulumi.Input<"inet" | "inet6">;
  /** The address that the port is open on: one that the machine has already. @default all */
  local?: pulumi.Input<string>;
  /** The one sender that is listened to; goes with `peerPort`. @default any */
  peer?: pulumi.Input<string>;
  /** The port that `peer` sends from. */
  peerPort?: pulumi.Input<number>;
  /** The device that packets must come in by; needs `local`. @default any */
  dev?: pulumi.Input<string>;
  /** Take over a port like this one that is open already; otherwise it is refused. @default false */
  adopt?: pulumi.Input<boolean>;
}

/**
 * A UDP port of the kernel's that tunnels arrive at: Foo over UDP, or Generic UDP Encapsulation. A link with `encap`
 * needs one on each end; one port serves any number of links.
 *
 * The kernel has no place for a mark on a port, so whose it is stands in a file in memory, under
 * /run/pulumi-iproute2, that goes with the port.
 *
 * @example For ipip and gre links alike
 * ```ts
 * new FouPort("gue", { host, port: 5555, gue: true });
 * new IpipTunnel("to-fra", { host, local, remote, encap: { type: "gue", dport: 5555 } });
 * ```
 *
 * @example For gre alone, four bytes shorter
 * ```ts
 * new FouPort("gre-in-udp", { host, port: 5556, protocol: "gre" });
 * ```
 */
export class FouPort extends Iproute2Resource {
  declare readonly port: pulumi.Output<number>;
  declare readonly family: pulumi.Output<"inet" | "inet6" | undefined>;
  /** The address that the port is open on, where it is not open on all: `local`, or what routing to `peer` gave. */
  declare readonly boundAddress: pulumi.Output<string | undefined>;

  constructor(name: string, args: FouPortArgs, options?: pulumi.CustomResourceOptions) {
    const inputs = {
      ...args,
      host: hostInputs(args.host),
      ...ownershipOf(name, options),
    };
    super("FouPort", name, { boundAddress: undefined, ...inputs }, hostOptions(args.host, options));
  }
}
