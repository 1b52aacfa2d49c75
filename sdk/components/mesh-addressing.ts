import { createHash } from "node:crypto";
import ipaddr from "ipaddr.js";
import { familyOf, parsePrefix } from "../../provider/iproute2/address.ts";

/** Which sites have a link: each pair of sites, or each site and the hub. */
export type MeshTopology =
  | "full"
  | {
      /** Name of the site that all others have a link to. */
      hub: string;
    };

/** A pair of sites, in the order of their names, and its number, which does not depend on other sites. */
export interface MeshLink {
  readonly a: string;
  readonly b: string;
  readonly index: number;
}

/** Addresses of the two ends of a link, with their prefix lengths. */
export interface LinkAddresses {
  readonly a: string;
  readonly b: string;
  readonly subnet: string;
}

/** Bits of the largest number of links in a block: enough for more than 90,000 sites. */
const MOST_BITS = 32;

const bytesOf = (block: string): { bytes: number[]; length: number; bits: number } => {
  const parsed = parsePrefix(block);
  if (parsed === undefined) {
    throw new RangeError(`block: must be a prefix without host bits, such as 10.99.0.0/16, not ${block}`);
  }
  const [address, length] = ipaddr.parseCIDR(parsed);
  return { bytes: address.toByteArray(), length, bits: familyOf(parsed) === "inet" ? 32 : 128 };
};

/** How many links fit into a block, with two addresses each. */
export function linksIn(block: string): number {
  const { length, bits } = bytesOf(block);
  return 2 ** Math.max(0, Math.min(bits - 1 - length, MOST_BITS));
}

/** How many sites can have a link for each pair within a number of links. */
export const sitesFor = (links: number): number => Math.floor((1 + Math.sqrt(1 + 8 * links)) / 2);

/** The number of a pair of sites. It depends only on the two sites, and no two pairs have the same. */
export function pairIndex(one: number, other: number): number {
  const [low, high] = one < other ? [one, other] : [other, one];
  return (high * (high - 1)) / 2 + low;
}

/** The two addresses of a link by its number: a /31 or a /127. (RFC 3021, RFC 6164) */
export function linkAddresses(block: string, index: number): LinkAddresses {
  const { bytes, bits } = bytesOf(block);
  if (index >= linksIn(block)) throw new RangeError(`${block} has no room for a link of number ${index}`);
  const base = numberOf(bytes) + 2n * BigInt(index);
  const cidr = (value: bigint) => `${textOf(value, bytes.length)}/${bits - 1}`;
  return { a: cidr(base), b: cidr(base + 1n), subnet: cidr(base) };
}

/** How many sites fit into the subnet of a segment, without its first and its last address. */
export function sitesInSegment(block: string): number {
  const { length, bits } = bytesOf(block);
  return Math.max(0, 2 ** Math.min(bits - length, MOST_BITS) - 2);
}

/** The address of a site in the subnet of a segment, by its number, with the prefix length of the subnet. */
export function segmentAddress(block: string, id: number): string {
  const { bytes, length } = bytesOf(block);
  return `${textOf(numberOf(bytes) + 1n + BigInt(id), bytes.length)}/${length}`;
}

const numberOf = (bytes: readonly number[]): bigint =>
  bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);

/** The address of this number, of so many bytes. */
function textOf(value: bigint, bytes: number): string {
  const octets = Array.from({ length: bytes }, (_, at) =>
    Number((value >> BigInt(8 * (bytes - 1 - at))) & 255n),
  );
  const address = ipaddr.fromByteArray(octets);
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
}

/**
 * The number of each site: its own `id`, or one from its name. It does not depend on other sites, so that sites that
 * are added or removed change nothing for the others. Two sites of one number are refused: one of them needs an `id`.
 */
export function siteIds(
  sites: Readonly<Record<string, { id?: number | undefined }>>,
  room: number,
): Map<string, number> {
  const ids = new Map<string, number>();
  const names = new Map<number, string>();
  for (const name of Object.keys(sites).sort()) {
    const own = sites[name]?.id;
    if (own !== undefined && (!Number.isInteger(own) || own < 0 || own >= room)) {
      throw new RangeError(`sites.${name}.id: must be a whole number from 0 to ${room - 1}, not ${own}`);
    }
    const id = own ?? createHash("sha256").update(name).digest().readUInt32BE() % room;
    const other = names.get(id);
    if (other !== undefined) {
      const used = new Set([...names.keys(), ...Object.values(sites).map((site) => site.id)]);
      const free = [...Array(room).keys()].find((one) => !used.has(one));
      throw new RangeError(
        `sites.${name} and sites.${other} both get the number ${id}: give the newer one an \`id\` of its own${
          free === undefined ? ", in a larger block" : `, such as \`id: ${free}\``
        }`,
      );
    }
    ids.set(name, id);
    names.set(id, name);
  }
  return ids;
}

/** The links of a mesh, in the order of the sites' names. */
export function meshLinks(ids: ReadonlyMap<string, number>, topology: MeshTopology): MeshLink[] {
  const names = [...ids.keys()].sort();
  if (topology !== "full" && !ids.has(topology.hub)) {
    throw new RangeError(`topology.hub: ${topology.hub} is none of the sites ${names.join(", ")}`);
  }
  const joined = (a: string, b: string) => topology === "full" || [a, b].includes(topology.hub);
  return names.flatMap((a, at) =>
    names
      .slice(at + 1)
      .filter((b) => joined(a, b))
      .map((b) => ({ a, b, index: pairIndex(ids.get(a) ?? 0, ids.get(b) ?? 0) })),
  );
}

/** A segment as Mermaid text: sites with their subnets around it. */
export function segmentDiagram(label: string, subnets: Readonly<Record<string, readonly string[]>>): string {
  const names = Object.keys(subnets).sort();
  return [
    "graph LR",
    `  segment(["${label}"])`,
    ...names.map((name, at) => `  s${at}["${[name, ...(subnets[name] ?? [])].join("<br/>")}"] --- segment`),
  ].join("\n");
}

/** A mesh as Mermaid text: sites with their subnets, links with theirs. */
export function diagram(
  links: readonly (MeshLink & { readonly label: string })[],
  subnets: Readonly<Record<string, readonly string[]>>,
): string {
  const names = Object.keys(subnets).sort();
  const node = (name: string) => `s${names.indexOf(name)}`;
  return [
    "graph LR",
    ...names.map((name) => `  ${node(name)}["${[name, ...(subnets[name] ?? [])].join("<br/>")}"]`),
    ...links.map(({ a, b, label }) => `  ${node(a)} ---|"${label}"| ${node(b)}`),
  ].join("\n");
}
