import { isDeepStrictEqual } from "node:util";
import { type Command, hex, optional, type Tool, tokens } from "../../iproute2/command.ts";
import { protocolInWords } from "../../iproute2/fib-json.ts";
import { fwmarkWithMask } from "../../iproute2/fwmark.ts";
import { ipProtocolNumber } from "../../iproute2/ip-protocol.ts";
import type { LiveRule, RuleSelector } from "../../iproute2/rule-json.ts";
import type { Reach } from "../../model/connectivity.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import type { Operation } from "../../model/operation.ts";
import { ownerAliasOf } from "../../model/ownership.ts";
import { markerName, ownerByMarker, ownershipFromMarker } from "../../model/ownership-marker.ts";
import type { Args } from "../../schema/declaration.ts";
import { holdsUnknown } from "../../schema/unknown-value.ts";
import { defined } from "../shared/defined.ts";
import { nameWith } from "../shared/import-name.ts";
import { markedKind } from "../shared/marked-kind.ts";
import { tableReference } from "../shared/table-reference.ts";
import { type RuleArgs, ruleRules, ruleSchema, withFamily } from "./rule-args.ts";

/**
 * The protocol of the rules of this package: kernel. systemd-networkd removes rules of all other protocols whenever it
 * configures a link. (systemd: networkd-routing-policy-rule.c; networkd.conf(5), ManageForeignRoutingPolicyRules=)
 */
const PROTOCOL = 2;
/** The protocols of rules that an operator adds by hand: none, or boot. */
const BY_HAND: readonly number[] = [0, 3];

interface Fields extends RuleSelector, Pick<LiveRule, "action" | "suppressPrefixLength"> {
  /** its number, or before the host is asked its name */
  readonly table?: number | string;
}

/** A rule: declared, or live. */
type AnyRule = { readonly [Name in keyof Fields]?: Fields[Name] | undefined } & Pick<
  Fields,
  "priority" | "not"
>;

/** The values that change in place. All other ones identify the rule. */
const valuesOf = ({ not, action, table, suppressPrefixLength }: AnyRule) => [
  ...[not, action, table, suppressPrefixLength],
];
const VALUES: readonly string[] = ["not", "action", "table", "suppressPrefixLength"];

const sameValues = (one: AnyRule, other: AnyRule) => isDeepStrictEqual(valuesOf(one), valuesOf(other));

const conditionsOf = (rule: AnyRule) => [
  ...[rule.from, rule.to, rule.iif, rule.oif, rule.fwmark, rule.ipProto],
  ...[rule.sourcePort, rule.destinationPort, rule.tos, rule.uidRange],
];

/** The marker: the place of the rule and its conditions. */
const markerOf = (rule: AnyRule): string => {
  const [first, ...others] = conditionsOf(rule);
  return markerName("rule", rule.family, rule.priority, first, ...others);
};

const conditionTokens = (rule: AnyRule): Command =>
  tokens`${rule.not ? "not" : undefined} ${optional("from", rule.from)} ${optional("to", rule.to)}
    ${optional("iif", rule.iif)} ${optional("oif", rule.oif)}
    ${optional("fwmark", rule.fwmark && fwmarkWithMask(rule.fwmark))}
    ${optional("ipproto", rule.ipProto && ipProtocolNumber(rule.ipProto))}
    ${optional("sport", rule.sourcePort)} ${optional("dport", rule.destinationPort)}
    ${optional("tos", rule.tos === undefined ? undefined : hex(rule.tos))} ${optional("uidrange", rule.uidRange)}`;

const actionTokens = ({ action, table, suppressPrefixLength }: AnyRule): Command =>
  action === "lookup"
    ? tokens`${optional("table", table)} ${optional("suppress_prefixlength", suppressPrefixLength)}`
    : optional("type", action);

const ruleTokens = (rule: AnyRule): Command =>
  tokens`priority ${rule.priority} ${conditionTokens(rule)} ${actionTokens(rule)}`;

const add = (rule: AnyRule): Command => tokens`rule add ${ruleTokens(rule)} protocol ${PROTOCOL}`;

