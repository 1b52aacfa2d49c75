import { z } from "zod";
import { familyOf } from "../../iproute2/address.ts";
import type { Command } from "../../iproute2/command.ts";
import { type LivePolicy, type LiveTemplate, readPolicies } from "../../iproute2/xfrm-text.ts";
import type { Dump } from "../../model/host-snapshot.ts";
import {
  adoptable,
  claiming,
  guardedBy,
  markerName,
  type OwnedArgs,
  ownedShape,
  ownershipBy,
} from "../../model/ownership-marker.ts";
import type { ResourceKind } from "../../model/resource-kind.ts";
import type { Args, Rule } from "../../schema/declaration.ts";
import { holdsUnknown } from "../../schema/unknown-value.ts";
import { anyAddress, deviceName, integer, object, oneOf, prefix } from "../../schema/values.ts";
import {
  hasPorts,
  hex,
  type MarkValue,
  mark,
  markRule,
  markWords,
  protocol,
  protocolName,
  protocolNumber,
  sameMark,
  U32,
} from "./xfrm-values.ts";

const selector = object({
  source: prefix().optional(),
  destination: prefix().optional(),
  proto: protocol().optional(),
  sourcePort: integer(1, 65_535).optional(),
  destinationPort: integer(1, 65_535).optional(),
  dev: deviceName().optional(),
});

const template = object({
  source: anyAddress().optional(),
  destination: anyAddress().optional(),
  proto: oneOf("esp", "ah").default("esp"),
  mode: oneOf("tunnel", "transport").default("tunnel"),
  reqid: integer(0, U32).default(0),
  spi: integer(256, U32).optional(),
  level: oneOf("required", "use").default("required"),
});

const schema = z.strictObject({
  ...ownedShape("policy"),
  direction: oneOf("in", "out", "fwd").describe(
    "Packets that come in for this machine, that go out, or that come in and are passed on.",
  ),
  selector: selector
    .default({})
    .describe(
      "Which packets: by default all of IPv4. A policy is for one family; IPv6 needs one of its own.",
    ),
  priority: integer(0, U32).default(0).describe("Of the policies that fit, the lowest number counts."),
  action: oneOf("allow", "block")
    .default("allow")
    .describe("Let through, transformed as templates say, or drop."),
  mark: mark().optional().describe("The mark that packets must have: the key of a VTI."),
  ifId: integer(1, U32).optional().describe("The XFRM interface that the policy belongs to."),
  templates: z
    .array(template)
    .max(6, { error: "may hold at most 6: the kernel takes no more" })
    .default([])
    .describe("What is done to the packets, from the inside out: the states that must be there for it."),
  adopt: adoptable("policy"),
});

type Selector = z.output<typeof selector>;
type Template = z.output<typeof template>;

interface PolicyArgs extends OwnedArgs {
  readonly direction: "in" | "out" | "fwd";
  readonly selector: Selector;
  readonly priority: number;
  readonly action: "allow" | "block";
  readonly mark?: MarkValue;
  readonly ifId?: number;
  readonly templates: readonly Template[];
}

const policy = (args: Args) => args as PolicyArgs;

const familyIn = ({ source, destination }: Selector) => familyOf(destination ?? source ?? "0.0.0.0/0");
const everything = (one: Selector) => (familyIn(one) === "inet" ? "0.0.0.0/0" : "::/0");

/** Who can be told from whom: the prefixes spelled out. */
const spelledOut = (one: Selector): Selector & { source: string; destination: string } => ({
  ...one,
  source: one.source ?? everything(one),
  destination: one.destination ?? everything(one),
});

const rules: Rule<PolicyArgs>[] = [
  {
    over: ["selector"],
    fault({ selector: { source, destination, proto, sourcePort, destinationPort } }) {
      if (source !== undefined && destination !== undefined && familyOf(source) !== familyOf(destination))
        return `has the source ${source} and the destination ${destination} of another family`;
      if ((sourcePort ?? destinationPort) !== undefined && !hasPorts(proto))
        return 'has a port, which needs proto "tcp", "udp", "sctp" or "dccp"';
      return undefined;
    },
  },
  {
    over: ["templates", "action"],
    fault: ({ templates, action }) =>
      action === "block" && templates.length > 0
        ? 'go with the action "allow": what is dropped is not transformed'
        : undefined,
  },
  {
    over: ["templates", "direction", "selector"],
    fault({ templates, direction, selector: of }) {
      for (const [index, { source, destination, mode, level }] of templates.entries()) {
        const which = `[${index}] `;
        if (mode === "tunnel" && (source === undefined || destination === undefined))
          return `${which}needs source and destination: the ends of its tunnel`;
        if (source !== undefined && destination !== undefined && familyOf(source) !== familyOf(destination))
          return `${which}has the source ${source} and the destination ${destination} of another family`;
        if (mode === "transport" && familyOf(destination ?? source ?? everything(of)) !== familyIn(of))
          return `${which}is of another family than the selector: only a tunnel can carry the other family`;
        if (level === "use" && direction === "out" && mode === "tunnel")
          return `${which}is a tunnel that is optional: the kernel takes none in the direction "out"`;
      }
      return undefined;
    },
  },
];

const selectorWords = (args: PolicyArgs): Command => {
  const { source, destination, proto, sourcePort, destinationPort, dev } = spelledOut(args.selector);
  return [
    ...["src", source, "dst", destination],
    ...(proto === undefined ? [] : ["proto", String(protocolNumber(proto))]),
    ...(sourcePort === undefined ? [] : ["sport", String(sourcePort)]),
    ...(destinationPort === undefined ? [] : ["dport", String(destinationPort)]),
    ...(dev === undefined ? [] : ["dev", dev]),
    ...["dir", args.direction],
    ...markWords("mark", args.mark),
  ];
};

