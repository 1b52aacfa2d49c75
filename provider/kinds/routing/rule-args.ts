import { z } from "zod";
import { type Family, familyOf, parsePrefix } from "../../iproute2/address.ts";
import { parseFwmark } from "../../iproute2/fwmark.ts";
import { hasPorts } from "../../iproute2/ip-protocol.ts";
import { parseRange } from "../../iproute2/number-range.ts";
import { MAX_RULE_PORT, MAX_UID, RULE_PROTOCOLS } from "../../iproute2/rule-json.ts";
import { adoptArgument, markedResourceShape } from "../../model/ownership-marker.ts";
import type { Args, Rule } from "../../schema/declaration.ts";
import { routingTable } from "../../schema/routing-table.ts";
import { holdsUnknown, UNKNOWN } from "../../schema/unknown-value.ts";
import {
  canonical,
  deviceName,
  flag,
  form,
  integer,
  ipProtocol,
  numberOrText,
  oneOf,
  U32,
} from "../../schema/values.ts";

const longPrefix = (text: string): string | undefined => {
  const prefix = text === "default" ? undefined : parsePrefix(text);
  return prefix?.endsWith("/0") ? undefined : prefix;
};

const packets = () =>
  canonical(
    longPrefix,
    "an address or a prefix without host bits, such as 10.20.0.0/16; leave it out for all addresses",
  ).meta(form("prefix"));

const ports = () =>
  numberOrText(
    (given) => parseRange(given, 1, MAX_RULE_PORT),
    `a port from 1 to ${MAX_RULE_PORT}, or a range such as "8000-8080"`,
  ).meta(form("port or range"));

/** Users as `FIRST-LAST`, as the kernel has them. */
function parseUsers(given: string | number): string | undefined {
  const range = parseRange(given, 0, MAX_UID);
  return typeof range === "number" ? `${range}-${range}` : range;
}

export const ruleSchema = z.strictObject({
  ...markedResourceShape("rule"),
  family: oneOf("inet", "inet6")
    .optional()
    .describe("The family of the packets; by default that of from or to. Needed where neither is given."),
  priority: integer(1, U32).describe(
    "Place of the rule: the kernel applies the rule with the lowest number first. Its own rules have 0, 32766 and 32767.",
  ),
  from: packets().optional().describe("Source of the packets; by default all addresses."),
  to: packets().optional().describe("Destination of the packets; by default all addresses."),
  not: flag()
    .default(false)
    .describe("Whether the rule is for the packets that do not match the other arguments."),
  iif: deviceName()
    .optional()
    .describe('Device by which the packets arrive, or "lo" for packets of the host itself; by default any.'),
  oif: deviceName().optional().describe("Device to which a socket is bound; by default any."),
  fwmark: numberOrText(parseFwmark, 'a mark such as 1, "0x1" or, with a mask, "0x1/0xff"')
    .meta(form("mark"))
    .optional()
    .describe("Firewall mark of the packets; by default any."),
  ipProto: ipProtocol(
    RULE_PROTOCOLS,
    `must be ${RULE_PROTOCOLS.map((name) => `"${name}"`).join(", ")} or a protocol number from 1 to 255`,
  )
    .optional()
    .describe("IP protocol of the packets; by default any."),
  sourcePort: ports().optional().describe("Source port of the packets, or a range; by default any."),
  destinationPort: ports()
    .optional()
    .describe("Destination port of the packets, or a range; by default any."),
  tos: integer(1, 255)
    .optional()
    .describe("Type of service of the packets; by default any. The two lowest bits must be 0."),
  uidRange: numberOrText(parseUsers, 'a user id, or a range such as "1000-1999"')
    .meta(form("user id or range"))
    .optional()
    .describe("Users whose sockets send the packets; by default any."),
  action: oneOf("lookup", "blackhole", "unreachable", "prohibit")
    .default("lookup")
    .describe(
      "Look the packets up in a table, drop them silently, or refuse them as unreachable or as prohibited.",
    ),
  table: routingTable()
    .optional()
    .describe(
      'Routing table for the action "lookup": its number, or its name on the host. The main table is 254.',
    ),
  suppressPrefixLength: integer(0, 128)
    .optional()
    .describe(
      "Ignore routes of the table whose prefix has this length or a shorter one. 0 ignores default routes.",
    ),
  adopt: adoptArgument("rule"),
});