/** A protocol of 0 cannot be given: for the kernel it means any. */
const del = (rule: AnyRule, { protocol = PROTOCOL }: Args): Command =>
  tokens`rule del ${ruleTokens(rule)} ${optional("protocol", Number(protocol) || undefined)}`;

const toolOf = ({ family }: AnyRule): Tool => (family === "inet6" ? "ip -6" : "ip");

/**
 * Whether a deletion of one rule could remove the other. The kernel compares only what the deletion names, and removes
 * the first rule that has it. (linux: rule_find)
 */
function isHitBy(deletion: AnyRule, rule: AnyRule): boolean {
  if (deletion.family !== rule.family || deletion.priority !== rule.priority) return false;
  if (deletion.action !== rule.action || deletion.table !== rule.table) return false;
  const has = conditionsOf(rule);
  return conditionsOf(deletion).every((wanted, index) => wanted === undefined || wanted === has[index]);
}

const rulesIn = ({ sections }: HostSnapshot): readonly LiveRule[] => sections.rules ?? [];

const ruleInWords = (rule: LiveRule): string =>
  tokens`${ruleTokens(rule)} ${rule.protocol === PROTOCOL ? ["protocol", "kernel"] : undefined}`.join(" ");

/** A rule with its owner, for messages. */
function describe(snapshot: HostSnapshot, rule: LiveRule): string {
  const owner = ownerByMarker(snapshot, markerOf(rule));
  const whose = owner === undefined ? "has no marker of this provider" : `belongs to ${owner}`;
  return `the rule \`${ruleInWords(rule)}\`, which ${whose}`;
}

/**
 * The rule of the host that has the declared place and packets. A rule that an operator added by hand in place of ours
 * counts as a change of ours, if a deletion of it removes no other rule.
 */
function findRule(snapshot: HostSnapshot, declared: RuleArgs, isOurs: boolean): LiveRule | undefined {
  const all = rulesIn(snapshot);
  const same = all.filter((one) => !one.isOther && markerOf(one) === markerOf(declared));
  const best = (rules: readonly LiveRule[]) => rules.find((one) => sameValues(one, declared)) ?? rules[0];
  if (!isOurs) return best(same);
  const byHand = best(same.filter((one) => BY_HAND.includes(one.protocol)));
  const own = best(same.filter((one) => one.protocol === PROTOCOL));
  if (own !== undefined || byHand === undefined) return own;
  return all.find((one) => isHitBy(byHand, one)) === byHand ? byHand : undefined;
}

/** The packets of the SSH connection that a rule may select. They have no mark, as far as the provider can know. */
function flowsOf({ family, from, to, not, iif, oif, fwmark, ipProto }: RuleArgs): Reach["flows"] {
  const all = family === "inet6" ? "::/0" : "0.0.0.0/0";
  if (not) return [{ source: all, destination: all }];
  const isOfOthers =
    (iif !== undefined && iif !== "lo") ||
    oif !== undefined ||
    (fwmark !== undefined && !fwmark.startsWith("0x0/") && fwmark !== "0x0") ||
    (ipProto !== undefined && ipProto !== "tcp");
  return isOfOthers ? [] : [{ source: from ?? all, destination: to ?? all }];
}

/** Whether a rule with the protocol of the kernel is one of its own: for all packets, with one of its three tables. */
const isOfKernel = (rule: AnyRule): boolean =>
  conditionsOf(rule).every((one) => one === undefined) && [253, 254, 255].includes(Number(rule.table));

/** The name in an address: the place of the rule and its conditions. */
const nameOf = ({ family, priority, not, ...rest }: LiveRule): string => {
  const { from, to, iif, oif, fwmark, ipProto, sourcePort, destinationPort, tos, uidRange } = rest;
  return nameWith(`${family === "inet6" ? "rule6" : "rule"}:${priority}`, {
    ...{ not: not ? "yes" : undefined, from, to, iif, oif, fwmark, ipProto },
    ...{ sourcePort, destinationPort, tos, uidRange },
  });
};

/** The protocols of rules that people add: by hand, or as static. systemd-networkd adds static ones too. */
const OF_PEOPLE: readonly number[] = [...BY_HAND, PROTOCOL, 4];

