import { z } from "zod";
import { type Command, hex, optional, tokens } from "../../iproute2/command.ts";
import { ipProtocolNumber } from "../../iproute2/ip-protocol.ts";
import { type LivePolicy, readPolicies } from "../../iproute2/xfrm-text.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import { adoptArgument, markedResourceShape, markerName } from "../../model/ownership-marker.ts";
import type { Rule } from "../../schema/declaration.ts";
import { holdsUnknown } from "../../schema/unknown-value.ts";
import { integer, oneOf, U32 } from "../../schema/values.ts";
import { defined } from "../shared/defined.ts";
import { nameWith } from "../shared/import-name.ts";
import { markedKind } from "../shared/marked-kind.ts";
import {
  familyOfSelector,
  liveSelector,
  selector,
  selectorFault,
  selectorTokens,
  selectorValues,
  selects,
  withExplicitPrefixes,
} from "./selector.ts";
import { template, templateFault, templatesInDeclaredSpelling, templateTokens } from "./template.ts";
import { mark, markInWords, markRule, markTokens, sameMark } from "./xfrm-mark.ts";

const schema = z.strictObject({
  ...markedResourceShape("policy"),
  direction: oneOf("in", "out", "fwd").describe(
    "Packets to this machine (in), packets from it (out), or packets that it forwards (fwd).",
  ),
  selector: selector
    .default({})
    .describe(
      "The packets of the policy; by default all of IPv4. A policy is for one family, so IPv6 needs another one.",
    ),
  priority: integer(0, U32)
    .default(0)
    .describe("Priority. Of several policies for a packet the one with the lowest number applies."),
  action: oneOf("allow", "block")
    .default("allow")
    .describe("Pass packets, transformed by the templates, or drop them."),
  mark: mark().optional().describe("The firewall mark of the packets. It is the key of a VTI."),
  ifId: integer(1, U32).optional().describe("The id of the XFRM interface that uses the policy."),
  templates: z
    .array(template)
    .max(6, { error: "may hold at most 6: the kernel takes no more" })
    .default([])
    .describe("How the packets are transformed, from the inside out. Each template needs a state."),
  adopt: adoptArgument("policy"),
});

type PolicyArgs = z.output<typeof schema>;

const rules: readonly Rule<PolicyArgs>[] = [
  { over: ["selector"], fault: (args) => selectorFault(args.selector) },
  {
    over: ["templates", "action"],
    fault: ({ templates, action }) =>
      action === "block" && templates.length > 0
        ? 'go with the action "allow": what is dropped is not transformed'
        : undefined,
  },
  {
    over: ["templates", "direction", "selector"],
    fault(args) {
      for (const [index, one] of args.templates.entries()) {
        const fault = templateFault(one, args.direction, familyOfSelector(args.selector));
        if (fault !== undefined) return `[${index}] ${fault}`;
      }
      return undefined;
    },
  },
  markRule("mark"),
];

const ifIdTokens = ({ ifId }: PolicyArgs): Command =>
  optional("if_id", ifId === undefined ? undefined : hex(ifId));

/** The words that identify a policy, without its interface id. */
const matchTokens = (args: PolicyArgs): Command =>
  tokens`${selectorTokens(args.selector)} dir ${args.direction} ${markTokens("mark", args.mark)}`;

const identityTokens = (args: PolicyArgs): Command => tokens`${matchTokens(args)} ${ifIdTokens(args)}`;

/** The host reads the words before `action` as the identity of the policy. (provider/host/shell/replaced-object.sh) */
const policyTokens = (args: PolicyArgs): Command =>
  tokens`${identityTokens(args)} action ${args.action} priority ${args.priority}
    ${args.templates.flatMap(templateTokens)}`;

const hasIdentity = (declared: PolicyArgs, live: LivePolicy): boolean =>
  live.direction === declared.direction &&
  selects(declared.selector, live) &&
  live.ifId === declared.ifId &&
  sameMark(live.mark, declared.mark);

const policiesIn = (snapshot: HostSnapshot) => readPolicies(snapshot.sections["xfrm-policy"] ?? "");

