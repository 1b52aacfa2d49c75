import { z } from "zod";
import { protocolNumber } from "./protocols.ts";
import type { Answer, Chain, Packet, Rule, Test, Verdict } from "./rule.ts";

const chainSchema = z.object({
  family: z.string(),
  table: z.string(),
  name: z.string(),
  hook: z.enum(["prerouting", "input", "output", "postrouting"]).optional().catch(undefined),
  type: z.string().optional(),
  policy: z.enum(["accept", "drop"]).optional().catch(undefined),
});
const ruleSchema = z.object({
  family: z.string(),
  table: z.string(),
  chain: z.string(),
  expr: z.array(z.record(z.string(), z.unknown())).default([]),
});
const document = z.object({ nftables: z.array(z.record(z.string(), z.unknown())) });

const FAMILIES: Readonly<Record<string, Chain["families"]>> = {
  ip: ["inet"],
  ip6: ["inet6"],
  inet: ["inet", "inet6"],
};

/**
 * Reads `nft -j list ruleset`. Chains for address translation drop nothing, so they are left out. Undefined for a text
 * that is cut off, or that is not of nft.
 */
export function readNft(text: string): Chain[] | undefined {
  const items = itemsIn(text);
  if (items === undefined) return undefined;
  const rules = items.flatMap((item) => {
    const rule = ruleSchema.safeParse(item.rule);
    return rule.success ? [rule.data] : [];
  });
  return items.flatMap((item): Chain[] => {
    const chain = chainSchema.safeParse(item.chain);
    if (!chain.success || chain.data.type === "nat") return [];
    const { family, table, name, hook, policy } = chain.data;
    const own = rules.filter((rule) => rule.family === family && rule.table === table && rule.chain === name);
    return [
      {
        table: `${family} ${table}`,
        name,
        families: FAMILIES[family] ?? [],
        ...(hook === undefined ? {} : { hook, policy: policy ?? "accept" }),
        rules: own.flatMap(({ expr }) => readRule(expr)),
      },
    ];
  });
}

function itemsIn(text: string): z.output<typeof document>["nftables"] | undefined {
  if (text.trim() === "") return [];
  try {
    return document.safeParse(JSON.parse(text)).data?.nftables;
  } catch {
    return undefined;
  }
}

type Expression = Readonly<Record<string, unknown>>;

/** Statements that neither test nor decide. */
const NEUTRAL = new Set(["counter", "log", "comment", "mangle", "ct helper", "notrack", "meta", "set"]);

/** A rule for each verdict: one, or those of a verdict map. */
function readRule(expressions: readonly Expression[]): Rule[] {
  const tests: Test[] = [];
  for (const expression of expressions) {
    const [name = "", value] = Object.entries(expression)[0] ?? [];
    if (name === "match") tests.push(readMatch(value));
    else if (name === "vmap") return readMap(value, tests);
    else if (verdictOf(name, value) !== undefined)
      return [{ tests, verdict: verdictOf(name, value) as Verdict }];
    else if (!NEUTRAL.has(name)) tests.push(() => "unknown");
  }
  return [];
}

const targetSchema = z.object({ target: z.string() });

function verdictOf(name: string, value: unknown): Verdict | undefined {
  if (name === "accept" || name === "drop" || name === "return") return { type: name };
  if (name === "reject") return { type: "drop" };
  if (name !== "jump" && name !== "goto") return undefined;
  const target = targetSchema.safeParse(value);
  return target.success ? { type: name, target: target.data.target } : { type: "unknown" };
}

const matchSchema = z.object({ op: z.string().default("=="), left: z.unknown(), right: z.unknown() });

function readMatch(value: unknown): Test {
  const match = matchSchema.safeParse(value);
  if (!match.success) return () => "unknown";
  const { op, left, right } = match.data;
  const test = comparison(left, right);
  if (op === "!=") return (packet) => opposite(test(packet));
  return op === "==" || op === "in" ? test : () => "unknown";
}

const opposite = (answer: Answer): Answer =>
  answer === "unknown" ? answer : answer === "yes" ? "no" : "yes";

const mapSchema = z.object({
  key: z.unknown(),
  data: z.object({ set: z.array(z.tuple([z.unknown(), z.record(z.string(), z.unknown())])) }),
});

