import type * as pulumi from "@pulumi/pulumi";
import { HostResource, type HostResourceArgs } from "../host-resource.ts";
import { droppingRoutes, makeDroppingRoutes, withoutDroppingRoutes } from "./dropping-routes.ts";
import type { LinkRouteArgs } from "./link-route.ts";

/**
 * The address that a device of the host has when the provider applies: its first global one that is not deprecated, of the
 * family of the far end. `pulumi refresh` reports another one as a change.
 */
export interface DeviceAddressArgs {
  /** Name of the device. @example "eth0" */
  dev: pulumi.Input<string>;
}

/** An address of a link with more than its prefix length. */
export interface AddressArgs {
  /** The address with its prefix length; without it if there is a `peer`. @example "10.9.0.1" */
  address: pulumi.Input<string>;
  /**
   * Address of the other end, with the prefix length of the subnet that the link then reaches.
   * @default none
   * @example "10.9.0.2/32"
   */
  peer?: pulumi.Input<string>;
  /** Where an IPv4 address is valid. The scope of an IPv6 address is in the address. @default everywhere */
  scope?: pulumi.Input<"global" | "link" | "host">;
  /**
   * Seconds during which new connections use the address as their source. With 0 only programs that are bound to the
   * address use it.
   * @default no limit
   */
  preferredLifetime?: pulumi.Input<number>;
}

/** Settings of the kernel for a device (sysctls). A missing one stays as it is. */
export interface DeviceSettingsArgs {
  /**
   * Reverse path filter of IPv4: 0 is off, 1 strict, 2 loose. The kernel takes the larger of this value and that of
   * net.ipv4.conf.all.rp_filter.
   * @default that of new devices
   */
  rpFilter?: pulumi.Input<0 | 1 | 2>;
  /** Accept IPv4 packets whose source is an address of the host. @default that of new devices */
  acceptLocal?: pulumi.Input<boolean>;
  /** Let IPv4 packets come in whatever the IPsec policies require, as a VTI needs it. @default that of new devices */
  disablePolicy?: pulumi.Input<boolean>;
  /** Send IPv4 packets without IPsec whatever the policies are. @default that of new devices */
  disableXfrm?: pulumi.Input<boolean>;
  /** Switch IPv6 off for the device. @default that of new devices */
  disableIpv6?: pulumi.Input<boolean>;
  /** Keep IPv6 addresses while the device is down. @default that of new devices */
  keepAddrOnDown?: pulumi.Input<boolean>;
}

/** Arguments of every link. */
export interface LinkArgs extends HostResourceArgs {
  /**
   * Name of the device, 1 to 15 characters. A change replaces the device.
   * @default from the resource's name; a device keeps the name that it has
   */
  name?: pulumi.Input<string>;
  /** Size of the largest packet in bytes. @default the kernel computes it from the underlay's */
  mtu?: pulumi.Input<number>;
  /** Addresses of this end: texts with prefix lengths, or objects. @default none @example ["10.9.0.1/30"] */
  addresses?: pulumi.Input<pulumi.Input<string | AddressArgs>[]>;
  /** Routes through the link: prefixes, or objects. @default none @example ["10.20.0.0/16"] */
  routes?: pulumi.Input<pulumi.Input<string | LinkRouteArgs>[]>;
  /**
   * A text for people: words of letters, digits and `_ . : , / @ + = ( ) * [ ] -`. It follows the owner in the alias of the
   * device, where `ip link` shows it.
   * @default none
   * @example "to Frankfurt, ticket 4711"
   */
  description?: pulumi.Input<string>;
  /** Whether the link is up. @default true */
  up?: pulumi.Input<boolean>;
  /**
   * Name of the bridge or VRF that the link is a port of. Its routes without `table` are then in the table of the VRF. A
   * change happens in place: addresses and routes come back. Only kinds that carry Ethernet frames can be ports of a bridge.
   * @default none, or the one that an operator gave it
   * @example "br0"
   */
  master?: pulumi.Input<string>;
  /**
   * Network namespace of the underlay, by its name in /run/netns, if it is another one than that of the device, which is
   * `netns` of the host. A change replaces the device. It excludes `dev`. Without `mtu`, a VxlanTunnel assumes an underlay
   * of 1500 bytes. No host restores such a link at boot, because no network namespace has a name then.
   * (ip-link(8), link-netns)
   * @default the namespace of the device
   * @example "transit"
   */
  linkNetns?: pulumi.Input<string>;
  /**
   * Whether the device has the flag MULTICAST. OSPF, PIM and other daemons require it.
   * @default the kernel's: only devices that carry Ethernet frames have it
   */
  multicast?: pulumi.Input<boolean>;
  /** Length of the transmit queue in packets. @default the kernel's, 1000 @example 500 */
  txQueueLength?: pulumi.Input<number>;
  /**
   * Settings of the kernel for the device (sysctls). They are gone with the device; one that the program no longer
   * declares becomes that of new devices.
   * @default those of new devices
   * @example { rpFilter: 2, disablePolicy: true }
   */
  settings?: pulumi.Input<DeviceSettingsArgs>;
  /**
   * How the kernel makes the IPv6 link-local address when the device goes up.
   * @default as for new devices
   * @example "none"
   */
  addrGenMode?: pulumi.Input<"eui64" | "none" | "stable_secret" | "random">;
  /**
   * Largest segment of the TCP connections that the host forwards through the link, in both directions. `true` takes it from
   * the mtu of the path; a number is a size in bytes, 88 to 65495. The host needs the package nftables. The rules are in a
   * table of their own, `inet pulumi_iproute2_DEVICE`, which goes with the link.
   * @default false
   * @example true
   */
  clampMss?: pulumi.Input<boolean | number>;
  /**
   * How the preview reports a route, or the subnet of an address, that sends the link's own packets back into the link:
   * as an error, as a warning, or not at all. The preview knows only the links of the program, and not the host's own
   * routes. Set "off" if the host has a better route to the far end, such as a route to that one address. If only the
   * host's routes decide, "error" gives a warning.
   * @default "error"
   */
  loopCheck?: pulumi.Input<"error" | "warn" | "off">;
  /**
   * Take over a device of this name that exists already, if it has the same kind and endpoints. With false the provider
   * refuses it.
   * @default false
   */
  adopt?: pulumi.Input<boolean>;
}

