import type { Args } from "../../provider/schema/declaration.ts";
import { ends } from "./ends.ts";

/** A resource type that is no kind of link, one row each. */
export interface TypeCase {
  readonly type: string;
  readonly args: Args;
  /** Prints the objects of the type on the host, and nothing if there are none. */
  readonly show: string;
  /** changes in place, each of the arguments above, and what `show` prints then */
  readonly changes: readonly { readonly to: Args; readonly shows: RegExp }[];
  /** changes that replace the object, and the arguments that the preview names */
  readonly replacements: readonly { readonly to: Args; readonly names: readonly string[] }[];
  /** changes by an operator, and the arguments that a refresh names */
  readonly drifts: readonly { readonly by: string; readonly names: readonly string[] }[];
  /** the command by which an operator removes the object */
  readonly removal: string;
  /** Whether another owner means new filters, because each of them contains the owner. */
  readonly containsOwner?: boolean;
}

const KEY = `0x${"a1".repeat(20)}`;
const STATE = "dst 10.0.0.2 proto esp spi 0x1001";
const AEAD = { name: "rfc4106(gcm(aes))", key: KEY };
const POLICY = "src 10.1.0.0/24 dst 10.2.0.0/24 dir out";

export const typesAroundLinks: readonly TypeCase[] = [
  {
    type: "FouPort",
    args: { port: 5555, protocol: "gre" },
    show: "ip fou show",
    changes: [],
    replacements: [
      { to: { port: 5556 }, names: ["port"] },
      { to: { protocol: "ipip" }, names: ["protocol"] },
      { to: { local: ends.local4 }, names: ["local"] },
    ],
    drifts: [{ by: "ip fou del port 5555 && ip fou add port 5555 gue", names: ["gue", "protocol"] }],
    removal: "ip fou del port 5555",
  },
  {
    type: "XfrmState",
    args: { source: "10.0.0.1", destination: "10.0.0.2", spi: 0x1001, aead: AEAD },
    show: "ip xfrm state",
    changes: [
      { to: { reqid: 9 }, shows: /reqid 9/ },
      { to: { mode: "transport" }, shows: /mode transport/ },
    ],
    replacements: [
      { to: { spi: 0x1002 }, names: ["spi"] },
      { to: { destination: "10.0.0.3" }, names: ["destination"] },
    ],
    drifts: [
      {
        by: `ip xfrm state del ${STATE} && ip xfrm state add src 10.0.0.1 ${STATE} reqid 3 mode tunnel flag af-unspec aead 'rfc4106(gcm(aes))' ${KEY} 128`,
        names: ["reqid"],
      },
    ],
    removal: "ip xfrm state flush",
  },
  {
    type: "XfrmPolicy",
    args: { direction: "out", selector: { source: "10.1.0.0/24", destination: "10.2.0.0/24" } },
    show: "ip xfrm policy",
    changes: [
      { to: { priority: 7 }, shows: /priority 7/ },
      { to: { action: "block" }, shows: /action block/ },
    ],
    replacements: [
      { to: { direction: "fwd" }, names: ["direction"] },
      { to: { ifId: 3 }, names: ["ifId"] },
    ],
    drifts: [
      { by: `ip xfrm policy update ${POLICY} priority 3`, names: ["priority"] },
      { by: `ip xfrm policy update ${POLICY} action block`, names: ["action"] },
    ],
    removal: "ip xfrm policy flush",
  },
  {
    type: "ErspanMirror",
    containsOwner: true,
    args: { monitor: "mon0", target: "span0" },
    show: "for dev in mon0 span0; do tc filter show dev $dev ingress; tc filter show dev $dev egress; done",
    changes: [
      { to: { match: { protocol: "ip", ipProto: "tcp" } }, shows: /ip_proto tcp/ },
      {
        to: { match: { vlan: 5, except: [{ protocol: "arp" }] } },
        shows: /vlan_id 5[\s\S]*gact action drop/,
      },
      { to: { pref: 7 }, shows: /pref 7 / },
      { to: { mtu: 1000 }, shows: /police .*mtu 1014/ },
    ],
    replacements: [{ to: { monitor: ends.dev }, names: ["monitor"] }],
    drifts: [
      { by: "tc filter del dev mon0 egress", names: ["direction"] },
      { by: "tc filter del dev span0 egress", names: ["direction"] },
      { by: "tc qdisc del dev mon0 clsact", names: ["direction"] },
    ],
    removal: "tc qdisc del dev mon0 clsact; tc qdisc del dev span0 clsact",
  },
  {
    type: "PolicyRule",
    args: { from: "10.1.0.0/16", table: 100, priority: 1100 },
    show: "{ ip rule show; ip -6 rule show; } | grep -v -E '^(0|1000|32766|32767):' || true",
    changes: [
      { to: { table: 200 }, shows: /^1100:\s+from 10\.1\.0\.0\/16 lookup 200\s*$/ },
      { to: { not: true }, shows: /^1100:\s+not from 10\.1\.0\.0\/16 lookup 100\s*$/ },
      { to: { suppressPrefixLength: 0 }, shows: /lookup 100 suppress_prefixlength 0/ },
      { to: { action: "prohibit", table: undefined }, shows: /from 10\.1\.0\.0\/16 prohibit/ },
    ],
    replacements: [
      { to: { priority: 1101 }, names: ["priority"] },
      { to: { from: undefined, to: "10.1.0.0/16" }, names: ["from", "to"] },
      { to: { from: "fd01::/64" }, names: ["family", "from"] },
      { to: { iif: ends.dev, oif: "lo" }, names: ["iif", "oif"] },
      { to: { fwmark: "1/0xff" }, names: ["fwmark"] },
      {
        to: { ipProto: "tcp", sourcePort: 80, destinationPort: "8000-8080" },
        names: ["ipProto", "sourcePort", "destinationPort"],
      },
      { to: { tos: 16, uidRange: 1000 }, names: ["tos", "uidRange"] },
    ],
    drifts: [
      {
        by: "ip rule del priority 1100; ip rule add from 10.1.0.0/16 table 200 priority 1100",
        names: ["table"],
      },
      {
        by: "ip rule del priority 1100; ip rule add from 10.1.0.0/16 priority 1100 type blackhole",
        names: ["action", "table"],
      },
      {
        by: "ip rule del priority 1100; ip rule add from 10.1.0.0/16 table 100 suppress_prefixlength 0 priority 1100",
        names: ["suppressPrefixLength"],
      },
    ],
    removal: "while ip rule del priority 1100; do :; done",
  },
  {
    type: "Route",
    args: { to: "10.20.0.0/16", nexthops: [{ dev: "mon0" }, { via: ends.remote4, weight: 2 }] },
    show: "ip route show to exact 10.20.0.0/16 table all",
    changes: [
      {
        to: { nexthops: [{ dev: "mon0", weight: 3 }, { via: ends.remote4 }] },
        shows: /weight 3[\s\S]*weight 1/,
      },
      {
        to: { nexthops: undefined, via: ends.remote4, dev: ends.dev, onlink: true },
        shows: /via 10\.44\.0\.2 dev under0 proto 105 onlink/,
      },
      { to: { nexthops: undefined, type: "blackhole" }, shows: /^blackhole 10\.20\.0\.0\/16 proto 105/ },
      { to: { src: ends.local4, mtu: 1300, advmss: 1000 }, shows: /src 10\.44\.0\.1 mtu 1300 advmss 1000/ },
    ],
    replacements: [
      { to: { to: "10.21.0.0/16" }, names: ["to"] },
      { to: { table: 100 }, names: ["table"] },
      { to: { metric: 5 }, names: ["metric"] },
    ],
    drifts: [
      { by: `ip route replace 10.20.0.0/16 nexthop via ${ends.remote4}`, names: ["nexthops"] },
      { by: "ip route replace blackhole 10.20.0.0/16", names: ["nexthops", "type"] },
      {
        by: `ip route replace 10.20.0.0/16 mtu 1200 nexthop dev mon0 nexthop via ${ends.remote4} weight 2`,
        names: ["mtu"],
      },
    ],
    removal: "ip route del 10.20.0.0/16",
  },
  {
    type: "Neighbor",
    args: { dev: ends.dev, address: "10.44.0.9", lladdr: "02:00:00:00:00:09" },
    show: "ip neigh show nud permanent",
    changes: [{ to: { lladdr: "02:00:00:00:00:0a" }, shows: /02:00:00:00:00:0a/ }],
    replacements: [
      { to: { address: "fd44::9" }, names: ["address"] },
      { to: { dev: "mon0" }, names: ["dev"] },
    ],
    drifts: [
      {
        by: `ip neigh replace 10.44.0.9 lladdr 02:00:00:00:00:0b dev ${ends.dev} nud permanent`,
        names: ["lladdr"],
      },
    ],
    removal: `ip neigh del 10.44.0.9 dev ${ends.dev}`,
  },
  {
    type: "Forwarding",
    args: {},
    show: "[ $(sysctl -n net.ipv4.ip_forward) = 0 ] || echo on",
    changes: [],
    replacements: [{ to: { family: "inet6" }, names: ["family"] }],
    drifts: [{ by: "sysctl -qw net.ipv4.ip_forward=0", names: ["enabled"] }],
    removal: `rm -rf /run/pulumi-iproute2/$(readlink /proc/self/ns/net | tr -dc 0-9); sysctl -qw net.ipv4.ip_forward=0`,
  },
];
