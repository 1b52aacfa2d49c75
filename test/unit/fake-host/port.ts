// The ports of bridges. Only commands that this package sends are known.
import { Refused } from "./link-words.ts";

/** A device as the port of a bridge. */
export interface Port {
  readonly flags: Record<string, boolean>;
  /** the flags of each VLAN: `["PVID", "Egress Untagged"]` */
  readonly vlans: Map<number, readonly string[]>;
  readonly vnis: Map<number, number>;
}

const OWN = ["PVID", "Egress Untagged"];
const answer = (text: string) => new Refused(`RTNETLINK answers: ${text}`);

/** A new port of a bridge that gives its ports this VLAN. */
export const newPort = (pvid: number): Port => ({
  flags: { learning: true, flood: true, neigh_suppress: false, isolated: false, vlan_tunnel: false },
  vlans: new Map(pvid === 0 ? [] : [[pvid, OWN]]),
  vnis: new Map(),
});

const numbersIn = (range: string): number[] => {
  const [first = 0, last = first] = range.split("-").map(Number);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
};

/** As `ip link set dev NAME type bridge_slave learning off …`. */
export function setPortFlags(port: Port | undefined, words: readonly string[]): void {
  if (port === undefined) throw answer("Operation not supported");
  words.forEach((word, index) => {
    if (index % 2 === 0) port.flags[word] = words[index + 1] === "on";
  });
  if (port.flags.vlan_tunnel !== true) port.vnis.clear();
}

/** As `bridge vlan add|del dev NAME vid RANGE [pvid] [untagged] [tunnel_info id RANGE]`. */
export function changePortVlans(port: Port | undefined, verb: string, words: readonly string[]): void {
  if (port === undefined) throw answer("Operation not supported");
  const vlans = numbersIn(words[words.indexOf("vid") + 1] ?? "");
  const vnis = words.includes("tunnel_info") ? numbersIn(words.at(-1) ?? "") : undefined;
  for (const [index, vlan] of vlans.entries()) {
    if (verb === "del") {
      port.vnis.delete(vlan);
      if (vnis === undefined) port.vlans.delete(vlan);
    } else if (vnis === undefined) addVlan(port, vlan, words);
    else addVni(port, vlan, vnis[index] ?? 0);
  }
}

function addVlan({ vlans }: Port, vlan: number, words: readonly string[]): void {
  const isOwn = words.includes("pvid");
  if (isOwn)
    for (const [one, flags] of vlans)
      vlans.set(
        one,
        flags.filter((flag) => flag !== "PVID"),
      );
  vlans.set(vlan, [...(isOwn ? ["PVID"] : []), ...(words.includes("untagged") ? ["Egress Untagged"] : [])]);
}

function addVni({ flags, vlans, vnis }: Port, vlan: number, vni: number): void {
  if (flags.vlan_tunnel !== true || !vlans.has(vlan)) throw answer("Invalid argument");
  if (vnis.has(vlan) || [...vnis.values()].includes(vni)) throw answer("File exists");
  vnis.set(vlan, vni);
}

const inOrder = <Value>(map: ReadonlyMap<number, Value>) => [...map].sort(([one], [other]) => one - other);

/** As `bridge -j vlan show dev NAME`. */
export const shownVlans = (name: string, port: Port | undefined): unknown[] =>
  port === undefined || port.vlans.size === 0
    ? []
    : [
        {
          ifname: name,
          vlans: inOrder(port.vlans).map(([vlan, flags]) => ({ vlan, ...(flags.length > 0 && { flags }) })),
        },
      ];

/** As `bridge -j vlan tunnelshow dev NAME`. */
export const shownTunnels = (name: string, port: Port | undefined): unknown[] => {
  const tunnels: { vlan: number; vlanEnd?: number; tunid: number; tunidEnd?: number }[] = [];
  for (const [vlan, vni] of inOrder(port?.vnis ?? new Map<number, number>())) {
    const last = tunnels.at(-1);
    if (
      last !== undefined &&
      (last.vlanEnd ?? last.vlan) === vlan - 1 &&
      (last.tunidEnd ?? last.tunid) === vni - 1
    )
      Object.assign(last, { vlanEnd: vlan, tunidEnd: vni });
    else tunnels.push({ vlan, tunid: vni });
  }
  return tunnels.length === 0 ? [] : [{ ifname: name, tunnels }];
};

/** As `ip -d -j` prints a port in `linkinfo`. */
export const shownPort = (port: Port | undefined): object =>
  port === undefined
    ? {}
    : { info_slave_kind: "bridge", info_slave_data: { state: "disabled", ...port.flags } };