/** Arguments of every link whose packets on the underlay are not in ESP by themselves. */
export interface EspOnlyArgs {
  /**
   * Drop packets of the far end for this kind of link that did not arrive in ESP. For hosts whose IPsec policies are made by
   * another program, such as an IKE daemon, and for kinds whose policies the kernel does not check. It holds for all links
   * of the kind between the two addresses. The host needs the package nftables. Needs `remote`, and excludes
   * `linkNetns`.
   * @default false
   * @example true
   */
  espOnly?: pulumi.Input<boolean>;
}

/** Arguments of every link that carries Ethernet frames. */
export interface EthernetLinkArgs extends LinkArgs {
  /**
   * Hardware address of the device. Without it the device keeps the one that it has.
   * @default the kernel chooses one
   * @example "02:00:5e:10:00:01"
   */
  macAddress?: pulumi.Input<string>;
}

/** The VNI of a VLAN, or the VNIs of a range of VLANs. */
export interface VlanTunnelArgs {
  /** VLAN, 1 to 4094, or a range of them. @example "100-199" */
  vlan: pulumi.Input<number | string>;
  /** VNI, 1 to 16777215, or a range of as many VNIs. @example "10100-10199" */
  vni: pulumi.Input<number | string>;
}

/** How a bridge treats a link as its port. The provider leaves a missing member as it is. */
export interface BridgePortArgs {
  /** Learn the addresses behind the port from its frames. @default the kernel's: on */
  learning?: pulumi.Input<boolean>;
  /** Send frames to unknown addresses out of the port. @default the kernel's: on */
  flood?: pulumi.Input<boolean>;
  /**
   * Answer ARP and neighbour discovery from the neighbour table of the bridge, and do not send such requests out of the
   * port.
   * @default the kernel's: off
   */
  neighSuppress?: pulumi.Input<boolean>;
  /** Exchange no frames with other ports that are isolated. @default the kernel's: off */
  isolated?: pulumi.Input<boolean>;
  /**
   * VLAN of frames without a tag, in both directions, 1 to 4094; 0 is none, so the bridge drops such frames. The port then
   * has no other VLAN without tags.
   * @default that of the bridge: its `defaultPvid`
   * @example 10
   */
  pvid?: pulumi.Input<number>;
  /**
   * VLANs whose frames have a tag, 1 to 4094, as numbers and ranges. The port then has no others.
   * @default none, and those that another program has added stay
   * @example [10, "100-199"]
   */
  vlans?: pulumi.Input<pulumi.Input<number | string>[]>;
  /**
   * VNI of each VLAN, for a `VxlanTunnel` with `external`: one device carries many VLANs. The port also has these VLANs, so
   * `vlans` need not contain them.
   * @default none
   * @example [{ vlan: 10, vni: 10010 }, { vlan: "100-199", vni: "10100-10199" }]
   */
  vlanTunnel?: pulumi.Input<pulumi.Input<VlanTunnelArgs>[]>;
}

/** Arguments of every link that can be a port of a bridge. */
export interface PortLinkArgs extends EthernetLinkArgs {
  /**
   * How the bridge treats the link as its port. Needs `master`. A change happens in place. A member that the program no
   * longer declares gets the kernel's default. VLANs have an effect only on a bridge with `vlanFiltering`.
   * @default the kernel's
   * @example { isolated: true, pvid: 10, vlans: ["100-199"] }
   */
  bridgePort?: pulumi.Input<BridgePortArgs>;
}

/** A tunnel device on a host. */
export abstract class Link extends HostResource {
  /** Name of the device. */
  declare readonly name: pulumi.Output<string>;
  /** Index of the device on its host. */
  declare readonly ifindex: pulumi.Output<number>;
  /** Size of the largest packet in bytes. A bridge has it only if it is an argument. */
  declare readonly mtu: pulumi.Output<number>;
  /** Hardware address, for kinds that carry Ethernet frames. A bridge has it only if it is an argument. */
  declare readonly macAddress: pulumi.Output<string | undefined>;
  /** Kind by iproute2's name: `ipip`, `gretap` … */
  declare readonly kind: pulumi.Output<string>;

  protected constructor(
    type: string,
    name: string,
    args: LinkArgs,
    options: pulumi.CustomResourceOptions | undefined,
  ) {
    const outputs = {
      name: undefined,
      ifindex: undefined,
      mtu: undefined,
      macAddress: undefined,
      kind: undefined,
    };
    const dropping = droppingRoutes(name, args);
    super(type, name, outputs, withoutDroppingRoutes(args), options);
    makeDroppingRoutes(dropping, args.host, this);
  }
}