const obstacleTo = ({ protocol }: LiveRule) =>
  OF_PEOPLE.includes(protocol)
    ? {}
    : { obstacle: `a daemon with the protocol ${protocolInWords(protocol)} manages it` };

/**
 * The commands that put one rule in place of another. The new one exists before the old one goes. Two rules that differ only
 * in `not` are the same for the kernel, so there the old one goes first. (linux: rule_exists)
 */
function exchange(before: AnyRule, after: AnyRule, live: Args): Pick<Operation, "commands" | "undo"> {
  if (sameValues(before, after)) return { commands: [] };
  const isOpposite = before.not !== after.not && sameValues(before, { ...after, not: before.not });
  return isOpposite
    ? { commands: [del(before, live), add(after)], undo: [add(before)] }
    : { commands: [add(after), del(before, live)], undo: [del(after, {})] };
}

/** A policy rule: which packets use which routing table. (linux: net/core/fib_rules.c; iproute2: ip/iprule.c) */
export const policyRule = markedKind<RuleArgs>({
  type: "PolicyRule",
  schema: ruleSchema,
  rules: ruleRules,
  label: "rule of this priority for the same packets",
  sections: ["rules"],
  fillDefaults: withFamily,
  references: tableReference,
  markerOf,
  displayName: (args) => `rule:${ruleTokens(args).join(" ")}`,

  importing: {
    list: (snapshot) =>
      rulesIn(snapshot)
        .filter((one) => !one.isOther && !isOfKernel(one))
        .map((live) => ({ name: nameOf(live), args: defined({ ...live }), ...obstacleTo(live) })),
  },

  carried: (args) => `packets that the rule "${ruleTokens(args).join(" ")}" selects`,

  createsFirst: true,
  replaces: (before, after, changed) =>
    markerOf(before) === markerOf(after)
      ? []
      : changed.filter((name) => name !== "owner" && !VALUES.includes(name)),

  claims(args) {
    const { host: _host, owner: _owner, persist: _persist, adopt: _adopt, ...own } = args;
    if (holdsUnknown(own)) return [];
    const words = tokens`priority ${args.priority} ${conditionTokens(args)}`.join(" ");
    return [{ property: "priority", one: `the ${args.family === "inet6" ? "IPv6 " : ""}rule ${words}` }];
  },

  reachOf: (args) => ({ flows: flowsOf(args) }),

  precondition(snapshot, args) {
    const rival = rulesIn(snapshot).find(
      (one) =>
        // The adopted rule may have the protocol 0, which a deletion cannot name
        (one.protocol === PROTOCOL || args.adopt) &&
        markerOf(one) !== markerOf(args) &&
        (isHitBy(args, one) || isHitBy(one, args)) &&
        // A replacement creates the new rule before it deletes the old one
        ownershipFromMarker(snapshot, markerOf(one), args).ownership !== "ours",
    );
    return (
      rival &&
      `the host has ${describe(snapshot, rival)}. It has the same priority and the same action, and the packets of one rule contain those of the other. The kernel cannot remove one of them for certain, so give this rule another priority. Nothing was changed`
    );
  },

  find(snapshot, declared, _note, isOurs) {
    const found = findRule(snapshot, declared, isOurs);
    if (found === undefined) return undefined;
    const { protocol, isOther: _, ...args } = found;
    return { args, computed: { protocol } };
  },

  explainConflict: () => undefined,

  create: (args) => ({ tool: toolOf(args), commands: [add(args)] }),

  adopt(found, args) {
    const theirs = found.args as RuleArgs;
    const { protocol } = found.computed;
    if (protocol === PROTOCOL && isOfKernel(theirs)) return undefined;
    if (protocol !== PROTOCOL && sameValues(theirs, args))
      return { tool: toolOf(args), commands: [add(args), del(theirs, { protocol })], undo: [del(args, {})] };
    return { tool: toolOf(args), ...exchange(theirs, args, { protocol }) };
  },

  change: (before, after, live) =>
    ownerAliasOf(before) === ownerAliasOf(after) && sameValues(before, after)
      ? undefined
      : { tool: toolOf(after), ...exchange(before, after, live) },

  remove: (args, live) => ({ tool: toolOf(args), commands: [del(args, live)] }),
});