const packetsOf = ({ direction, selector: packets }: PolicyArgs): string => {
  const { source, destination } = withExplicitPrefixes(packets);
  return `packets from ${source} to ${destination} in the direction ${direction}`;
};

/** A policy: which packets IPsec transforms, and how. (linux: net/xfrm/xfrm_policy.c; iproute2: ip/xfrm_policy.c) */
export const xfrmPolicy = markedKind<PolicyArgs>({
  type: "XfrmPolicy",
  schema,
  rules,
  label: "policy for the same packets",
  sections: ["xfrm-policy"],

  markerOf: ({ direction, selector: packets, mark: fwmark, ifId }) =>
    markerName(
      "xfrm-policy",
      direction,
      ...selectorValues(packets),
      fwmark && hex(fwmark.value),
      fwmark && hex(fwmark.mask),
      ifId && hex(ifId),
    ),

  displayName({ direction, selector: packets, ifId, mark: fwmark }) {
    const { source, destination } = withExplicitPrefixes(packets);
    const key = ifId !== undefined ? `,if_id=${hex(ifId)}` : fwmark && `,mark=${hex(fwmark.value)}`;
    return `policy-${direction}:${source}>${destination}${key ?? ""}`;
  },

  reachOf({ selector: packets, mark: fwmark, ifId }) {
    const { source, destination, proto } = withExplicitPrefixes(packets);
    // Packets of the SSH connection have neither, as far as the provider can know
    const isOfOthers =
      (ifId ?? fwmark) !== undefined || (proto !== undefined && ipProtocolNumber(proto) !== 6);
    return { flows: isOfOthers ? [] : [{ source, destination }] };
  },

  replaces: (_before, _after, changed) =>
    changed.filter((name) => ["direction", "selector", "mark", "ifId"].includes(name)),

  claims(args) {
    const { direction, selector: packets, mark: fwmark, ifId } = args;
    if (holdsUnknown([direction, packets, fwmark, ifId])) return [];
    return [{ property: "selector", one: `the policy ${identityTokens(args).join(" ")}` }];
  },

  find(snapshot, declared, note) {
    const found = policiesIn(snapshot).find((one) => hasIdentity(declared, one));
    if (found === undefined) return undefined;
    const { direction, priority, action } = found;
    const templates = templatesInDeclaredSpelling(declared.templates, found.templates);
    const { selector: packets, mark: fwmark, ifId } = declared;
    return {
      args: defined({ direction, priority, action, templates, selector: packets, mark: fwmark, ifId }),
      computed: {},
      isReplaced: note !== undefined && found.index !== undefined && note !== String(found.index),
    };
  },

  explainConflict: () => undefined,

  carried: packetsOf,

  stoppedBy(before, after, changed) {
    if (changed.includes("action") && after.action === "block")
      return { packets: packetsOf(before), because: ["action"], until: "next change" };
    const agreed = changed.filter((name) => name === "templates" || name === "action");
    return agreed.length === 0
      ? undefined
      : { packets: packetsOf(before), because: agreed, until: "both ends" };
  },

  create: (args) => ({ tool: "ip xfrm", commands: [tokens`policy add ${policyTokens(args)}`] }),
  adopt: (_found, args) => ({ tool: "ip xfrm", commands: [tokens`policy update ${policyTokens(args)}`] }),
  change: (_before, after) => ({ tool: "ip xfrm", commands: [tokens`policy update ${policyTokens(after)}`] }),
  remove: (args) => ({ tool: "ip xfrm", commands: [tokens`policy delete ${identityTokens(args)}`] }),

  importing: {
    list: (snapshot) =>
      policiesIn(snapshot).map((live) => {
        const { direction, source, destination, mark: fwmark, ifId, ...rest } = live;
        const { proto, sourcePort, destinationPort, dev } = rest;
        const key = { ifId, mark: fwmark && markInWords(fwmark) };
        return {
          name: nameWith(`policy-${direction}:${source}>${destination}`, {
            ...{ proto, sourcePort, destinationPort, dev },
            ...key,
          }),
          args: defined({ direction, selector: liveSelector(live), mark: fwmark, ifId }),
        };
      }),
  },
});
