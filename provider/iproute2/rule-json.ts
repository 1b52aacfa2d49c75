import { z } from "zod";
import { type Family, parsePrefix } from "./address.ts";
import { parseFwmark } from "./fwmark.ts";
import { canonicalIpProtocol } from "./ip-protocol.ts";
import { parseRange } from "./number-range.ts";

/** Protocols whose names `ipProto` of a rule accepts. */
export const RULE_PROTOCOLS = ["tcp", "udp", "icmp", "icmpv6", "esp", "ah", "gre", "sctp", "ospf"] as const;

/** The largest port of a range. The kernel refuses 65535 there. (linux: fib_rule_port_range_valid) */
export const MAX_RULE_PORT = 65_534;
/** The largest user id. The kernel uses the next number for "none". */
export const MAX_UID = 4_294_967_294;

/** What a rule does with the packets that it selects. */
export type RuleAction = "lookup" | "blackhole" | "unreachable" | "prohibit";

/** The packets of a rule, in canonical text, and its place among the others. */
export interface RuleSelector {
  readonly family: Family;
  readonly priority: number;
  readonly from?: string;
  readonly to?: string;
  readonly not: boolean;
  readonly iif?: string;
  readonly oif?: string;
  readonly fwmark?: string;
  readonly ipProto?: string | number;
  readonly sourcePort?: string | number;
  readonly destinationPort?: string | number;
  readonly tos?: number;
  readonly uidRange?: string;
}

/** A rule from `ip -d -j -N rule show`. */
export interface LiveRule extends RuleSelector {
  readonly action: RuleAction | undefined;
  readonly table?: number;
  readonly suppressPrefixLength?: number;
  /** the number of the protocol that added it */
  readonly protocol: number;
  /** Whether it has an attribute that a PolicyRule cannot have. */
  readonly isOther: boolean;
}

const numberText = z.union([z.number(), z.string()]).transform(Number);

const ruleJson = z.looseObject({
  priority: z.number().default(0),
  src: z.string().default("all"),
  srclen: z.number().optional(),
  dst: z.string().optional(),
  dstlen: z.number().optional(),
  not: z.unknown().optional(),
  tos: numberText.optional(),
  fwmark: z.union([z.string(), z.number()]).optional(),
  fwmask: z.union([z.string(), z.number()]).optional(),
  iif: z.string().optional(),
  oif: z.string().optional(),
  uid_start: z.number().optional(),
  uid_end: z.number().optional(),
  ipproto: z.union([z.string(), z.number()]).optional(),
  sport: z.number().optional(),
  sport_start: z.number().optional(),
  sport_end: z.number().optional(),
  dport: z.number().optional(),
  dport_start: z.number().optional(),
  dport_end: z.number().optional(),
  table: numberText.optional(),
  suppress_prefixlen: z.number().optional(),
  protocol: numberText.default(0),
  action: z.union([z.string(), z.number()]).optional(),
});

type RuleJson = z.infer<typeof ruleJson>;

const KNOWN: ReadonlySet<string> = new Set([...Object.keys(ruleJson.shape), "iif_detached", "oif_detached"]);

/** The numbers that `ip -N` prints for actions. (linux: FR_ACT_BLACKHOLE) */
const ACTIONS: Readonly<Record<string, RuleAction>> = {
  "6": "blackhole",
  "7": "unreachable",
  "8": "prohibit",
  blackhole: "blackhole",
  unreachable: "unreachable",
  prohibit: "prohibit",
};

/** Reads the rules of a family. They are in the order in which the kernel applies them. */
export const readRules = (family: Family, json: unknown): LiveRule[] =>
  z
    .array(ruleJson)
    .parse(json)
    .map((one) => toRule(family, one));

function toRule(family: Family, json: RuleJson): LiveRule {
  const { priority, tos, table, protocol, iif, oif, suppress_prefixlen: suppressPrefixLength } = json;
  const action = json.action === undefined ? "lookup" : ACTIONS[String(json.action)];
  return {
    ...{ family, priority, protocol, action, not: "not" in json },
    ...given("from", prefixOf(family, json.src, json.srclen)),
    ...given("to", prefixOf(family, json.dst, json.dstlen)),
    ...given("iif", iif),
    ...given("oif", oif),
    ...given("fwmark", fwmarkOf(json)),
    ...given("ipProto", ipProtoOf(json.ipproto)),
    ...given("sourcePort", portOf(json.sport, json.sport_start, json.sport_end)),
    ...given("destinationPort", portOf(json.dport, json.dport_start, json.dport_end)),
    ...given("tos", tos),
    ...given("uidRange", uidRangeOf(json)),
    ...given("table", table),
    ...given("suppressPrefixLength", suppressPrefixLength),
    isOther: action === undefined || Object.keys(json).some((key) => !KNOWN.has(key)),
  };
}

const given = <Key extends string, Value>(key: Key, value: Value | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value };

/** The prefix of a rule; undefined for all addresses. ip prints no length for a single address. */
function prefixOf(family: Family, address = "all", length?: number): string | undefined {
  if (address === "all") return undefined;
  const prefix =
    length === undefined ? parsePrefix(address, family) : parsePrefix(`${address}/${length}`, family);
  return prefix ?? `${address}/${length}`;
}

function fwmarkOf({ fwmark, fwmask }: RuleJson): string | undefined {
  if (fwmark === undefined) return undefined;
  return parseFwmark(fwmask === undefined ? fwmark : `${fwmark}/${fwmask}`);
}

/** `ip -N` prints `ipproto-6`. */
const ipProtoOf = (text: string | number | undefined): string | number | undefined =>
  text === undefined
    ? undefined
    : canonicalIpProtocol<string, string | number>(RULE_PROTOCOLS, String(text).replace(/^ipproto-/, ""));

const portOf = (one?: number, first?: number, last?: number): string | number | undefined =>
  one ?? (first === undefined ? undefined : parseRange(`${first}-${last}`, 0, 65_535));

const uidRangeOf = ({ uid_start: first, uid_end: last }: RuleJson): string | undefined =>
  first === undefined || last === undefined ? undefined : `${first}-${last}`;
