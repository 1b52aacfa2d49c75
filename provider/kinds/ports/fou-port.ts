import { z } from "zod";
import { familyOf, parseAddress } from "../../iproute2/address.ts";
import type { Command, Tool } from "../../iproute2/command.ts";
import { causeOf } from "../../iproute2/errors.ts";
import { ownerIn } from "../../iproute2/owner-alias.ts";
import { type Dump, markerIn } from "../../model/host-snapshot.ts";
import type { Operation } from "../../model/operation.ts";
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
import { anyAddress, deviceName, flag, integer, oneOf } from "../../schema/values.ts";

/** The protocols that have a kind of link here; 41 is `sit`, and IPv6 in general. */
const NAMES: Readonly<Record<number, "ipip" | "sit" | "gre">> = { 4: "ipip", 41: "sit", 47: "gre" };
const NUMBERS = { ipip: 4, sit: 41, ipv6: 41, gre: 47 } as const;

const protocol = z
  .union([z.enum(["ipip", "sit", "ipv6", "gre"]), integer(1, 255)], {
    error: 'must be "ipip", "sit", "ipv6", "gre" or a protocol number from 1 to 255',
  })
  .transform((value) => {
    const number = typeof value === "number" ? value : NUMBERS[value];
    return NAMES[number] ?? number;
  });

const schema = z.strictObject({
  ...ownedShape("port"),
  port: integer(1, 65_535).describe("The UDP port that tunnels arrive at."),
  protocol: protocol
    .optional()
    .describe("What each packet holds: what follows the UDP header is taken for this. Excludes gue."),
  gue: flag()
    .default(false)
    .describe("Each packet says itself what it holds, in a header of Generic UDP Encapsulation."),
  family: oneOf("inet", "inet6").default("inet").describe("Whether the port is open over IPv4 or over IPv6."),
  local: anyAddress().optional().describe("The address that the port is open on; by default all."),
  peer: anyAddress().optional().describe("The one sender that is listened to; goes with peerPort."),
  peerPort: integer(1, 65_535).optional().describe("The port that peer sends from."),
  dev: deviceName().optional().describe("The device that packets must come in by; needs local."),
  adopt: adoptable("port"),
});

interface Port {
  readonly port: number;
  readonly protocol?: "ipip" | "sit" | "gre" | number;
  readonly gue: boolean;
  readonly family: "inet" | "inet6";
  readonly local?: string;
  readonly peer?: string;
  readonly peerPort?: number;
  readonly dev?: string;
}

interface FouArgs extends OwnedArgs, Port {}

const rules: Rule<FouArgs>[] = [
  {
    over: ["protocol", "gue"],
    fault: ({ protocol: inner, gue }) => {
      if (inner === undefined && !gue) return "is needed, or `gue: true`";
      return inner !== undefined && gue ? "excludes gue: a GUE header says itself what follows" : undefined;
    },
  },
  {
    over: ["peer", "peerPort"],
    fault: ({ peer, peerPort }) =>
      (peer === undefined) === (peerPort === undefined) ? undefined : "and peerPort only go together",
  },
  {
    over: ["dev", "local"],
    fault: ({ dev, local }) =>
      dev !== undefined && local === undefined
        ? "needs local: the kernel binds no device without"
        : undefined,
  },
  ...(["local", "peer"] as const).map(
    (name): Rule<FouArgs> => ({
      over: [name, "family"],
      fault: ({ [name]: address, family }) =>
        address === undefined || familyOf(address) === family
          ? undefined
          : `is ${address}, but the port is open over ${family === "inet" ? "IPv4" : "IPv6"}: see family`,
    }),
  ),
];

const live = z.object({
  port: z.number(),
  ipproto: z.number().optional(),
  /** present, and null, where the port takes GUE */
  gue: z.unknown().optional(),
  family: z.enum(["inet", "inet6"]),
  local: z.string().optional(),
  peer: z.string().optional(),
  peer_port: z.number().optional(),
  dev: z.string().optional(),
});

const portsIn = (dump: Dump): Port[] =>
  z
    .array(live)
    .parse(dump.sections.fou ?? [])
    .map(({ port, family, ipproto, local, peer, peer_port: peerPort, dev, ...rest }) => ({
      port,
      family,
      gue: "gue" in rest,
      ...("gue" in rest || ipproto === undefined ? {} : { protocol: NAMES[ipproto] ?? ipproto }),
      ...(local === undefined ? {} : { local: parseAddress(local) ?? local }),
      ...(peer === undefined ? {} : { peer: parseAddress(peer) ?? peer }),
      ...(peerPort === undefined ? {} : { peerPort }),
      ...(dev === undefined ? {} : { dev }),
    }));

const fou = (args: Args) => args as FouArgs;

const markerOf = ({ family, port, local, peer, peerPort, dev }: Port) =>
  markerName("fou", family, port, local, peer, peerPort, dev);

