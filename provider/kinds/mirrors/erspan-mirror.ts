import { createHash } from "node:crypto";
import { z } from "zod";
import { familyOf, hostOf, parsePrefix } from "../../iproute2/address.ts";
import type { Command } from "../../iproute2/command.ts";
import type { LiveLink } from "../../iproute2/ip-json.ts";
import { type LiveFilter, type LivePlace, readPlaces } from "../../iproute2/tc-json.ts";
import type { Dump } from "../../model/host-snapshot.ts";
import type { Operation } from "../../model/operation.ts";
import { type OwnedArgs, ownedShape } from "../../model/ownership-marker.ts";
import type { ResourceKind } from "../../model/resource-kind.ts";
import type { Args, Rule } from "../../schema/declaration.ts";
import { deviceName, flag, integer, object, oneOf, prefix } from "../../schema/values.ts";

const DIRECTIONS = ["ingress", "egress"] as const;
type Direction = (typeof DIRECTIONS)[number];

const PROTOCOLS = ["tcp", "udp", "sctp", "icmp", "icmpv6"] as const;
const PROTOCOL_NUMBERS: Readonly<Record<number, (typeof PROTOCOLS)[number]>> = {
  ...{ 1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6", 132: "sctp" },
};

const match = object({
  protocol: oneOf("ip", "ipv6", "arp").optional(),
  source: prefix().optional(),
  destination: prefix().optional(),
  ipProto: z
    .union([z.enum(PROTOCOLS), integer(1, 255)], {
      error: `must be ${PROTOCOLS.map((name) => `"${name}"`).join(", ")} or a protocol number from 1 to 255`,
    })
    .transform((value) => (typeof value === "number" ? (PROTOCOL_NUMBERS[value] ?? value) : value))
    .optional(),
  sourcePort: integer(1, 65_535).optional(),
  destinationPort: integer(1, 65_535).optional(),
});

const schema = z.strictObject({
  ...ownedShape("mirror"),
  monitor: deviceName().describe("The device whose packets are copied."),
  target: deviceName().describe(
    "The device that sends the copies away: an ERSPAN or GRETAP link, or another.",
  ),
  direction: oneOf("ingress", "egress", "both")
    .default("both")
    .describe("What comes in by the monitor, what goes out by it, or both."),
  skipHw: flag()
    .default(true)
    .describe("Copy in the kernel even where the network card could: most can't copy into a tunnel."),
  match: match.optional().describe("Which packets; by default all."),
});

type Match = z.output<typeof match>;

interface MirrorArgs extends OwnedArgs {
  readonly monitor: string;
  readonly target: string;
  readonly direction: Direction | "both";
  readonly skipHw: boolean;
  readonly match?: Match;
}

const mirror = (args: Args) => args as MirrorArgs;

const directionsOf = ({ direction }: MirrorArgs): readonly Direction[] =>
  direction === "both" ? DIRECTIONS : [direction];

/** The protocol of the frames that a match is about, said or seen from its addresses; undefined for any. */
function protocolOf({ protocol, source, destination, ipProto }: Match): string | undefined {
  const address = source ?? destination;
  if (protocol !== undefined) return protocol;
  if (address !== undefined) return familyOf(address) === "inet" ? "ip" : "ipv6";
  return ipProto === "icmp" ? "ip" : ipProto === "icmpv6" ? "ipv6" : undefined;
}

const rules: Rule<MirrorArgs>[] = [
  {
    over: ["target", "monitor"],
    fault: ({ target, monitor }) =>
      target === monitor ? "is the monitor itself: each copy would be copied again" : undefined,
  },
  {
    over: ["match"],
    fault({ match: given }) {
      if (given === undefined) return undefined;
      const { source, destination, ipProto, sourcePort, destinationPort } = given;
      const protocol = protocolOf(given);
      const said = Object.keys(given).filter((key) => key !== "protocol");
      if (said.length > 0 && protocol === undefined)
        return 'needs protocol "ip" or "ipv6": nothing in it tells which';
      if (protocol === "arp" && said.length > 0) return `has ${said.join(", ")}, which ARP has not`;
      const other = [source, destination].find(
        (one) => one !== undefined && (familyOf(one) === "inet" ? "ip" : "ipv6") !== protocol,
      );
      if (other !== undefined) return `has ${other}, which is not of the protocol "${protocol}"`;
      if ((sourcePort ?? destinationPort) !== undefined && !["tcp", "udp", "sctp"].includes(String(ipProto)))
        return 'has a port, which needs ipProto "tcp", "udp" or "sctp"';
      if ((ipProto === "icmp" && protocol !== "ip") || (ipProto === "icmpv6" && protocol !== "ipv6"))
        return `has ipProto "${ipProto}", which is not of the protocol "${protocol}"`;
      return undefined;
    },
  },
];

/**
 * Whose a filter is: a cookie on its action, kept by the kernel with it. "pip1" in ASCII and twelve bytes of a hash.
 * (linux: TCA_ACT_COOKIE, 16 bytes at most)
 */
const cookieOf = (owner: string): string =>
  `70697031${createHash("sha256").update(owner).digest("hex").slice(0, 24)}`;

/**
 * Filters that end processing are to come after ours where that can be had, so that nothing is missing in the copy;
 * the lowest numbers are left to those who set up filters by hand.
 */
const FIRST_PREF = 100;
const PREFS = 900;

function freePref(owner: string, place: LivePlace | undefined): number {
  const taken = new Set([...(place?.ingress ?? []), ...(place?.egress ?? [])].map((filter) => filter.pref));
  const from = createHash("sha256").update(owner).digest().readUInt16BE() % PREFS;
  const all = Array.from({ length: PREFS }, (_, index) => FIRST_PREF + ((from + index) % PREFS));
  return all.find((pref) => !taken.has(pref)) ?? FIRST_PREF + from;
}

/** Protocol, kind and keys of a filter. A bare `match` of flower's takes everything of the protocol. */
function selectorWords({ match: given, skipHw }: MirrorArgs): Command {
  const hw = skipHw ? ["skip_hw"] : [];
  const protocol = given && protocolOf(given);
  if (given === undefined || protocol === undefined) return ["protocol", "all", "matchall", ...hw];
  const { source, destination, ipProto, sourcePort, destinationPort } = given;
  return [
    ...["protocol", protocol, "flower", ...hw],
    // By number this is read in base 16
    ...(ipProto === undefined
      ? []
      : ["ip_proto", typeof ipProto === "number" ? ipProto.toString(16) : ipProto]),
    ...(source === undefined ? [] : ["src_ip", source]),
    ...(destination === undefined ? [] : ["dst_ip", destination]),
    ...(sourcePort === undefined ? [] : ["src_port", String(sourcePort)]),
    ...(destinationPort === undefined ? [] : ["dst_port", String(destinationPort)]),
  ];
}

/** `continue`: with the usual `pipe` a packet that was copied passes by every filter that comes after. */
const addCommands = (args: MirrorArgs, pref: number): Command[] =>
  directionsOf(args).map((direction) => [
    ...["filter", "add", "dev", args.monitor, direction, "pref", String(pref)],
    ...selectorWords(args),
    ...["action", "mirred", "egress", "mirror", "dev", args.target, "continue"],
    ...["cookie", cookieOf(args.owner)],
  ]);

/** A filter of ours as it stands, in the outputs. */
const standing = z.object({
  direction: z.enum(DIRECTIONS),
  protocol: z.string(),
  pref: z.number(),
  handle: z.string(),
  kind: z.string(),
});
type Standing = z.output<typeof standing>;

const standingIn = (live: Args): Standing[] => z.array(standing).catch([]).parse(live.filters);

const deleteCommands = ({ monitor }: MirrorArgs, live: Args): Command[] =>
  standingIn(live).map(({ direction, protocol, pref, handle, kind }) => [
    ...["filter", "del", "dev", monitor, direction, "pref", String(pref)],
    ...["protocol", protocol, "handle", handle, kind],
  ]);

const placeOf = (dump: Dump, device: string) =>
  readPlaces((dump.sections.tc as readonly unknown[] | undefined) ?? []).find((one) => one.device === device);

const isOurs = (owner: string) => (filter: LiveFilter) =>
  filter.actions.some((action) => action.cookie === cookieOf(owner));

const keyAt = (filter: LiveFilter, key: string) => {
  const value = filter.keys[key];
  return typeof value === "string" || typeof value === "number" ? value : undefined;
};

/** The match that a filter stands for. */
function matchOf(filter: LiveFilter): Match | undefined {
  if (filter.kind !== "flower") return undefined;
  const inner = keyAt(filter, "ip_proto");
  const number = Number.parseInt(String(inner), 16);
  const named = PROTOCOLS.find((name) => name === inner);
  const ipProto = inner === undefined ? undefined : (named ?? PROTOCOL_NUMBERS[number] ?? number);
  const addressAt = (key: string) => {
    const text = keyAt(filter, key);
    return text === undefined ? undefined : (parsePrefix(String(text)) ?? String(text));
  };
  const found = {
    protocol: filter.protocol as Match["protocol"],
    source: addressAt("src_ip"),
    destination: addressAt("dst_ip"),
    ipProto,
    sourcePort: keyAt(filter, "src_port") as number | undefined,
    destinationPort: keyAt(filter, "dst_port") as number | undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as Match;
}

/** The declared match where it says the same, though not in the same words. */
function inWordsOf(declared: Match | undefined, live: Match | undefined): Match | undefined {
  const text = (one: Match) =>
    JSON.stringify(
      Object.entries({ ...one, protocol: protocolOf(one) }).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  if (live === undefined)
    return declared !== undefined && protocolOf(declared) === undefined ? declared : live;
  return declared !== undefined && text(declared) === text(live) ? declared : live;
}

/** ARPHRD_LOOPBACK: frames begin as Ethernet's do. */
const carriesEthernet = ({ linkType }: LiveLink) =>
  linkType === "ether" || linkType === "loopback" || linkType === "[772]";

const name = (one: LiveLink) => `${one.name}${one.kind === undefined ? "" : ` (${one.kind})`}`;

/** Copies of a device's packets, sent into a tunnel. (linux: act_mirred.c; iproute2: tc/m_mirred.c) */
export const erspanMirror: ResourceKind = {
  type: "ErspanMirror",
  schema,
  rules: rules as unknown as readonly Rule[],
  sections: ["links", "tc"],
  replaces: (_before, _after, changed) => changed.filter((key) => key === "monitor"),
  subject: (args) => `mirror:${mirror(args).monitor}>${mirror(args).target}`,

  find(dump, args) {
    const declared = mirror(args);
    const place = placeOf(dump, declared.monitor);
    const ours = DIRECTIONS.flatMap((direction) =>
      (place?.[direction] ?? []).filter(isOurs(declared.owner)).map((filter) => ({ direction, filter })),
    );
    const first = ours[0]?.filter;
    if (first === undefined) return undefined;
    const seen = DIRECTIONS.filter((direction) => ours.some((one) => one.direction === direction));
    const targets = ours.map(
      ({ filter }) => filter.actions.find((one) => one.kind === "mirred")?.to_dev ?? "*",
    );
    const selected = inWordsOf(declared.match, matchOf(first));
    return {
      ownership: "ours",
      args: {
        owner: declared.owner,
        monitor: declared.monitor,
        // "*" is how tc calls a target that is gone
        target: targets.find((one) => one !== declared.target) ?? declared.target,
        direction: seen.length === 2 ? "both" : (seen[0] ?? "both"),
        skipHw: first.skipHw,
        ...(selected === undefined ? {} : { match: selected }),
      },
      computed: {
        filters: ours.map(({ direction, filter: { protocol, pref, handle, kind } }) => ({
          ...{ direction, protocol, pref, kind },
          handle: handle ?? "0x1",
        })),
      },
    };
  },

  hindrance(dump, args) {
    const declared = mirror(args);
    const { monitor, target, direction } = declared;
    const [from, to] = [monitor, target].map((device) => dump.links.find((one) => one.name === device));
    if (from === undefined) return `there is no device ${monitor} to monitor`;
    if (to === undefined)
      return `there is no device ${target} to send copies to: make it first, or let this depend on it`;
    if (carriesEthernet(to) && !carriesEthernet(from)) {
      return `${name(to)} carries Ethernet frames, but the packets of ${name(from)} begin without an Ethernet header: the collector would take the bytes of their IP headers for MAC addresses. Monitor a device with Ethernet frames, or mirror into one without (gre)`;
    }
    const place = placeOf(dump, monitor);
    if (place?.qdisc === "ingress" && direction !== "ingress") {
      return `${monitor} has an ingress qdisc of somebody else's, which has no place for what goes out: mirror ingress alone, or replace that qdisc by clsact, which does both`;
    }
    const local = to.info.local;
    const underlay = to.dev === monitor || from.addresses.some((one) => hostOf(one) === local);
    if (underlay && direction !== "ingress" && declared.match === undefined) {
      return `what ${target} sends goes out by ${monitor} itself, so each copy would be copied again: mirror ingress alone, or name the packets with match`;
    }
    return undefined;
  },

  clash: () => undefined,

  create(args, dump) {
    const declared = mirror(args);
    const pref = freePref(declared.owner, dump && placeOf(dump, declared.monitor));
    const commands = addCommands(declared, pref);
    return {
      tool: "tc",
      clsact: declared.monitor,
      commands,
      undo: directionsOf(declared).map((direction) => [
        ...["filter", "del", "dev", declared.monitor, direction, "pref", String(pref)],
      ]),
    };
  },

  /** Out with the old and in with the new: a filter of matchall can't be changed, and a copy may miss a packet. */
  change(before, after, recorded): Operation {
    const [old, next] = [mirror(before), mirror(after)];
    const pref = standingIn(recorded)[0]?.pref ?? freePref(next.owner, undefined);
    const clear = DIRECTIONS.map(
      (direction): Command => [...["filter", "del", "dev", next.monitor, direction, "pref", String(pref)]],
    );
    return {
      tool: "tc",
      clsact: next.monitor,
      commands: [...deleteCommands(next, recorded), ...addCommands(next, pref)],
      undo: [...clear, ...(old.target === "*" ? [] : addCommands(old, pref))],
    };
  },

  remove(args, live) {
    const declared = mirror(args);
    return { tool: "tc", clsact: declared.monitor, commands: deleteCommands(declared, live) };
  },
};
