import type { z } from "zod";
import { type Family, familyOf } from "../../iproute2/address.ts";
import { type Command, optional, tokens } from "../../iproute2/command.ts";
import { canonicalIpProtocol, hasPorts, ipProtocolNumber } from "../../iproute2/ip-protocol.ts";
import type { LivePolicy } from "../../iproute2/xfrm-text.ts";
import { deviceName, integer, ipProtocol, object, prefix } from "../../schema/values.ts";
import { defined } from "../shared/defined.ts";

/** Names of protocols in a policy. "ipv6-icmp" is another spelling of "icmpv6". */
const PROTOCOLS = [
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
] as const;

export const selector = object({
  source: prefix().optional(),
  destination: prefix().optional(),
  proto: ipProtocol(
    PROTOCOLS,
    'must be "tcp", "udp", "icmp", "icmpv6", "gre", "sctp" … or a protocol number from 1 to 255',
  ).optional(),
  sourcePort: integer(1, 65_535).optional(),
  destinationPort: integer(1, 65_535).optional(),
  dev: deviceName().optional(),
});

export type Selector = z.output<typeof selector>;

export const familyOfSelector = ({ source, destination }: Selector): Family =>
  familyOf(destination ?? source ?? "0.0.0.0/0");

/** A selector with both prefixes. The kernel has no selector without them. */
export function withExplicitPrefixes(one: Selector): Selector & { source: string; destination: string } {
  const everything = familyOfSelector(one) === "inet" ? "0.0.0.0/0" : "::/0";
  return { ...one, source: one.source ?? everything, destination: one.destination ?? everything };
}

export function selectorFault(one: Selector): string | undefined {
  const { source, destination, proto, sourcePort, destinationPort } = one;
  if (source !== undefined && destination !== undefined && familyOf(source) !== familyOf(destination))
    return `has the source ${source} and the destination ${destination} of another family`;
  if ((sourcePort ?? destinationPort) !== undefined && !hasPorts(proto))
    return 'has a port, which needs proto "tcp", "udp", "sctp" or "dccp"';
  return undefined;
}

export function selectorTokens(one: Selector): Command {
  const { source, destination, proto, sourcePort, destinationPort, dev } = withExplicitPrefixes(one);
  return [
    ...tokens`src ${source} dst ${destination}`,
    ...optional("proto", proto && ipProtocolNumber(proto)),
    ...optional("sport", sourcePort),
    ...optional("dport", destinationPort),
    ...optional("dev", dev),
  ];
}

/** The values of a selector, in the order of the marker's name. */
export function selectorValues(one: Selector): readonly (string | number | undefined)[] {
  const { source, destination, proto, sourcePort, destinationPort, dev } = withExplicitPrefixes(one);
  return [source, destination, proto, sourcePort, destinationPort, dev];
}

/** Whether a live policy selects the declared packets. `ip xfrm` prints the protocol as /etc/protocols of the host. */
export function selects(declared: Selector, live: LivePolicy): boolean {
  const { source, destination, proto, sourcePort, destinationPort, dev } = withExplicitPrefixes(declared);
  return (
    live.source === source &&
    live.destination === destination &&
    (live.proto && canonicalIpProtocol(PROTOCOLS, live.proto)) === proto &&
    live.sourcePort === sourcePort &&
    live.destinationPort === destinationPort &&
    live.dev === dev
  );
}

/** The selector of a live policy, as a program declares it. */
export function liveSelector(live: LivePolicy): Selector {
  const { source, destination, sourcePort, destinationPort, dev } = live;
  const proto = live.proto === undefined ? undefined : canonicalIpProtocol(PROTOCOLS, live.proto);
  const isEverything = [source, destination].every((one) => one === "0.0.0.0/0");
  const selected = {
    ...(isEverything ? {} : { source, destination }),
    proto,
    sourcePort,
    destinationPort,
    dev,
  };
  return selector.catch({}).parse(defined(selected));
}