function readMap(value: unknown, tests: readonly Test[]): Rule[] {
  const map = mapSchema.safeParse(value);
  if (!map.success) return [{ tests: [...tests, () => "unknown"], verdict: { type: "unknown" } }];
  const { key, data } = map.data;
  return data.set.map(([right, verdict]) => {
    const [name = "", target] = Object.entries(verdict)[0] ?? [];
    return {
      tests: [...tests, comparison(key, right)],
      verdict: verdictOf(name, target) ?? { type: "unknown" },
    };
  });
}

const leftSchema = z.union([
  z.object({ meta: z.object({ key: z.string() }) }).transform(({ meta }) => `meta ${meta.key}`),
  z.object({ ct: z.object({ key: z.string() }) }).transform(({ ct }) => `ct ${ct.key}`),
  z
    .object({ payload: z.object({ protocol: z.string(), field: z.string() }) })
    .transform(({ payload }) => `${payload.protocol} ${payload.field}`),
]);

const UDP = 17;

/** What a field is compared with. */
function comparison(left: unknown, right: unknown): Test {
  const field = leftSchema.safeParse(left).data;
  switch (field) {
    case "meta l4proto":
      return ({ protocol }) => isIn(right, (one) => protocolNumber(one) === protocol);
    case "ip protocol":
      return (packet) =>
        packet.family === "inet" ? isIn(right, (one) => protocolNumber(one) === packet.protocol) : "no";
    case "ip6 nexthdr":
      return (packet) =>
        packet.family === "inet6" ? isIn(right, (one) => protocolNumber(one) === packet.protocol) : "no";
    case "meta nfproto":
      return ({ family }) => isIn(right, (one) => one === (family === "inet" ? "ipv4" : "ipv6"));
    case "udp dport":
    case "th dport":
      return (packet) =>
        packet.protocol === UDP ? portIn(right, packet) : field === "th dport" ? "unknown" : "no";
    // A tunnel's first packet has no connection yet
    case "ct state":
      return () => isIn(right, (one) => one === "new");
    case "meta iifname":
    case "meta oifname":
      return () => (isIn(right, (one) => one !== "lo") === "no" ? "no" : "unknown");
    default:
      return field !== undefined && /^(?:tcp|icmp|icmpv6|sctp) /.test(field)
        ? ({ protocol }) => (protocolNumber(field.split(" ")[0] ?? "") === protocol ? "unknown" : "no")
        : family(field);
  }
}

/** A field of an IP header that is not known here; it is only in packets of its family. */
const family = (field: string | undefined): Test => {
  if (field?.startsWith("ip ") === true) return (packet) => (packet.family === "inet" ? "unknown" : "no");
  if (field?.startsWith("ip6 ") === true) return (packet) => (packet.family === "inet6" ? "unknown" : "no");
  return () => "unknown";
};

const range = z.object({ range: z.tuple([z.number(), z.number()]) });

/** The values on the right side: one, a list, or an anonymous set. Undefined for a named set. */
function valuesOf(right: unknown): readonly unknown[] | undefined {
  if (typeof right === "string" && right.startsWith("@")) return undefined;
  if (Array.isArray(right)) return right;
  const set = z.object({ set: z.union([z.array(z.unknown()), z.unknown()]) }).safeParse(right);
  if (!set.success) return [right];
  return Array.isArray(set.data.set) ? set.data.set : [set.data.set];
}

function isIn(right: unknown, isIt: (value: string | number) => boolean): Answer {
  const values = valuesOf(right);
  if (values === undefined) return "unknown";
  const plain = values.filter((one) => typeof one === "string" || typeof one === "number");
  if (plain.some(isIt)) return "yes";
  return plain.length === values.length ? "no" : "unknown";
}

function portIn(right: unknown, { port }: Packet): Answer {
  const values = valuesOf(right);
  if (values === undefined || port === undefined) return "unknown";
  const answers = values.map((one): Answer => {
    if (typeof one === "number") return one === port ? "yes" : "no";
    const limits = range.safeParse(one).data?.range;
    return limits === undefined ? "unknown" : port >= limits[0] && port <= limits[1] ? "yes" : "no";
  });
  return answers.includes("yes") ? "yes" : answers.includes("unknown") ? "unknown" : "no";
}
