/** A change that an operator or another program makes on a host. */
export type OperatorAct =
  | { readonly act: "add link"; readonly name: string; readonly kind: keyof typeof LINKS }
  | { readonly act: "delete link"; readonly name: string }
  | {
      readonly act: "add address";
      readonly dev: string;
      readonly address: string;
      readonly how: "static" | "dynamic" | "peer";
    }
  | { readonly act: "flush addresses"; readonly dev: string }
  | {
      readonly act: "add route" | "replace route";
      readonly to: string;
      readonly dev: string;
      readonly metric?: number;
      readonly protocol?: string;
    }
  | { readonly act: "delete route"; readonly to: string }
  | {
      readonly act: "change link";
      readonly name: string;
      readonly how: "down" | "mtu" | "ttl" | "alias" | "odd alias";
    }
  | { readonly act: "add policy" | "delete policy"; readonly selector: number }
  | { readonly act: "add neighbor" | "replace neighbor" | "delete neighbor"; readonly neighbor: number }
  | { readonly act: "add rule"; readonly table: number }
  | { readonly act: "set forwarding"; readonly value: 0 | 1 }
  | { readonly act: "add port" | "delete port"; readonly port: number; readonly gue: boolean }
  | { readonly act: "add state" | "update state" | "delete state"; readonly spi: number }
  | {
      readonly act: "add filter";
      readonly dev: string;
      readonly direction: Direction;
      readonly pref: number;
      readonly filter: keyof typeof FILTERS;
    }
  /** without `pref` all filters of the direction */
  | {
      readonly act: "delete filters";
      readonly dev: string;
      readonly direction: Direction;
      readonly pref?: number;
    }
  | { readonly act: "add qdisc" | "delete qdisc"; readonly dev: string; readonly qdisc: keyof typeof QDISCS };

type Direction = "ingress" | "egress";

/** The selectors of all IPsec policies in the model: those of the stacks and those of the operator. */
export const SELECTORS = [
  { source: "10.1.0.0/16", destination: "10.2.0.0/16" },
  { source: "10.1.0.0/16", destination: "10.3.0.0/16" },
] as const;

/** The addresses of all permanent neighbours in the model, all on eth0. */
export const NEIGHBORS = ["198.51.100.9", "2001:db8:1::9"] as const;

const v6 = (text: string) => (text.includes(":") ? "-6 " : "");
const HOW = {
  static: (address: string) => address,
  dynamic: (address: string) => `${address} valid_lft 900 preferred_lft 600`,
  peer: (address: string) => `${address.split("/")[0]} peer 10.44.0.2/32`,
} as const;

const CHANGES = {
  down: (name: string) => `ip link set dev ${name} down`,
  mtu: (name: string) => `ip link set dev ${name} mtu 1320`,
  ttl: (name: string) => `ip link set dev ${name} type vxlan ttl 99`,
  alias: (name: string) => `ip link set dev ${name} alias "somebody's $$"`,
  "odd alias": (name: string) => `ip link set dev ${name} alias "$(printf 'bell \\007')"`,
} as const;

const LINKS = {
  bridge: "type bridge",
  ifb: "type ifb",
  vxlan: "type vxlan id 10 local 198.51.100.1 remote 198.51.100.2 dstport 4789",
  gre: "type gre local 198.51.100.1 remote 198.51.100.2 key 1",
  ipip: "type ipip local 198.51.100.1 remote 198.51.100.2",
} as const;

/** The UDP ports of all FOU ports in the model. */
export const PORTS = [5555, 5556] as const;

/** The SPIs of all IPsec states in the model. They have the same ends. */
export const SPIS = [4097, 4098] as const;

const HMAC = `0x${"5a".repeat(32)}`;

/** The key of the encryption in each IPsec state of the operator. */
export const OPERATORS_KEY = `0x${"0f".repeat(16)}`;