const ifIdWords = ({ ifId }: PolicyArgs): Command => (ifId === undefined ? [] : ["if_id", hex(ifId)]);
const identityWords = (args: PolicyArgs): Command => [...selectorWords(args), ...ifIdWords(args)];

const templateWords = (one: Template): Command => [
  "tmpl",
  ...(one.source === undefined ? [] : ["src", one.source]),
  ...(one.destination === undefined ? [] : ["dst", one.destination]),
  ...["proto", one.proto],
  ...(one.spi === undefined ? [] : ["spi", hex(one.spi, 8)]),
  ...["mode", one.mode, "reqid", String(one.reqid), "level", one.level],
];

const words = (args: PolicyArgs): Command => [
  ...selectorWords(args),
  ...["action", args.action, "priority", String(args.priority)],
  ...ifIdWords(args),
  ...args.templates.flatMap(templateWords),
];

const markerOf = (args: PolicyArgs) => {
  const { source, destination, proto, sourcePort, destinationPort, dev } = spelledOut(args.selector);
  const { direction, mark: has, ifId } = args;
  return markerName(
    ...["xfrm-policy", direction, source, destination, proto, sourcePort, destinationPort, dev],
    ...[has && hex(has.value), has && hex(has.mask), ifId && hex(ifId)],
  );
};

function isThe(declared: PolicyArgs, one: LivePolicy): boolean {
  const { source, destination, proto, sourcePort, destinationPort, dev } = spelledOut(declared.selector);
  return (
    one.direction === declared.direction &&
    one.source === source &&
    one.destination === destination &&
    (one.proto && protocolName(one.proto)) === proto &&
    one.sourcePort === sourcePort &&
    one.destinationPort === destinationPort &&
    one.dev === dev &&
    one.ifId === declared.ifId &&
    sameMark(one.mark, declared.mark)
  );
}

const unset = (address: string) => address === "" || address === "0.0.0.0" || address === "::";

const templateOf = ({ source, destination, spi, ...rest }: LiveTemplate): object => ({
  ...(unset(source) ? {} : { source }),
  ...(unset(destination) ? {} : { destination }),
  ...rest,
  ...(spi === 0 ? {} : { spi }),
});

/** As compared: addresses that stand for none are left out. */
const spare = (one: Template): object =>
  templateOf({ source: "", destination: "", spi: 0, ...one } as LiveTemplate);

/** The templates as declared where they are the same, in whatever spelling; otherwise as they are. */
const inWordsOf = (declared: readonly Template[], live: readonly LiveTemplate[]): readonly object[] => {
  const key = (one: object) => JSON.stringify(Object.entries(one).sort());
  return live.map((one, index) => {
    const twin = declared[index];
    return twin !== undefined && key(spare(twin)) === key(templateOf(one)) ? twin : templateOf(one);
  });
};

/** What is to become of packets by IPsec. (linux: net/xfrm/xfrm_policy.c; iproute2: ip/xfrm_policy.c) */
export const xfrmPolicy: ResourceKind = {
  type: "XfrmPolicy",
  schema,
  rules: [...(rules as unknown as readonly Rule[]), markRule("mark")],
  noun: "policy for the same packets",
  sections: ["xfrm-policy", "markers"],

  replaces: (_before, _after, changed) =>
    changed.filter((name) => ["direction", "selector", "mark", "ifId"].includes(name)),

  subject: (args) => {
    const { direction, selector: of, ifId, mark: has } = policy(args);
    const { source, destination } = spelledOut(of);
    const where =
      ifId !== undefined ? `,if_id=${hex(ifId)}` : has !== undefined ? `,mark=${hex(has.value)}` : "";
    return `policy-${direction}:${source}>${destination}${where}`;
  },

  find(dump, args) {
    const declared = policy(args);
    const found = policiesIn(dump).find((one) => isThe(declared, one));
    if (found === undefined) return undefined;
    const { ownership, owner } = ownershipBy(dump, markerOf(declared), args);
    const { direction, priority, action, templates } = found;
    return {
      ownership,
      args: {
        ...{ owner, direction, priority, action },
        selector: declared.selector,
        templates: inWordsOf(declared.templates, templates),
        ...(declared.mark === undefined ? {} : { mark: declared.mark }),
        ...(declared.ifId === undefined ? {} : { ifId: declared.ifId }),
      },
      computed: {},
    };
  },

  clash: () => undefined,

  claims(args) {
    const { direction, selector: of, mark: has, ifId } = policy(args);
    if (holdsUnknown([direction, of, has, ifId])) return [];
    return [{ property: "selector", one: `the policy ${identityWords(policy(args)).join(" ")}` }];
  },

  create(args) {
    const declared = policy(args);
    return {
      tool: "ip xfrm",
      commands: [["policy", "add", ...words(declared)]],
      ...claiming(markerOf(declared), args),
    };
  },

  adopt(_found, args) {
    const declared = policy(args);
    return {
      tool: "ip xfrm",
      commands: [["policy", "update", ...words(declared)]],
      ...claiming(markerOf(declared), args),
    };
  },

  change(before, after) {
    const next = policy(after);
    return {
      tool: "ip xfrm",
      ...guardedBy(markerOf(next), before.owner, after.owner),
      commands: [["policy", "update", ...words(next)]],
      ...claiming(markerOf(next), after),
    };
  },

  remove(args) {
    const declared = policy(args);
    return {
      tool: "ip xfrm",
      ...guardedBy(markerOf(declared), declared.owner),
      commands: [["policy", "delete", ...identityWords(declared)]],
      marker: { name: markerOf(declared) },
    };
  },
};

const policiesIn = (dump: Dump) => readPolicies(String(dump.sections["xfrm-policy"] ?? ""));
