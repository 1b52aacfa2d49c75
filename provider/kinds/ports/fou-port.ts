import { z } from "zod";
import { type Family, familyOf, parseAddress } from "../../iproute2/address.ts";
import { type Command, optional, type Tool, tokens } from "../../iproute2/command.ts";
import { causeOf } from "../../iproute2/errors.ts";
import { canonicalIpProtocol, ipProtocolNumber } from "../../iproute2/ip-protocol.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import { ownerAliasOf } from "../../model/ownership.ts";
import {
  adoptArgument,
  markedResourceShape,
  markerName,
  ownerByMarker,
} from "../../model/ownership-marker.ts";
import { PORT_SECTIONS, portClaims, portHolder } from "../../model/udp-port.ts";
import type { Rule } from "../../schema/declaration.ts";
import { holdsUnknown } from "../../schema/unknown-value.ts";
import { anyAddress, deviceName, flag, integer, ipProtocol, oneOf } from "../../schema/values.ts";
import { defined } from "../shared/defined.ts";
import { nameWith } from "../shared/import-name.ts";
import { markedKind } from "../shared/marked-kind.ts";

/** The protocols of link kinds. 41 is `sit` over IPv4 and IPv6. */
const PROTOCOLS = ["ipip", "sit", "ipv6", "gre"] as const;

const schema = z.strictObject({
  ...markedResourceShape("port"),
  port: integer(1, 65_535).describe("The UDP port that receives the packets of tunnels."),
  protocol: ipProtocol(PROTOCOLS, 'must be "ipip", "sit", "ipv6", "gre" or a protocol number from 1 to 255')
    .optional()
    .describe("The protocol after the UDP header of each packet. Excludes gue."),
  gue: flag()
    .default(false)
    .describe("Each packet has a header of Generic UDP Encapsulation, which contains its protocol."),
  family: oneOf("inet", "inet6").default("inet").describe("Whether the port is open over IPv4 or over IPv6."),
  local: anyAddress().optional().describe("The address on which the port is open; by default all addresses."),
  peer: anyAddress().optional().describe("The only sender that the port accepts; needs peerPort."),
  peerPort: integer(1, 65_535).optional().describe("The source port of peer."),
  dev: deviceName().optional().describe("The device that must receive the packets; needs local."),
  adopt: adoptArgument("port"),
});

type PortArgs = z.output<typeof schema>;
type Port = Pick<PortArgs, "port" | "protocol" | "gue" | "family" | "local" | "peer" | "peerPort" | "dev">;

const inWords = (family: Family) => (family === "inet" ? "IPv4" : "IPv6");

