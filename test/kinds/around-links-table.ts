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
    type: "Forwarding",
    args: {},
    show: "[ $(sysctl -n net.ipv4.ip_forward) = 0 ] || echo on",
    changes: [],
    replacements: [{ to: { family: "inet6" }, names: ["family"] }],
    drifts: [{ by: "sysctl -qw net.ipv4.ip_forward=0", names: ["enabled"] }],
    removal: `rm -rf /run/pulumi-iproute2/$(readlink /proc/self/ns/net | tr -dc 0-9); sysctl -qw net.ipv4.ip_forward=0`,
  },
];
