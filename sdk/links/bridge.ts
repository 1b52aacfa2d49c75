import type * as pulumi from "@pulumi/pulumi";
import { type EthernetLinkArgs, Link } from "./link.ts";

/** Arguments of a `Bridge`. */
export interface BridgeArgs extends Omit<EthernetLinkArgs, "linkNetns"> {
  /** Forward by VLANs: a frame leaves by the ports whose VLANs contain its own. @default false */
  vlanFiltering?: pulumi.Input<boolean>;
  /** VLAN that each new port gets as its own, for untagged frames, 0 to 4094; 0 is none. @default 1 */
  defaultPvid?: pulumi.Input<number>;
  /** Run the spanning tree protocol (IEEE 802.1D) against loops of bridges. @default false */
  stp?: pulumi.Input<boolean>;
  /** Seconds after which the bridge drops a learned address; with 0 it learns none. @default 300 */
  ageing?: pulumi.Input<number>;
  /** Send multicast only to ports with members, which the bridge learns from IGMP and MLD. @default true */
  multicastSnooping?: pulumi.Input<boolean>;
}

/**
 * Ethernet bridge. The links that name it as their `master` are its ports. While `mtu` is not declared, the kernel gives a
 * bridge the smallest mtu of its ports.
 *
 * @example
 * ```ts
 * const host = { connection: { host: "198.51.100.1", privateKey } };
 * const bridge = new Bridge("lan", { host, addresses: ["10.9.0.1/24"] });
 * new VxlanTunnel("to-fra", { host, vni: 42, remote: "203.0.113.7", master: bridge.name });
 * ```
 */
export class Bridge extends Link {
  constructor(name: string, args: BridgeArgs, options?: pulumi.CustomResourceOptions) {
    super("Bridge", name, args, options);
  }
}