const rules: Rule<PortArgs>[] = [
  {
    over: ["protocol", "gue"],
    fault({ protocol, gue }) {
      if (protocol === undefined && !gue) return "is needed, or `gue: true`";
      return protocol !== undefined && gue ? "excludes gue: a GUE header contains the protocol" : undefined;
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
    (name): Rule<PortArgs> => ({
      over: [name, "family"],
      fault: ({ [name]: address, family }) =>
        address === undefined || familyOf(address) === family
          ? undefined
          : `is ${address}, but the port is open over ${inWords(family)}: see family`,
    }),
  ),
];

const portJson = z.object({
  port: z.number(),
  ipproto: z.number().optional(),
  /** `ip` prints null for a GUE port, and nothing for a FOU port. */
  gue: z.unknown().optional(),
  family: z.enum(["inet", "inet6"]),
  local: z.string().optional(),
  peer: z.string().optional(),
  peer_port: z.number().optional(),
  dev: z.string().optional(),
});

const address = (text: string | undefined) => text && (parseAddress(text) ?? text);

/** The ports of a host, those left out that this package cannot make. */
const portsIn = (snapshot: HostSnapshot): Port[] =>
  (snapshot.sections.fou ?? [])
    .flatMap((value) => portJson.safeParse(value).data ?? [])
    .map((json) => {
      const { port, family, ipproto, local, peer, peer_port: peerPort, dev } = json;
      const gue = "gue" in json;
      const protocol = gue || ipproto === undefined ? undefined : canonicalIpProtocol(PROTOCOLS, ipproto);
      const bound = defined({ protocol, local: address(local), peer: address(peer), peerPort, dev });
      return { port, family, gue, ...bound };
    });

const markerOf = ({ family, port, local, peer, peerPort, dev }: Port) =>
  markerName("fou", family, port, local, peer, peerPort, dev);

/** Whether a port is the declared one. For a port with a peer and no local the kernel sets local by its routes. */
const hasIdentity = (declared: PortArgs, live: Port): boolean =>
  live.port === declared.port &&
  live.family === declared.family &&
  live.peer === declared.peer &&
  live.peerPort === declared.peerPort &&
  live.dev === declared.dev &&
  (live.local === declared.local || (declared.local === undefined && declared.peer !== undefined));

const bindingTokens = ({ local, peer, peerPort, dev }: Port): Command => [
  ...optional("local", local),
  ...optional("peer", peer),
  ...(peer === undefined ? [] : optional("peer_port", peerPort)),
  ...optional("dev", dev),
];

const identityTokens = (port: Port): Command => tokens`port ${port.port} ${bindingTokens(port)}`;

/** All FOU and GUE ports of a number exclude one another in another way. */
const SOCKET = "FOU or GUE";

const toolOf = ({ family }: PortArgs): Tool => (family === "inet" ? "ip fou" : "ip -6 fou");

const displayName = ({ family, port }: Port) => `${family === "inet" ? "fou" : "fou6"}:${port}`;

/** A UDP port of the kernel for tunnels: Foo over UDP, or GUE. (linux: fou_core.c; iproute2: ipfou.c) */
export const fouPort = markedKind<PortArgs>({
  type: "FouPort",
  schema,
  rules,
  label: "FOU port like this",
  sections: ["fou"],
  conflictSections: PORT_SECTIONS,
  markerOf,
  displayName,

  // The kernel cannot change a port in place. Only the owner in the marker can change.
  replaces: (_before, _after, changed) => changed.filter((key) => key !== "owner"),

  claims({ port, family, local, peer }) {
    const onAllAddresses = local === undefined && peer === undefined;
    if (!onAllAddresses || holdsUnknown([port, family])) return [];
    return [
      { property: "port", one: `the UDP port ${port} over ${inWords(family)}` },
      ...portClaims({ port, families: [family], socket: SOCKET }),
    ];
  },

  find(snapshot, declared) {
    const found = portsIn(snapshot).find((one) => hasIdentity(declared, one));
    if (found === undefined) return undefined;
    const { local, ...rest } = found;
    const isFilledIn = declared.local === undefined && found.peer !== undefined;
    return {
      args: { ...rest, ...(isFilledIn ? {} : defined({ local })) },
      computed: defined({ boundAddress: local }),
    };
  },

  explainConflict(snapshot, { family, port }) {
    const other = portsIn(snapshot).find((one) => one.family === family && one.port === port);
    if (other === undefined) return portHolder(snapshot, "", { port, families: [family], socket: SOCKET });
    const owner = ownerByMarker(snapshot, markerOf(other));
    const content = other.gue ? "GUE" : `FOU (${other.protocol})`;
    const whose = owner === undefined ? "has no marker of this provider" : `belongs to ${owner}`;
    const binding = ["", ...bindingTokens(other)].join(" ");
    return `port ${port} is open for ${content} already${binding && `,${binding}`}, and ${whose}`;
  },

  carried: ({ port, family }) =>
    `packets of tunnels that arrive at the UDP port ${port} over ${inWords(family)}`,

  create(args) {
    const { protocol, gue, family } = args;
    const content = gue ? ["gue"] : optional("ipproto", protocol && ipProtocolNumber(protocol));
    return {
      tool: toolOf(args),
      modules: family === "inet" ? ["fou"] : ["fou", "fou6"],
      commands: [tokens`add ${identityTokens(args)} ${content}`],
    };
  },

  adopt(found, args) {
    const { gue, protocol } = found.args;
    return gue === args.gue && protocol === args.protocol ? { tool: toolOf(args), commands: [] } : undefined;
  },

  change: (before, after) =>
    ownerAliasOf(before) === ownerAliasOf(after) ? undefined : { tool: toolOf(after), commands: [] },

  /** The command must have everything that the port is bound to, also the address that the kernel set. */
  remove(args, { boundAddress }) {
    const local = args.local ?? (typeof boundAddress === "string" ? boundAddress : undefined);
    return { tool: toolOf(args), commands: [tokens`del ${identityTokens({ ...args, local })}`] };
  },

  importing: {
    list: (snapshot) =>
      portsIn(snapshot).map((live) => {
        const { local, peer, peerPort, dev } = live;
        return { name: nameWith(displayName(live), { local, peer, peerPort, dev }), args: live };
      }),
    // The ports of a TunnelPair declare it
    recorded: ["family"],
  },

  advice: (stderr) =>
    causeOf(stderr) === "address-unavailable"
      ? "local must be an address that the host has already"
      : undefined,
});