/** Whether a port is the declared one. With a peer the kernel fills in by routing what local was left out. */
const isThe = (declared: FouArgs, one: Port) =>
  one.port === declared.port &&
  one.family === declared.family &&
  one.peer === declared.peer &&
  one.peerPort === declared.peerPort &&
  one.dev === declared.dev &&
  (one.local === declared.local || (declared.local === undefined && declared.peer !== undefined));

const words = ({ port, local, peer, peerPort, dev }: Port): Command => [
  ...["port", String(port)],
  ...(local === undefined ? [] : ["local", local]),
  ...(peer === undefined ? [] : ["peer", peer, "peer_port", String(peerPort)]),
  ...(dev === undefined ? [] : ["dev", dev]),
];

const toolOf = ({ family }: FouArgs): Tool => (family === "inet" ? "ip fou" : "ip -6 fou");

/** The port of a line of `ss -Hulnp` and who has it. */
const socket = /^\S+\s+\d+\s+\d+\s+\S+:(\d+)\s+\S+\s+users:\(\("([^"]+)",pid=(\d+)/;

/** A UDP port of the kernel's that tunnels arrive at: Foo over UDP, or GUE. (linux: fou_core.c; iproute2: ipfou.c) */
export const fouPort: ResourceKind = {
  type: "FouPort",
  schema,
  rules: rules as unknown as readonly Rule[],
  noun: "FOU port like this",
  sections: ["fou", "markers"],
  clashSections: ["udp"],

  claims(args) {
    const { port, family, local, peer } = args;
    const everywhere = local === undefined && peer === undefined;
    if (!everywhere || holdsUnknown([port, family])) return [];
    return [
      { property: "port", one: `the UDP port ${String(port)} over ${family === "inet" ? "IPv4" : "IPv6"}` },
    ];
  },

  // The kernel has no change for ports; only whose it is can change
  replaces: (_before, _after, changed) => changed.filter((key) => key !== "owner"),

  subject: (args) => `${fou(args).family === "inet" ? "fou" : "fou6"}:${fou(args).port}`,

  find(dump, args) {
    const declared = fou(args);
    const found = portsIn(dump).find((one) => isThe(declared, one));
    if (found === undefined) return undefined;
    const { ownership, owner } = ownershipBy(dump, markerOf(declared), args);
    const { local, ...rest } = found;
    const asDeclared = declared.local === undefined && found.peer !== undefined;
    return {
      ownership,
      args: { ...rest, ...(asDeclared || local === undefined ? {} : { local }), owner },
      computed: local === undefined ? {} : { boundAddress: local },
    };
  },

  clash(dump, args) {
    const { family, port } = fou(args);
    const other = portsIn(dump).find((one) => one.family === family && one.port === port);
    if (other !== undefined) {
      const owner = ownerIn(markerIn(dump, markerOf(other))?.alias ?? "");
      const kind = other.gue ? "GUE" : `FOU (${other.protocol})`;
      const whose = owner === undefined ? "carries no mark of ours" : `belongs to ${owner}`;
      const where = words(other).slice(2).join(" ");
      return `port ${port} is open for ${kind} already${where === "" ? "" : `, ${where}`}, and ${whose}`;
    }
    const sockets = typeof dump.sections.udp === "string" ? dump.sections.udp.split("\n") : [];
    const [, , program, pid] =
      sockets.map((line) => socket.exec(line) ?? []).find(([, at]) => Number(at) === port) ?? [];
    return program === undefined ? undefined : `port ${port} is held by ${program} (pid ${pid})`;
  },

  create(args): Operation {
    const declared = fou(args);
    const { protocol: inner, gue, family } = declared;
    const holds = gue
      ? ["gue"]
      : ["ipproto", String(typeof inner === "number" ? inner : NUMBERS[inner ?? "ipip"])];
    return {
      tool: toolOf(declared),
      modules: family === "inet" ? ["fou"] : ["fou", "fou6"],
      commands: [["add", ...words(declared), ...holds]],
      ...claiming(markerOf(declared), args),
    };
  },

  adopt(found, args) {
    const [there, declared] = [fou(found.args), fou(args)];
    if (there.gue !== declared.gue || there.protocol !== declared.protocol) return undefined;
    return { tool: toolOf(declared), commands: [], ...claiming(markerOf(declared), args) };
  },

  change(before, after) {
    if (before.owner === after.owner) return undefined;
    const marker = markerOf(fou(after));
    return {
      tool: toolOf(fou(after)),
      commands: [],
      ...guardedBy(marker, before.owner, after.owner),
      ...claiming(marker, after),
    };
  },

  /** All that a port is bound to must be said, the address that the kernel filled in too. */
  remove(args, { boundAddress }): Operation {
    const declared = fou(args);
    const local = declared.local ?? (typeof boundAddress === "string" ? boundAddress : undefined);
    return {
      tool: toolOf(declared),
      ...guardedBy(markerOf(declared), declared.owner),
      commands: [["del", ...words({ ...declared, ...(local === undefined ? {} : { local }) })]],
      marker: { name: markerOf(declared) },
    };
  },

  advice: (stderr) =>
    causeOf(stderr) === "address-unavailable"
      ? "local must be an address that the host has already"
      : undefined,
};
