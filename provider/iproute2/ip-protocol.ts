/**
 * IANA's numbers of IP protocols. Each name is one of iproute2 or of a distribution's /etc/protocols. `sit` is this
 * package's name for IPv6 in IPv4.
 */
const NUMBERS: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  ipencap: 4,
  ipip: 4,
  tcp: 6,
  udp: 17,
  dccp: 33,
  ipv6: 41,
  sit: 41,
  gre: 47,
  esp: 50,
  ah: 51,
  "ipv6-icmp": 58,
  icmpv6: 58,
  ospf: 89,
  ospfigp: 89,
  pim: 103,
  ipcomp: 108,
  vrrp: 112,
  l2tp: 115,
  sctp: 132,
  "mpls-in-ip": 137,
};

/** The number of a protocol; undefined if the table above lacks the name. */
export const ipProtocolNumber = (protocol: string | number): number | undefined =>
  typeof protocol === "number" ? protocol : NUMBERS[protocol];

/**
 * The canonical spelling of a protocol: the first of `names` with the same number, else the number. A name that the
 * table above lacks stays.
 */
export function canonicalIpProtocol<Name extends string, Given extends string | number>(
  names: readonly Name[],
  protocol: Given,
): Name | Given | number {
  const number = ipProtocolNumber(protocol) ?? Number(protocol);
  if (Number.isNaN(number)) return protocol;
  return names.find((name) => NUMBERS[name] === number) ?? number;
}

const WITH_PORTS: readonly unknown[] = ["tcp", "udp", "dccp", "sctp"];

/** Whether packets of a protocol have ports. The protocol is in its canonical spelling. */
export const hasPorts = (protocol: string | number | undefined): boolean => WITH_PORTS.includes(protocol);