export type RuleArgs = z.output<typeof ruleSchema>;

/** The arguments that select packets. */
const SELECTORS = [
  ...(["from", "to", "iif", "oif", "fwmark", "ipProto"] as const),
  ...(["sourcePort", "destinationPort", "tos", "uidRange"] as const),
];

/** The bits of a type of service that a rule of IPv4 may have. (linux: fib4_rule_configure) */
const IPV4_TOS = 0x1c;

const inWords = (family: Family) => (family === "inet" ? "IPv4" : "IPv6");

export const ruleRules: readonly Rule<RuleArgs>[] = [
  {
    over: ["family", "from", "to"],
    fault: ({ family }) =>
      family === undefined
        ? 'is needed, because neither from nor to shows it: "inet" for IPv4 or "inet6" for IPv6'
        : undefined,
  },
  ...(["from", "to"] as const).map(
    (name): Rule<RuleArgs> => ({
      over: [name, "family"],
      fault: ({ [name]: prefix, family }) =>
        prefix === undefined || family === undefined || familyOf(prefix) === family
          ? undefined
          : `is ${prefix}, but the rule is for ${inWords(family)}`,
    }),
  ),
  {
    over: ["not", ...SELECTORS],
    fault: (args) =>
      args.not && SELECTORS.every((name) => args[name] === undefined)
        ? `needs one of ${SELECTORS.join(", ")}: a rule for everything else than all packets matches none`
        : undefined,
  },
  {
    over: ["table", "action"],
    fault({ table, action }) {
      if (action === "lookup") return table === undefined ? 'is needed for the action "lookup"' : undefined;
      return table === undefined ? undefined : `is for the action "lookup", not for "${action}"`;
    },
  },
  {
    over: ["suppressPrefixLength", "action", "family"],
    fault({ suppressPrefixLength: length, action, family }) {
      if (length === undefined) return undefined;
      if (action !== "lookup") return `is for the action "lookup", not for "${action}"`;
      return family === "inet" && length > 32 ? "must be at most 32 for IPv4" : undefined;
    },
  },
  {
    over: ["tos", "family"],
    fault({ tos, family }) {
      if (tos === undefined) return undefined;
      if (tos % 4 !== 0) return "must be a multiple of 4, because the two lowest bits are not part of it";
      return family === "inet" && (tos & ~IPV4_TOS) !== 0
        ? `must be at most ${IPV4_TOS} for IPv4: the kernel takes no higher bits there`
        : undefined;
    },
  },
  ...(["sourcePort", "destinationPort"] as const).map(
    (name): Rule<RuleArgs> => ({
      over: [name, "ipProto"],
      fault: ({ [name]: port, ipProto }) =>
        port === undefined || ipProto === undefined || hasPorts(ipProto)
          ? undefined
          : `needs an ipProto that has ports, such as "tcp", and not ${JSON.stringify(ipProto)}`,
    }),
  ),
];

/** Arguments with the family that `from` or `to` shows. Any part of them may be invalid. */
export function withFamily(args: Args): Args {
  const { family, from, to } = args;
  if (family !== undefined) return args;
  if (holdsUnknown(from) || holdsUnknown(to)) return { ...args, family: UNKNOWN };
  const prefix = [from, to].map((one) => (typeof one === "string" ? parsePrefix(one) : undefined));
  const shown = prefix.find((one) => one !== undefined);
  return shown === undefined ? args : { ...args, family: familyOf(shown) };
}
