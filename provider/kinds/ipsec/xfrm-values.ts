import { z } from "zod";
import type { LiveMark } from "../../iproute2/xfrm-text.ts";
import type { Rule } from "../../schema/declaration.ts";
import { integer, object } from "../../schema/values.ts";

/** What IPsec's states and policies have in common. */

export const U32 = 4_294_967_295;

export const mark = () => object({ value: integer(0, U32), mask: integer(1, U32).default(U32) });

export type MarkValue = z.output<ReturnType<typeof mark>>;

export const hex = (value: number, digits = 1) => `0x${value.toString(16).padStart(digits, "0")}`;

export const markWords = (word: string, value: MarkValue | undefined): string[] =>
  value === undefined ? [] : [word, hex(value.value), "mask", hex(value.mask)];

export const sameMark = (one: MarkValue | LiveMark | undefined, other: MarkValue | LiveMark | undefined) =>
  (one?.value ?? 0) === (other?.value ?? 0) && (one?.mask ?? 0) === (other?.mask ?? 0);

export const markRule = (name: string): Rule => ({
  over: [name],
  fault: ({ [name]: given }) => {
    const { value, mask } = (given ?? { value: 0, mask: 0 }) as MarkValue;
    return (value & ~mask) === 0
      ? undefined
      : `has the value ${hex(value)} outside of its mask ${hex(mask)}: nothing could ever match it`;
  },
});

/** Numbers of IANA's, and the names that /etc/protocols of some system has for them. */
const PROTOCOLS: Readonly<Record<string, number>> = {
  ...{ icmp: 1, igmp: 2, ipencap: 4, ipip: 4, tcp: 6, udp: 17, dccp: 33, ipv6: 41, gre: 47, esp: 50, ah: 51 },
  ...{
    "ipv6-icmp": 58,
    icmpv6: 58,
    ospf: 89,
    ospfigp: 89,
    pim: 103,
    ipcomp: 108,
    vrrp: 112,
    l2tp: 115,
    sctp: 132,
  },
};
const NAMES = new Map(
  ["icmp", "ipip", "tcp", "udp", "dccp", "ipv6", "gre", "esp", "ah", "icmpv6", "sctp"].map((name) => [
    PROTOCOLS[name] ?? 0,
    name,
  ]),
);

/** A protocol in the one spelling that is used here: the name of a well-known one, or its number. */
export const protocolName = (text: string | number): string | number => {
  const number = typeof text === "number" ? text : (PROTOCOLS[text] ?? Number(text));
  return Number.isNaN(number) ? text : (NAMES.get(number) ?? number);
};
export const protocolNumber = (name: string | number): number =>
  typeof name === "number" ? name : (PROTOCOLS[name] ?? 0);

export const protocol = () =>
  z
    .union(
      [
        z.enum([
          "icmp",
          "ipip",
          "tcp",
          "udp",
          "dccp",
          "ipv6",
          "gre",
          "esp",
          "ah",
          "icmpv6",
          "ipv6-icmp",
          "sctp",
        ]),
        integer(1, 255),
      ],
      { error: 'must be "tcp", "udp", "icmp", "icmpv6", "gre", "sctp" … or a protocol number from 1 to 255' },
    )
    .transform(protocolName);

/** Protocols that have ports. */
export const hasPorts = (name: string | number | undefined) =>
  name !== undefined && ["tcp", "udp", "dccp", "sctp"].includes(String(name));
