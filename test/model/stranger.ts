/** What a stranger does on a host, as an administrator or another program would. */
export type StrangerAct =
  | { readonly act: "add link"; readonly name: string; readonly kind: "bridge" | "vxlan" | "ifb" }
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
  | { readonly act: "add rule"; readonly table: number }
  | { readonly act: "set forwarding"; readonly value: 0 | 1 };

/** The selectors that policies of anybody have. */
export const SELECTORS = [
  { source: "10.1.0.0/16", destination: "10.2.0.0/16" },
  { source: "10.1.0.0/16", destination: "10.3.0.0/16" },
] as const;

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
} as const;

/** The command of an act. Some cannot be done as things are, which is no matter. */
export function commandOf(one: StrangerAct): string {
  switch (one.act) {
    case "add link":
      return `ip link add ${one.name} ${LINKS[one.kind]} && ip link set ${one.name} up`;
    case "delete link":
      return `ip link del dev ${one.name}`;
    case "add address":
      return `ip ${v6(one.address)}addr add ${HOW[one.how](one.address)} dev ${one.dev}`;
    case "flush addresses":
      return `ip addr flush dev ${one.dev}`;
    case "add route":
    case "replace route": {
      const verb = one.act === "add route" ? "add" : "replace";
      const metric = one.metric === undefined ? "" : ` metric ${one.metric}`;
      const protocol = one.protocol === undefined ? "" : ` proto ${one.protocol}`;
      return `ip ${v6(one.to)}route ${verb} ${one.to} dev ${one.dev}${metric}${protocol}`;
    }
    case "delete route":
      return `ip ${v6(one.to)}route del ${one.to}`;
    case "change link":
      return CHANGES[one.how](one.name);
    case "add policy":
    case "delete policy": {
      const { source, destination } = SELECTORS[one.selector] ?? SELECTORS[0];
      const verb = one.act === "add policy" ? "add" : "delete";
      return `ip xfrm policy ${verb} src ${source} dst ${destination} dir out`;
    }
    case "add rule":
      return `ip rule add fwmark ${one.table} lookup ${one.table}`;
    case "set forwarding":
      return `echo ${one.value} >/proc/sys/net/ipv4/ip_forward`;
  }
}
