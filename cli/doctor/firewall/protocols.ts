// IP protocols by the names that nft and iptables print. (/etc/protocols)
const NUMBERS: Readonly<Record<string, number>> = {
  icmp: 1,
  ipencap: 4,
  ipip: 4,
  tcp: 6,
  udp: 17,
  ipv6: 41,
  gre: 47,
  esp: 50,
  "ipv6-crypt": 50,
  ah: 51,
  "ipv6-icmp": 58,
  icmpv6: 58,
  ipv6icmp: 58,
  sctp: 132,
  udplite: 136,
};

/** The number of a protocol; undefined for a name that is not known here. */
export const protocolNumber = (name: string | number): number | undefined => {
  const number = Number(name);
  return Number.isInteger(number) ? number : NUMBERS[String(name).toLowerCase()];
};
