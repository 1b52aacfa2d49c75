import { protocolNumber } from "./protocols.ts";
import type { Chain, Packet, Rule, Test, Verdict } from "./rule.ts";

const HOOKS: Readonly<Record<string, NonNullable<Chain["hook"]>>> = {
  PREROUTING: "prerouting",
  INPUT: "input",
  OUTPUT: "output",
  POSTROUTING: "postrouting",
};

/** Reads `iptables-save` or `ip6tables-save`. The table `nat` drops nothing, so it is left out. */
export function readIptables(text: string, family: Packet["family"]): Chain[] {
  const program = family === "inet" ? "iptables" : "ip6tables";
  const chains = new Map<string, Chain & { readonly rules: Rule[] }>();
  let table = "";
  for (const line of text.split("\n")) {
    if (line.startsWith("*")) table = line.slice(1).trim();
    if (table === "nat") continue;
    const [, name, policy] = /^:(\S+) (\S+)/.exec(line) ?? [];
    if (name !== undefined) {
      const hook = HOOKS[name];
      const base =
        hook === undefined ? {} : ({ hook, policy: policy === "DROP" ? "drop" : "accept" } as const);
      const rules: Rule[] = [];
      chains.set(`${table} ${name}`, {
        table: `${program} ${table}`,
        name,
        families: [family],
        ...base,
        rules,
      });
    }
    const [, chain, rest] = /^-A (\S+) ?(.*)$/.exec(line) ?? [];
    if (chain !== undefined && rest !== undefined)
      chains.get(`${table} ${chain}`)?.rules.push(readRule(rest));
  }
  return [...chains.values()];
}

const VERDICTS: Readonly<Record<string, Verdict>> = {
  ACCEPT: { type: "accept" },
  DROP: { type: "drop" },
  REJECT: { type: "drop" },
  RETURN: { type: "return" },
};

/** Targets after which the next rule follows. */
const NEUTRAL =
  /^(?:LOG|NFLOG|ULOG|MARK|CONNMARK|TCPMSS|DSCP|TOS|CT|NOTRACK|SET|CHECKSUM|TRACE|AUDIT|SECMARK)$/;

function readRule(text: string): Rule {
  const words = text.match(/"[^"]*"|\S+/g) ?? [];
  const tests: Test[] = [];
  let verdict: Verdict | undefined;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    const isNot = words[index - 1] === "!";
    const value = words[index + 1] ?? "";
    if (word === "-j" || word === "-g") {
      const type = word === "-j" ? "jump" : "goto";
      verdict = VERDICTS[value] ?? (NEUTRAL.test(value) ? undefined : { type, target: value });
      break;
    }
    const test = testOf(word, value);
    if (test !== undefined) tests.push(isNot ? negated(test) : test);
    if (word.startsWith("-") && !/^(?:--syn|--rsource|--update|--set)$/.test(word)) index += 1;
  }
  // A rule without a verdict decides nothing
  return verdict === undefined ? { tests: [() => "no"], verdict: { type: "return" } } : { tests, verdict };
}

const negated =
  (test: Test): Test =>
  (packet) => {
    const answer = test(packet);
    return answer === "unknown" ? answer : answer === "yes" ? "no" : "yes";
  };

/** The test of an option; undefined for options that only name a match or a comment. */
function testOf(option: string, value: string): Test | undefined {
  switch (option) {
    case "-p":
      return ({ protocol }) => (protocolNumber(value) === protocol || value === "all" ? "yes" : "no");
    case "-m":
    case "--comment":
    case "!":
      return undefined;
    case "--dport":
    case "--dports":
      return ({ port }) => (port === undefined ? "unknown" : portsOf(value, port) ? "yes" : "no");
    case "-i":
    case "-o":
      return () => (value === "lo" ? "no" : "unknown");
    case "--state":
    case "--ctstate":
      return () => (value.split(",").includes("NEW") ? "yes" : "no");
    default:
      return option.startsWith("-") ? () => "unknown" : undefined;
  }
}

const portsOf = (text: string, port: number): boolean =>
  text.split(",").some((part) => {
    const [first = "", last = first] = part.split(":");
    return port >= Number(first) && port <= Number(last);
  });
