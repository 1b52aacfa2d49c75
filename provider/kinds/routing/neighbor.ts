import { z } from "zod";
import { familyOf, isMulticast } from "../../iproute2/address.ts";
import { type Command, tokens } from "../../iproute2/command.ts";
import { causeOf } from "../../iproute2/errors.ts";
import { type LiveNeighbor, NEIGHBOR_PROTOCOL, parseLladdr } from "../../iproute2/neighbor-json.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import { ownerAliasOf } from "../../model/ownership.ts";
import { adoptArgument, markedResourceShape, markerName } from "../../model/ownership-marker.ts";
import type { Rule } from "../../schema/declaration.ts";
import { holdsUnknown } from "../../schema/unknown-value.ts";
import { anyAddress, canonical, deviceName, form } from "../../schema/values.ts";
import { nameWith } from "../shared/import-name.ts";
import { markedKind } from "../shared/marked-kind.ts";

const schema = z.strictObject({
  ...markedResourceShape("neighbour"),
  dev: deviceName().describe("Device through which the neighbour is reached."),
  address: anyAddress().describe("Address of the neighbour."),
  lladdr: canonical(
    parseLladdr,
    "a MAC address such as 02:00:00:00:00:01 or, on a multipoint tunnel, the IP address of the far end",
  )
    .meta(form("MAC or IP address"))
    .describe(
      "Link-layer address of the neighbour: a MAC address on a device with Ethernet frames, and the underlay address of the far end on a multipoint tunnel.",
    ),
  adopt: adoptArgument("neighbour"),
});

type NeighborArgs = z.output<typeof schema>;

const rules: readonly Rule<NeighborArgs>[] = [
  {
    over: ["address"],
    fault: ({ address }) =>
      isMulticast(address)
        ? `is ${address}, a multicast address: a neighbour has a unicast address`
        : undefined,
  },
];

const markerOf = ({ dev, address }: NeighborArgs): string => markerName("neigh", dev, address);

const entry = ({ address, lladdr, dev }: NeighborArgs): Command =>
  tokens`${address} lladdr ${lladdr} dev ${dev} nud permanent protocol ${NEIGHBOR_PROTOCOL}`;

const entryIn = (snapshot: HostSnapshot, { dev, address }: NeighborArgs): LiveNeighbor | undefined =>
  snapshot.sections.neighbors?.find((one) => one.dev === dev && one.address === address);

/** A permanent entry of a neighbour table. (linux: net/core/neighbour.c; iproute2: ip/ipneigh.c) */
export const neighbor = markedKind<NeighborArgs>({
  type: "Neighbor",
  schema,
  rules,
  unsupported: { macAddress: "is called lladdr here, because it is no MAC address on a tunnel" },
  label: "permanent neighbour of this address",
  sections: ["neighbors"],
  markerOf,
  displayName: ({ address, dev }) => `neighbor:${address}-${dev}`,

  importing: {
    list: (snapshot) =>
      (snapshot.sections.neighbors ?? []).map(({ protocol: _, ...live }) => ({
        name: nameWith(`neighbor:${live.address}`, { dev: live.dev }),
        args: live,
        devices: [live.dev],
      })),
  },

  carried: ({ address, dev }) => `packets to ${address} on ${dev}`,

  replaces: (_before, _after, changed) => changed.filter((name) => ["dev", "address"].includes(name)),

  claims({ dev, address }) {
    if (holdsUnknown([dev, address])) return [];
    return [{ property: "address", one: `the neighbour ${address} on ${dev}` }];
  },

  reachOf: ({ dev, address }) => ({
    device: dev,
    prefixes: [`${address}/${familyOf(address) === "inet" ? 32 : 128}`],
  }),

  find(snapshot, declared) {
    const found = entryIn(snapshot, declared);
    if (found === undefined) return undefined;
    const { protocol, ...args } = found;
    return { args, computed: {}, isReplaced: protocol !== NEIGHBOR_PROTOCOL };
  },

  explainConflict: () => undefined,

  advice: (stderr) =>
    causeOf(stderr) === "invalid"
      ? "lladdr must fit the device: a MAC address for Ethernet frames, an IPv4 address for a multipoint gre, an IPv6 address for a multipoint ip6gre"
      : undefined,

  /** A first attempt fails if the kernel has learnt the neighbour. Such an entry may be replaced, a permanent one not. */
  create: (args, snapshot) => ({
    tool: "ip",
    commands: [
      snapshot === undefined || entryIn(snapshot, args) !== undefined
        ? tokens`neigh add ${entry(args)}`
        : tokens`neigh replace ${entry(args)}`,
    ],
  }),

  adopt: (_found, args) => ({ tool: "ip", commands: [tokens`neigh replace ${entry(args)}`] }),

  change(before, after) {
    if (before.lladdr !== after.lladdr)
      return { tool: "ip", commands: [tokens`neigh replace ${entry(after)}`] };
    return ownerAliasOf(before) === ownerAliasOf(after) ? undefined : { tool: "ip", commands: [] };
  },

  remove: ({ address, dev }) => ({ tool: "ip", commands: [tokens`neigh del ${address} dev ${dev}`] }),
});
