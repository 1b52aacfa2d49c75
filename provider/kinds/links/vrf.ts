import { LOCAL_TABLE, MAIN_TABLE, routingTable } from "../../schema/routing-table.ts";
import { scalarAttribute } from "../link-base/attribute.ts";
import { numberAt } from "../link-base/attributes/ip-tunnel.ts";
import { linkResource } from "../link-base/link-resource.ts";

const OF_HOST = "must not be 254 (main) or 255 (local): these are the tables of the host itself";

const table = scalarAttribute("table", {
  schema: routingTable(
    new Map([
      [MAIN_TABLE, OF_HOST],
      [LOCAL_TABLE, OF_HOST],
    ]),
  ).describe(
    "Number, or name on the host, of the routing table for packets that come in by the ports, or that programs send by the VRF.",
  ),
  print: (value) => ["table", String(value)],
  read: (link) => numberAt(link, "table"),
  replace: "always",
});

/** A VRF (virtual routing and forwarding) device. (linux: Documentation/networking/vrf.rst) */
export const vrf = linkResource({
  type: "Vrf",
  kind: "vrf",
  module: "vrf",
  summary:
    "VRF device: its ports, which are the links that name it as their `master`, have a routing table of their own.",
  headers: ["any packet"],
  overhead: 0,
  attributes: [table],
  rules: [
    {
      over: ["master"],
      fault: ({ master }) =>
        master === undefined ? undefined : "is not for a VRF: the kernel allows no VRF in another one",
    },
  ],
  identity: ({ table: number }) => `the table ${String(number)}`,
  underlayFrom: "none",
  withoutLinkNetns: "is not for VRFs: they have no underlay",
  keepsPorts: true,
  notes: [
    "The kernel cannot change the table. The provider removes the device and makes it again, and all its ports, also those of others, with their addresses and the routes that no daemon made.",
    "The first VRF of a host adds the rule `1000: from all lookup [l3mdev-table]`. The kernel keeps it after the last VRF is gone.",
    "Without a route in its table, a packet of a VRF is looked up in the next tables of the host's rules. A route of type unreachable with a large metric prevents that.",
    "Programs of the host accept connections from a VRF only if they are bound to it, or if the settings net.ipv4.tcp_l3mdev_accept and udp_l3mdev_accept are 1.",
  ],
});
