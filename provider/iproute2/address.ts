import { isIPv4, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";

export type Family = "inet" | "inet6";

/**
 * Parses an address to its canonical text: a dotted quad, or the hexadecimal form of RFC 5952. `::ffff:192.0.2.1`, as ip
 * prints it, becomes `::ffff:c000:201`. Declared and live addresses both pass this parser, so equal ones have equal
 * texts. `10.1` and `0x7f.1`, which inet_aton accepts, are refused because other programs read them differently.
 */
export function parseAddress(text: string, family?: Family): string | undefined {
  // A dotted quad that Node accepts is canonical, because Node refuses leading zeros
  if (family !== "inet6" && isIPv4(text)) return text;
  if (family !== "inet" && isIPv6(text) && !text.includes("%")) {
    // Node's parser is used, because ipaddr.js reads ::1.2.3.4 as ::ffff:1.2.3.4
    return new URL(`http://[${text}]/`).hostname.slice(1, -1);
  }
  return undefined;
}

/** The family of an address or prefix that has been parsed. */
export const familyOf = (address: string): Family => (address.includes(":") ? "inet6" : "inet");

const bitsOf = (family: Family) => (family === "inet" ? 32 : 128);

/** An address with its prefix length: `10.9.0.1/30`. Host bits stay. An address without a length gets the full one. */
export function parseInterfaceAddress(text: string, family?: Family): string | undefined {
  const [address = "", length, ...rest] = text.split("/");
  const canonical = parseAddress(address, family);
  if (canonical === undefined || rest.length > 0) return undefined;
  const bits = bitsOf(familyOf(canonical));
  if (length === undefined) return `${canonical}/${bits}`;
  if (!/^(0|[1-9]\d{0,2})$/.test(length) || Number(length) > bits) return undefined;
  return `${canonical}/${length}`;
}

/** The destination of a route: a prefix without host bits. `default` is 0.0.0.0/0, or ::/0 if the family is IPv6. */
export function parsePrefix(text: string, family?: Family): string | undefined {
  const prefix = text === "default" ? (family === "inet6" ? "::/0" : "0.0.0.0/0") : text;
  const canonical = parseInterfaceAddress(prefix, family);
  if (canonical === undefined) return undefined;
  return networkOf(canonical) === canonical ? canonical : undefined;
}

/** The network of an interface address: `10.9.0.1/30` gives `10.9.0.0/30`. */
export function networkOf(cidr: string): string {
  const length = Number(cidr.slice(cidr.indexOf("/") + 1));
  if (familyOf(cidr) === "inet") return `${ipaddr.IPv4.networkAddressFromCIDR(cidr).toString()}/${length}`;
  return `${ipaddr.IPv6.networkAddressFromCIDR(cidr).toRFC5952String()}/${length}`;
}

/** The address of an interface address or prefix, without the prefix length. */
export const addressOf = (cidr: string): string => cidr.slice(0, cidr.indexOf("/"));

/** `ipaddr.parseCIDR` would try IPv6 first, and an exception for each IPv4 prefix takes most of its time. */
const parseCidr = (prefix: string) =>
  familyOf(prefix) === "inet" ? ipaddr.IPv4.parseCIDR(prefix) : ipaddr.IPv6.parseCIDR(prefix);

/** Whether a prefix contains an address, or the whole of another prefix. */
export function contains(prefix: string, other: string): boolean {
  if (familyOf(prefix) !== familyOf(other)) return false;
  const inner = other.includes("/") ? other : `${other}/${bitsOf(familyOf(other))}`;
  const [network, length] = parseCidr(prefix);
  const [address, innerLength] = parseCidr(inner);
  return innerLength >= length && address.match(network, length);
}

/** Whether two prefixes share any address. */
export const overlaps = (a: string, b: string): boolean => contains(a, b) || contains(b, a);

/** Whether an address is in fe80::/10. Its first group always has four digits. */
export const isLinkLocal = (address: string): boolean => /^fe[89ab][0-9a-f]:/i.test(address);

/** `::192.0.2.1/96`: the address that the kernel adds to a sit device without remote. (linux: addrconf.c, add_v4_addrs) */
export const isIpv4Compatible = (cidr: string): boolean =>
  cidr.endsWith("/96") && contains("::/96", addressOf(cidr));

export const isMulticast = (address: string): boolean => ipaddr.parse(address).range() === "multicast";

/** The number that a dotted quad stands for. ip prints GRE keys as quads. */
export const quadToNumber = (quad: string): number =>
  ipaddr.IPv4.parse(quad)
    .toByteArray()
    .reduce((sum, byte) => sum * 256 + byte, 0);

/** The host's own address in words of `ip addr`, without its prefix length: `10.44.0.1 peer 10.44.0.2/32`. */
export function ownAddressIn(words: string): string {
  const [own = ""] = words.split(" ");
  return own.includes("/") ? addressOf(own) : own;
}

/** The subnet of an address in words of `ip addr`: that of the peer, if there is one. */
export function subnetIn(words: string): string {
  const [own = "", word, peer = ""] = words.split(" ");
  return networkOf(word === "peer" ? peer : own);
}
