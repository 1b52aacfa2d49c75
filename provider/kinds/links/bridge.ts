import { flag, integer } from "../../schema/values.ts";
import { scalarAttribute } from "../link-base/attribute.ts";
import { numberAt } from "../link-base/attributes/ip-tunnel.ts";
import { linkResource } from "../link-base/link-resource.ts";

/** `ip` and the kernel count the ages of a bridge in hundredths of a second. (linux: clock_t) */
const TICKS = 100;
/** The largest number of seconds that the kernel's 32 bits of ticks hold. */
const MAX_SECONDS = 42_949_672;

const vlanFiltering = scalarAttribute("vlanFiltering", {
  schema: flag()
    .default(false)
    .describe("Forward by VLANs: a frame leaves by the ports whose VLANs contain its own."),
  print: (value) => ["vlan_filtering", value ? "1" : "0"],
  read: (link) => numberAt(link, "vlan_filtering") === 1,
});

const defaultPvid = scalarAttribute("defaultPvid", {
  schema: integer(0, 4094)
    .default(1)
    .describe("VLAN that each new port gets as its own, for untagged frames; 0 is none."),
  print: (value) => ["vlan_default_pvid", String(value)],
  read: (link) => numberAt(link, "vlan_default_pvid"),
});

const stp = scalarAttribute("stp", {
  schema: flag()
    .default(false)
    .describe("Run the spanning tree protocol (IEEE 802.1D) against loops of bridges."),
  print: (value) => ["stp_state", value ? "1" : "0"],
  // 2 if a program does it instead of the kernel (linux: br_stp_start)
  read: (link) => numberAt(link, "stp_state") !== 0,
});

const ageing = scalarAttribute("ageing", {
  schema: integer(0, MAX_SECONDS)
    .default(300)
    .describe("Seconds after which the bridge drops a learned address; with 0 it learns none."),
  print: (value) => ["ageing_time", String(value * TICKS)],
  read: (link) => (numberAt(link, "ageing_time") ?? 0) / TICKS,
});

const multicastSnooping = scalarAttribute("multicastSnooping", {
  schema: flag()
    .default(true)
    .describe("Send multicast only to ports with members, which the bridge learns from IGMP and MLD."),
  print: (value) => ["mcast_snooping", value ? "1" : "0"],
  read: (link) => numberAt(link, "mcast_snooping") === 1,
});

/** An Ethernet bridge. (linux: net/bridge, iproute2: ip/iplink_bridge.c) */
export const bridge = linkResource({
  type: "Bridge",
  kind: "bridge",
  carriesEthernet: true,
  module: "bridge",
  summary:
    "Ethernet bridge: it forwards frames between its ports, which are the links that name it as their `master`.",
  headers: ["any frame"],
  overhead: 0,
  attributes: [vlanFiltering, defaultPvid, stp, ageing, multicastSnooping],
  // The kernel compares nothing but the names of bridges
  identity: ({ name }) => `the device name ${String(name)}`,
  underlayFrom: "none",
  followsPorts: true,
  withoutLinkNetns: "is not for bridges: they have no underlay",
  notes: [
    "While `mtu` is not declared, the kernel gives a bridge the smallest mtu of its ports, and the address of one of them. Neither counts as drift.",
    "A port belongs to the resource of its own link. The removal of a bridge leaves its ports, and the next `pulumi up` after a refresh makes them ports again.",
  ],
});