/** Filters of the operator. No packet of the model matches those that change a packet's way. */
export const FILTERS = {
  u32: "protocol ip u32 match ip dst 10.77.0.1/32",
  "u32 that copies": "protocol ip u32 match ip dst 10.77.0.1/32 action mirred egress mirror dev lo",
  matchall: "protocol all matchall action pass",
  "matchall that copies": "protocol all matchall skip_hw action mirred egress mirror dev lo continue",
  flower: "protocol ip flower dst_ip 10.77.0.1 action drop",
  "flower that copies":
    "protocol ip flower ip_proto udp dst_port 53 action mirred egress mirror dev span1 continue",
} as const;

export const QDISCS = {
  clsact: "clsact",
  ingress: "ingress",
  htb: "root handle 1: htb",
} as const;

/** The command of a change. It may fail, because the host may be in any state. */
export function commandOf(change: OperatorAct): string {
  switch (change.act) {
    case "add link":
      return `ip link add ${change.name} ${LINKS[change.kind]} && ip link set ${change.name} up`;
    case "delete link":
      return `ip link del dev ${change.name}`;
    case "add address":
      return `ip ${v6(change.address)}addr add ${HOW[change.how](change.address)} dev ${change.dev}`;
    case "flush addresses":
      return `ip addr flush dev ${change.dev}`;
    case "add route":
    case "replace route": {
      const verb = change.act === "add route" ? "add" : "replace";
      const metric = change.metric === undefined ? "" : ` metric ${change.metric}`;
      const protocol = change.protocol === undefined ? "" : ` proto ${change.protocol}`;
      return `ip ${v6(change.to)}route ${verb} ${change.to} dev ${change.dev}${metric}${protocol}`;
    }
    case "delete route":
      return `ip ${v6(change.to)}route del ${change.to}`;
    case "change link":
      return CHANGES[change.how](change.name);
    case "add policy":
    case "delete policy": {
      const { source, destination } = SELECTORS[change.selector] ?? SELECTORS[0];
      const verb = change.act === "add policy" ? "add" : "delete";
      return `ip xfrm policy ${verb} src ${source} dst ${destination} dir out`;
    }
    case "delete neighbor":
      return `ip neigh del ${NEIGHBORS[change.neighbor]} dev eth0`;
    case "add neighbor":
    case "replace neighbor": {
      const verb = change.act === "add neighbor" ? "add" : "replace";
      return `ip neigh ${verb} ${NEIGHBORS[change.neighbor]} lladdr 02:00:00:00:00:0f dev eth0 nud permanent`;
    }
    case "add rule":
      return `ip rule add fwmark ${change.table} lookup ${change.table}`;
    case "set forwarding":
      return `echo ${change.value} >/proc/sys/net/ipv4/ip_forward`;
    case "add port":
      return `ip fou add port ${change.port} ${change.gue ? "gue" : "ipproto 4"}`;
    case "delete port":
      return `ip fou del port ${change.port}`;
    case "add state":
    case "update state":
    case "delete state": {
      const [, verb] = /^(\w+)/.exec(change.act) ?? [];
      const id = `src 198.51.100.1 dst 198.51.100.2 proto esp spi ${change.spi}`;
      const rest = `mode tunnel reqid 99 auth-trunc hmac(sha256) ${HMAC} 128 enc cbc(aes) ${OPERATORS_KEY}`;
      return `ip xfrm state ${verb} ${id}${verb === "delete" ? "" : ` ${rest.replaceAll(/[()]/g, "\\$&")}`}`;
    }
    case "add filter": {
      const { dev, direction, pref, filter } = change;
      return `tc qdisc show dev ${dev} | grep -q -e clsact -e ingress || tc qdisc add dev ${dev} clsact
tc filter add dev ${dev} ${direction} pref ${pref} ${FILTERS[filter]}`;
    }
    case "delete filters": {
      const { dev, direction, pref } = change;
      return `tc filter del dev ${dev} ${direction}${pref === undefined ? "" : ` pref ${pref}`}`;
    }
    case "add qdisc":
    case "delete qdisc": {
      const { dev, qdisc } = change;
      return `tc qdisc ${change.act === "add qdisc" ? "add" : "del"} dev ${dev} ${QDISCS[qdisc]}`;
    }
  }
}
