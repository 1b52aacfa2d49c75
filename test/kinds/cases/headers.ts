// Headers that several kinds have in their packets, from the outermost inwards, with the fields by which they differ.
import { expect } from "vitest";
import type { Args } from "../../../provider/schema/declaration.ts";
import type { Header, Sent } from "../kind-case.ts";

/** Protocol numbers of the inner packets. */
export const ipProtocol = (inner: Sent["inner"]) => (inner === "ipv4" ? 4 : 41);
const ETHERTYPE = { ipv4: 0x0800, ipv6: 0x86dd, ethernet: 0x6558 };
const present = expect.any(Number);

/** Outer headers of the kinds over IPv4 at their defaults. */
export const outer4 = (proto: number, more: Args = {}): Header => ({
  name: "ip",
  fields: { proto, df: true, tos: 0, ...more },
});

/**
 * Outer headers over IPv6 at their defaults: with the option for the encapsulation limit, and with a flow label of
 * the kernel.
 */
export const outer6 = (proto: number, more: Args = {}, encapLimit = 4): readonly Header[] => [
  { name: "ipv6", fields: { proto: 60, ttl: 64, tos: 0, ...more } },
  { name: "ipv6.dstopts", fields: { encapLimit, proto } },
];

/** Bits of a GRE header: checksum, key, sequence number. */
const bits = { csum: 0x8000, key: 0x2000, seq: 0x1000 };

export const greHeader = (
  carries: keyof typeof ETHERTYPE,
  { key, seq = false, csum = false }: { key?: number; seq?: boolean; csum?: boolean } = {},
): Header => ({
  name: "gre",
  fields: {
    proto: ETHERTYPE[carries],
    flags: (csum ? bits.csum : 0) | (key === undefined ? 0 : bits.key) | (seq ? bits.seq : 0),
    ...{ key, hasChecksum: csum, sequence: seq ? present : undefined },
  },
});

/** GRE and ERSPAN: types I, II and III, which iproute2 counts from 0. The session is in ERSPAN's own header. */
export const erspanHeaders = (version: 0 | 1 | 2, fields: Args = {}): readonly Header[] => {
  const proto = version === 2 ? 0x22eb : 0x88be;
  // tshark also prints a name for type I, although type I has no header.
  if (version === 0) return [{ name: "gre", fields: { proto, flags: 0 } }, { name: "erspan" }];
  return [
    { name: "gre", fields: { proto, flags: bits.seq, key: undefined, sequence: present } },
    { name: "erspan", fields: { version, ...fields } },
  ];
};

/** The UDP ports that the `encap` arguments of the rows name. */
export const fouPort = (protocol: string, family: "inet" | "inet6" = "inet"): Args => ({
  ...{ port: 5555, protocol, family },
});
export const guePort = (family: "inet" | "inet6" = "inet"): Args => ({ port: 5555, gue: true, family });

const UDP = 17;
const udp = (hasChecksum: boolean): Header => ({ name: "udp", fields: { dst: 5555, hasChecksum } });
const fouHeader = (proto: number): Header => ({ name: "fou", fields: { proto } });
const gueHeader = (proto: number): Header => ({
  name: "gue",
  fields: { version: 0, proto, optionBytes: 0, flags: 0 },
});

/** All headers in front of a protocol in FOU or GUE at its defaults. Over IPv6, UDP needs its checksum. */
export const inFou4 = (proto: number): readonly Header[] => [outer4(UDP), udp(false), fouHeader(proto)];
export const inGue4 = (proto: number): readonly Header[] => [outer4(UDP), udp(false), gueHeader(proto)];
export const inFou6 = (proto: number): readonly Header[] => [...outer6(UDP), udp(true), fouHeader(proto)];
export const inGue6 = (proto: number): readonly Header[] => [...outer6(UDP), udp(true), gueHeader(proto)];
