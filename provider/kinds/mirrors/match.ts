import type { z } from "zod";
import { familyOf, parsePrefix } from "../../iproute2/address.ts";
import { type Command, optional } from "../../iproute2/command.ts";
import { canonicalIpProtocol, hasPorts } from "../../iproute2/ip-protocol.ts";
import type { LiveFilter } from "../../iproute2/tc-json.ts";
import { integer, ipProtocol, object, oneOf, prefix } from "../../schema/values.ts";
import { inDeclaredSpelling } from "../shared/declared-spelling.ts";
import { defined } from "../shared/defined.ts";

/** The protocols with a name in flower filters. */
const IP_PROTOCOLS = ["tcp", "udp", "sctp", "icmp", "icmpv6"] as const;

const namesInQuotes = IP_PROTOCOLS.map((name) => `"${name}"`).join(", ");

export const match = object({
  protocol: oneOf("ip", "ipv6", "arp").optional(),
  source: prefix().optional(),
  destination: prefix().optional(),
  ipProto: ipProtocol(IP_PROTOCOLS, `must be ${namesInQuotes} or a protocol number from 1 to 255`).optional(),
  sourcePort: integer(1, 65_535).optional(),
  destinationPort: integer(1, 65_535).optional(),
});

export type Match = z.output<typeof match>;

const protocolOfAddress = (address: string) => (familyOf(address) === "inet" ? "ip" : "ipv6");

/** The protocol of the selected frames: declared, or implied by other members of the match; undefined for any. */
export function protocolOf({ protocol, source, destination, ipProto }: Match): Match["protocol"] {
  const address = source ?? destination;
  if (protocol !== undefined) return protocol;
  if (address !== undefined) return protocolOfAddress(address);
  return ipProto === "icmp" ? "ip" : ipProto === "icmpv6" ? "ipv6" : undefined;
}

export function matchFault(given: Match): string | undefined {
  const { source, destination, ipProto, sourcePort, destinationPort } = given;
  const protocol = protocolOf(given);
  const members = Object.keys(given).filter((key) => key !== "protocol");
  if (members.length > 0 && protocol === undefined)
    return 'needs protocol "ip" or "ipv6": its other members do not imply one';
  if (protocol === "arp" && members.length > 0) return `has ${members.join(", ")}, which ARP lacks`;
  const other = [source, destination].find(
    (address) => address !== undefined && protocolOfAddress(address) !== protocol,
  );
  if (other !== undefined) return `has ${other}, which is not of the protocol "${protocol}"`;
  if ((sourcePort ?? destinationPort) !== undefined && !hasPorts(ipProto))
    return 'has a port, which needs ipProto "tcp", "udp" or "sctp"';
  if ((ipProto === "icmp" && protocol !== "ip") || (ipProto === "icmpv6" && protocol !== "ipv6"))
    return `has ipProto "${ipProto}", which is not of the protocol "${protocol}"`;
  return undefined;
}

/** The keys of a flower filter. Without keys it selects every frame of the protocol. flower reads numbers as hexadecimal. */
export function matchTokens({ source, destination, ipProto, sourcePort, destinationPort }: Match): Command {
  return [
    ...optional("ip_proto", typeof ipProto === "number" ? ipProto.toString(16) : ipProto),
    ...optional("src_ip", source),
    ...optional("dst_ip", destination),
    ...optional("src_port", sourcePort),
    ...optional("dst_port", destinationPort),
  ];
}

/** The match of a flower filter; undefined for a matchall filter. */
export function liveMatch({ kind, protocol, keys }: LiveFilter): Match | undefined {
  if (kind !== "flower") return undefined;
  const at = (key: string) => {
    const value = keys[key];
    return typeof value === "string" || typeof value === "number" ? value : undefined;
  };
  const prefixAt = (key: string) => {
    const text = at(key);
    return text === undefined ? undefined : (parsePrefix(String(text)) ?? String(text));
  };
  const inner = at("ip_proto");
  return defined({
    protocol,
    source: prefixAt("src_ip"),
    destination: prefixAt("dst_ip"),
    ipProto: inner === undefined ? undefined : liveIpProto(String(inner)),
    sourcePort: at("src_port"),
    destinationPort: at("dst_port"),
  }) as Match;
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

/** The declared match if it has the same meaning as the live one, else the live one. */
export function matchInDeclaredSpelling(
  declared: Match | undefined,
  live: Match | undefined,
): Match | undefined {
  const selectsAll = declared !== undefined && protocolOf(declared) === undefined;
  if (live === undefined) return selectsAll ? declared : undefined;
  return inDeclaredSpelling(declared, live, (one) => ({ ...one, protocol: protocolOf(one) }));
}
