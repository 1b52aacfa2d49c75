import type * as pulumi from "@pulumi/pulumi";
import { Link, type LinkArgs } from "./link.ts";

/** Arguments of an `XfrmInterface`. */
export interface XfrmInterfaceArgs extends LinkArgs {
  /**
   * Interface id, 1 to 4294967295: the states and policies with the same `ifId` are its own. Needed unless `external`
   * leaves it to each packet. One device of a namespace can have it.
   */
  ifId?: pulumi.Input<number>;
  /** Underlay device that packets go out by. Another one is another device. @default routing decides */
  dev?: pulumi.Input<string>;
  /** The id comes with each packet from tc or routes (collect_md); excludes `ifId` and `dev`. @default false */
  external?: pulumi.Input<boolean>;
}

/**
 * IPsec interface: what is routed into it is encrypted by the policies and states of its id, IPv4 and IPv6 alike. Its
 * mtu is 1500 whatever the underlay and ESP's own bytes need, so say an `mtu`, 1400 for instance.
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
