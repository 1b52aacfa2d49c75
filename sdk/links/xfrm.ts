import type * as pulumi from "@pulumi/pulumi";
import { Link, type LinkArgs } from "./link.ts";

/** Arguments of an `XfrmInterface`. */
export interface XfrmInterfaceArgs extends LinkArgs {
  /**
   * Interface id, 1 to 4294967295: states and policies with the same `ifId` belong to the device. Required without
   * `external`. Only one device of a network namespace can have an id.
   */
  ifId?: pulumi.Input<number>;
  /**
   * Underlay device by which packets leave. A change replaces the device.
   * @default the device of the route to the far end
   */
  dev?: pulumi.Input<string>;
  /**
   * tc or routes give the id of each packet (collect_md). Excludes `ifId` and `dev`. Needs Linux 6.1 and iproute2 6.1.
   * @default false
   */
  external?: pulumi.Input<boolean>;
}

/**
 * IPsec interface: the kernel encrypts what is routed into it, IPv4 and IPv6, by the policies and states of its id. Its
 * mtu is 1500 whatever the underlay and ESP's own bytes need, so set an `mtu`, for instance 1400.
 *
 * @example
 * ```ts
 * new XfrmInterface("to-fra", {
 *   host: { connection: { host: "198.51.100.1", privateKey } },
 *   ifId: 42,
 *   mtu: 1400,
 *   addresses: ["10.9.0.1/30"],
 *   routes: ["10.20.0.0/16"],
 * });
 * ```
 */
export class XfrmInterface extends Link {
  constructor(name: string, args: XfrmInterfaceArgs, options?: pulumi.CustomResourceOptions) {
    super("XfrmInterface", name, args, options);
  }
}
