import { isDeepStrictEqual } from "node:util";
import { parsePrefix } from "../../iproute2/address.ts";
import { type Command, optional } from "../../iproute2/command.ts";
import { canonicalIpProtocol } from "../../iproute2/ip-protocol.ts";
import type { LiveFilter } from "../../iproute2/tc-json.ts";
import { inDeclaredSpelling } from "../shared/declared-spelling.ts";
import { defined } from "../shared/defined.ts";
import { IP_PROTOCOLS, type Match, protocolOf, type Selection } from "./match.ts";

/** The condition of one tc filter. */
export interface Selector {
  readonly protocol: string;
  readonly kind: "matchall" | "flower";
  readonly keys: Command;
}

/** The protocol of frames with a VLAN tag, as `tc` names it. */
const TAGGED = "802.1Q";

/**
 * The filters that select frames. A filter of a protocol takes only untagged frames, because the kernel compares the
 * outermost type of a frame. So frames of a protocol, tagged or not, need two filters.
 */
export function selectorsOf(selected: Selection): Selector[] {
  const { vlan } = selected;
  const protocol = protocolOf(selected);
  const keys = keysOf(selected);
  const flower = (outer: string, tag: Command): Selector => ({
    protocol: outer,
    kind: "flower",
    keys: [...tag, ...keys],
  });
  const tag = [
    ...optional("vlan_id", typeof vlan === "number" ? vlan : undefined),
    ...optional("vlan_ethtype", protocol),
  ];
  if (protocol === undefined && vlan === undefined)
    return keys.length === 0 ? [{ protocol: "all", kind: "matchall", keys }] : [flower("all", [])];
  return [
    ...(protocol === undefined || (vlan !== undefined && vlan !== "untagged") ? [] : [flower(protocol, [])]),
    ...(vlan === "untagged" ? [] : [flower(TAGGED, tag)]),
  ];
}

/** The keys of a flower filter, without those of a VLAN tag. flower reads protocol numbers as hexadecimal. */
const keysOf = (one: Selection): Command => [
  ...optional("src_mac", one.sourceMac),
  ...optional("dst_mac", one.destinationMac),
  ...optional("ip_proto", typeof one.ipProto === "number" ? one.ipProto.toString(16) : one.ipProto),
  ...optional("src_ip", one.source),
  ...optional("dst_ip", one.destination),
  ...optional("src_port", one.sourcePort),
  ...optional("dst_port", one.destinationPort),
];

/** The selections of filters that exist. Two that differ only in the tag are one, for frames tagged or not. */
export function liveSelections(filters: readonly LiveFilter[]): Selection[] {
  const joined: Selection[] = [];
  for (const one of filters.map(liveSelection)) {
    const last = joined.at(-1);
    const { vlan: _1, ...rest } = one;
    const { vlan: _2, ...lastRest } = last ?? {};
    const isTwin = last?.vlan === "untagged" && one.vlan === "tagged" && isDeepStrictEqual(rest, lastRest);
    if (isTwin) joined[joined.length - 1] = rest;
    else joined.push(one);
  }
  return joined;
}

/** The keys of flower that a selection can have. */
const KEYS: ReadonlySet<string> = new Set([
  ...["eth_type", "vlan_ethtype", "vlan_id", "src_mac", "dst_mac"],
  ...["ip_proto", "src_ip", "dst_ip", "src_port", "dst_port"],
]);

/** The first key of a filter that no selection has. */
export const foreignKey = ({ keys }: LiveFilter): string | undefined =>
  Object.keys(keys).find((key) => !KEYS.has(key));

/** The selection of one filter. One without conditions selects all frames of its protocol. */
export function liveSelection({ protocol: outer, keys }: LiveFilter): Selection {
  const at = (key: string) => {
    const value = keys[key];
    return typeof value === "string" || typeof value === "number" ? value : undefined;
  };
  const prefixAt = (key: string) => {
    const text = at(key);
    return text === undefined ? undefined : (parsePrefix(String(text)) ?? String(text));
  };
  const inner = at("ip_proto");
  const isTagged = outer === TAGGED;
  const protocol = isTagged ? at("vlan_ethtype") : outer === "all" ? undefined : outer;
  return defined({
    // newer releases of tc print the name ipv4
    protocol: protocol === "ipv4" ? "ip" : protocol,
    vlan: isTagged ? (at("vlan_id") ?? "tagged") : protocol === undefined ? undefined : "untagged",
    sourceMac: at("src_mac"),
    destinationMac: at("dst_mac"),
    source: prefixAt("src_ip"),
    destination: prefixAt("dst_ip"),
    ipProto: inner === undefined ? undefined : liveIpProto(String(inner)),
    sourcePort: livePorts(keys.src_port),
    destinationPort: livePorts(keys.dst_port),
  }) as Selection;
}

/** A port, or a range, which tc prints as an object. (iproute2: tc/f_flower.c, flower_print_port_range) */
function livePorts(value: unknown): string | number | undefined {
  if (typeof value === "string" || typeof value === "number") return value;
  const { start, end } = (value ?? {}) as { start?: unknown; end?: unknown };
  return start === undefined || end === undefined ? undefined : `${String(start)}-${String(end)}`;
}

/** Protocols that newer releases print by name. (iproute2: tc/f_flower.c, flower_print_ip_proto) */
const NEWER_NAMES: ReadonlyMap<string, number> = new Map([
  ["esp", 50],
  ["ah", 51],
  ["l2tp", 115],
]);

/** A protocol as `tc` prints it: a name, or the number in hexadecimal. Releases before 6.6 print it without 0x. */
const liveIpProto = (text: string): string | number =>
  IP_PROTOCOLS.find((name) => name === text) ??
  canonicalIpProtocol(IP_PROTOCOLS, NEWER_NAMES.get(text) ?? Number.parseInt(text, 16));

const meaningOf = ({ except = [], ...selected }: Match) => ({
  ...{ ...selected, protocol: protocolOf(selected) },
  except: except.map((one) => ({ ...one, protocol: protocolOf(one) })),
});

/** The declared match if it has the same meaning as the live one, else the live one; undefined if neither has a member. */
export const matchInDeclaredSpelling = (declared: Match | undefined, live: Match): Match | undefined =>
  declared === undefined && Object.keys(live).length === 0
    ? undefined
    : inDeclaredSpelling(declared, live, meaningOf);
