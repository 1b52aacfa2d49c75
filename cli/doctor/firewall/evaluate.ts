import type { Answer, Chain, Packet, Rule } from "./rule.ts";

/** What a firewall does with a packet, as far as its rules show it. */
export type Fate =
  | { readonly type: "passes" }
  /** Rules decide by conditions that are not known here. */
  | { readonly type: "depends"; readonly chain: Chain }
  | { readonly type: "dropped"; readonly chain: Chain; readonly by: "rule" | "policy" };

const HOOKS = { in: ["prerouting", "input"], out: ["output", "postrouting"] } as const;

/** What the chains do with a packet that comes in or goes out. A packet passes if every chain of its hooks accepts it. */
export function fateOf(packet: Packet, direction: "in" | "out", chains: readonly Chain[]): Fate {
  const hooks: readonly (string | undefined)[] = HOOKS[direction];
  const base = chains.filter(
    ({ hook, families }) => hooks.includes(hook) && families.includes(packet.family),
  );
  const fates = base.map((chain) => fateInBase(packet, chain, chains));
  return (
    fates.find(({ type }) => type === "dropped") ??
    fates.find(({ type }) => type === "depends") ?? { type: "passes" }
  );
}

function fateInBase(packet: Packet, chain: Chain, chains: readonly Chain[]): Fate {
  const state: Walk = { mayPass: false, mayDrop: false, depth: 0 };
  const end = walk(packet, chain, chains, state);
  const drops = end === "drop" || (end === "end" && chain.policy === "drop");
  if (drops ? state.mayPass : state.mayDrop) return { type: "depends", chain };
  if (end === "unknown") return { type: "depends", chain };
  return drops ? { type: "dropped", chain, by: end === "drop" ? "rule" : "policy" } : { type: "passes" };
}

interface Walk {
  /** An earlier rule accepts the packet under a condition that is not known. */
  mayPass: boolean;
  /** An earlier rule drops the packet under such a condition. */
  mayDrop: boolean;
  depth: number;
}

/** The kernel allows 16 jumps. */
const MOST_JUMPS = 16;

type End = "accept" | "drop" | "end" | "unknown";

function walk(packet: Packet, chain: Chain, chains: readonly Chain[], state: Walk): End {
  if (state.depth > MOST_JUMPS) return "unknown";
  for (const rule of chain.rules) {
    const answer = matches(packet, rule);
    if (answer === "no") continue;
    const isSure = answer === "yes";
    const end = endOf(packet, rule, chain, chains, state);
    if (end === "end") {
      // The chain of a jump has decided nothing. After a goto the packet does not come back to this chain.
      if (isSure && rule.verdict.type === "goto") return "end";
      continue;
    }
    if (isSure) return end === "return" ? "end" : end;
    // A return that is not sure leaves out the rest of this chain, so both are possible
    state.mayPass ||= end !== "drop";
    state.mayDrop ||= end !== "accept";
  }
  return "end";
}

/** The result of a rule's verdict: that of the target for a jump, "end" if the target decides nothing. */
function endOf(
  packet: Packet,
  { verdict }: Rule,
  { table }: Chain,
  chains: readonly Chain[],
  state: Walk,
): End | "return" {
  if (verdict.type === "jump" || verdict.type === "goto") {
    const target = chains.find((one) => one.table === table && one.name === verdict.target);
    if (target === undefined) return "unknown";
    state.depth += 1;
    const end = walk(packet, target, chains, state);
    state.depth -= 1;
    return end;
  }
  return verdict.type;
}

/** Whether a rule is for a packet: one condition that is false decides. */
function matches(packet: Packet, { tests }: Rule): Answer {
  const answers = tests.map((test) => test(packet));
  if (answers.includes("no")) return "no";
  return answers.includes("unknown") ? "unknown" : "yes";
}
