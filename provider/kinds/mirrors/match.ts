import { z } from "zod";
import { familyOf } from "../../iproute2/address.ts";
import { hasPorts } from "../../iproute2/ip-protocol.ts";
import { canonical, form, integer, ipProtocol, object, oneOf, prefix } from "../../schema/values.ts";

/** The protocols with a name in flower filters. */
export const IP_PROTOCOLS = ["tcp", "udp", "sctp", "icmp", "icmpv6"] as const;

const namesInQuotes = IP_PROTOCOLS.map((name) => `"${name}"`).join(", ");

const macAddress = () =>
  canonical(
    (text) => (/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text) ? text.toLowerCase() : undefined),
    "an Ethernet address such as 02:00:00:00:00:01",
  ).meta(form("Ethernet address"));

const PORT = 'a whole number from 1 to 65535, or a range such as "1000-2000"';

/** A port, or a range of ports in the spelling "1000-2000". */
const ports = () =>
  z
    .union([z.number(), z.string()], { error: `must be ${PORT}` })
    .transform((value, context) => {
      const ends = /^(\d{1,5})-(\d{1,5})$/.exec(String(value));
      const [low, high] = ends === null ? [value, value] : [Number(ends[1]), Number(ends[2])];
      const isPort = (port: unknown): port is number =>
        typeof port === "number" && Number.isInteger(port) && port >= 1 && port <= 65_535;
      if (isPort(low) && isPort(high) && low <= high) return low === high ? low : `${low}-${high}`;
      context.addIssue({ code: "custom", message: `must be ${PORT}` });
      return z.NEVER;
    })
    .meta(form("1 to 65535, or a range"));

const VLAN = ', "tagged" or "untagged"';

const vlan = () => {
  const error = `must be a whole number from 0 to 4094${VLAN}`;
  return z.union([z.literal(["tagged", "untagged"]), integer(0, 4094, VLAN)], { error });
};

const members = {
  protocol: oneOf("ip", "ipv6", "arp").optional(),
  vlan: vlan().optional(),
  sourceMac: macAddress().optional(),
  destinationMac: macAddress().optional(),
  source: prefix().optional(),
  destination: prefix().optional(),
  ipProto: ipProtocol(IP_PROTOCOLS, `must be ${namesInQuotes} or a protocol number from 1 to 255`).optional(),
  sourcePort: ports().optional(),
  destinationPort: ports().optional(),
};

const selection = object(members);

export const match = object({
  ...members,
  except: z.array(selection, { error: "must be a list of objects" }).optional(),
});

/** Packets that one set of conditions selects. */
export type Selection = z.output<typeof selection>;

/** The packets of a mirror: those of a selection, without those of others. */
export type Match = z.output<typeof match>;

/** The members that need an IP header. */
const OF_IP = ["source", "destination", "ipProto", "sourcePort", "destinationPort"] as const;

const protocolOfAddress = (address: string) => (familyOf(address) === "inet" ? "ip" : "ipv6");

/** The protocol of the selected frames: declared, or implied by other members; undefined for any. */
export function protocolOf({ protocol, source, destination, ipProto }: Selection): Selection["protocol"] {
  const address = source ?? destination;
  if (protocol !== undefined) return protocol;
  if (address !== undefined) return protocolOfAddress(address);
  return ipProto === "icmp" ? "ip" : ipProto === "icmpv6" ? "ipv6" : undefined;
}

function selectionFault(given: Selection): string | undefined {
  const { source, destination, ipProto, sourcePort, destinationPort, vlan: tag } = given;
  const protocol = protocolOf(given);
  const ofIp = OF_IP.filter((key) => given[key] !== undefined);
  if (ofIp.length > 0 && protocol === undefined)
    return 'needs protocol "ip" or "ipv6": its other members do not imply one';
  if (protocol === "arp" && ofIp.length > 0) return `has ${ofIp.join(", ")}, which ARP lacks`;
  if (tag === "untagged" && protocol === undefined)
    return 'has vlan "untagged", which needs a protocol: a filter for all protocols takes tagged frames too';
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

/** Why a match cannot be; undefined if it can. */
export function matchFault({ except = [], ...selected }: Match): string | undefined {
  const fault = selectionFault(selected);
  if (fault !== undefined) return fault;
  const faults = except.map((one) =>
    Object.keys(one).length === 0 ? "is empty: no packet would be copied" : selectionFault(one),
  );
  const index = faults.findIndex((one) => one !== undefined);
  return index < 0 ? undefined : `has except[${index}], which ${faults[index]}`;
}
