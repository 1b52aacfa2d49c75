import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { familyOf } from "../../iproute2/address.ts";
import { type Command, NftText } from "../../iproute2/command.ts";
import {
  type ClampSize,
  clampSizeOf,
  dropsWithoutEsp,
  type EspOnlyRule,
  type NftRules,
  nftTable,
  nftTableText,
  readNftTable,
} from "../../iproute2/nft-table.ts";
import type { Args, Rule } from "../../schema/declaration.ts";
import { flag, integer } from "../../schema/values.ts";
import type { DeviceTable } from "./attribute.ts";
import type { LinkKind } from "./link-kind.ts";

/** The smallest and the largest segment size, in bytes. (linux: TCP_MIN_MSS; a packet of IPv4 has 65535) */
const [SMALLEST, LARGEST] = [88, 65_495];

const OR = ", or true or false";

const clampShape = {
  clampMss: z
    .union([flag(), integer(SMALLEST, LARGEST, OR)], {
      error: `must be a whole number from ${SMALLEST} to ${LARGEST}${OR}`,
    })
    .default(false)
    .describe(
      "Largest segment of TCP that the host forwards through the link, in both directions: true takes the mtu of the path, a number is a size in bytes. The host needs nftables.",
    ),
} satisfies z.ZodRawShape;

const espOnlyShape = {
  espOnly: flag()
    .default(false)
    .describe(
      "Drops packets of `remote` for this kind of link that did not arrive in ESP. It holds for all links of the kind between the two addresses. The host needs nftables.",
    ),
} satisfies z.ZodRawShape;

/** The arguments that make an nft table for the device. */
export const nftShapeOf = (link: LinkKind): z.ZodRawShape => ({
  ...clampShape,
  ...(link.outerPackets === undefined ? {} : espOnlyShape),
});

export const missingEspOnly = (link: LinkKind): Readonly<Record<string, string>> =>
  link.outerPackets === undefined
    ? { espOnly: `is not for ${link.kind}: it has ESP of its own, or no packets on the underlay` }
    : {};

const espOnlyNeedsRemote: Rule = {
  over: ["espOnly", "remote"],
  fault: ({ espOnly, remote }) =>
    espOnly === true && remote === undefined
      ? "needs remote: the host drops packets by the address of the far end"
      : undefined,
};

/** The table is in the namespace of the device, and the packets of `remote` arrive in that of the underlay. */
const espOnlyNeedsOwnNetns: Rule = {
  over: ["espOnly", "linkNetns"],
  fault: ({ espOnly, linkNetns }) =>
    espOnly === true && linkNetns !== undefined
      ? "excludes linkNetns: the host drops packets in the network namespace of the device only"
      : undefined,
};

export const nftRules = (link: LinkKind): readonly Rule[] =>
  link.outerPackets === undefined ? [] : [espOnlyNeedsRemote, espOnlyNeedsOwnNetns];

const sizeIn = ({ clampMss }: Args): ClampSize | undefined =>
  clampMss === true || typeof clampMss === "number" ? clampMss : undefined;

/** The port of an encapsulation. Both ends of a pair have the same. */
const encapPort = z.object({ encap: z.object({ dport: z.number() }) });

/** The rules for a link with `espOnly: true`. */
function espOnlyRules(link: LinkKind, args: Args): EspOnlyRule[] {
  const { local, remote } = args;
  if (typeof remote !== "string") return [];
  const inUdp = encapPort.safeParse(args).data;
  const all = [
    ...(link.outerPackets?.(args) ?? []),
    ...(inUdp === undefined ? [] : [{ udpPort: inUdp.encap.dport }]),
  ];
  const to = typeof local === "string" ? { destination: local } : {};
  return all.map((packets) => ({ family: familyOf(remote), source: remote, ...to, packets }));
}

const rulesIn = (link: LinkKind, args: Args): NftRules => ({
  clamp: sizeIn(args),
  espOnly: args.espOnly === true ? espOnlyRules(link, args) : [],
});

const isEmpty = ({ clamp, espOnly }: NftRules): boolean => clamp === undefined && espOnly.length === 0;

const nft = (text: string): Command => ["nft", new NftText(text)];

/** The commands that remove the table of a device. They do not fail if there is none. */
const gone = (device: string): Command[] => [
  nft(`add table inet ${nftTable(device)}`),
  nft(`delete table inet ${nftTable(device)}`),
];

/** The commands that remove what the kernel keeps of a link without its device. */
export const nftRemoval = (device: string, args: Args): Command[] =>
  sizeIn(args) === undefined && args.espOnly !== true ? [] : gone(device);

/** The nft table of a device. The provider reads it only if the program declares something in it. */
export const nftTableOfDevice = (link: LinkKind): DeviceTable => ({
  isDeclared: (args) => !isEmpty(rulesIn(link, args)),

  changes(device, before, after) {
    const [old, wanted] = [rulesIn(link, before), rulesIn(link, after)];
    // A table that an operator has changed counts as one without rules, so the old one goes in each case
    if (!isEmpty(wanted))
      return {
        removals: [],
        additions: isDeepStrictEqual(old, wanted) ? [] : [...gone(device), nft(nftTableText(device, wanted))],
      };
    return { removals: isEmpty(old) ? [] : gone(device), additions: [] };
  },

  shows: (device) => [nft(`show ${device}`)],
  byDefault: { clampMss: false, ...(link.outerPackets === undefined ? {} : { espOnly: false }) },
  sections: (device) => [`nft:${device}`],
  parse: (device, [shown]) => ({ nft: { [device]: readNftTable(shown) } }),

  read(device, { sections }, declared) {
    const live = sections.nft?.[device];
    const { clampMss, espOnly } = declared;
    if (live === undefined) return link.outerPackets === undefined ? { clampMss } : { clampMss, espOnly };
    const wanted = espOnly === true ? espOnlyRules(link, declared) : [];
    const drops = dropsWithoutEsp(live, wanted) ? espOnly : espOnly !== true;
    return {
      clampMss: clampSizeOf(device, live) ?? false,
      ...(link.outerPackets === undefined ? {} : { espOnly: drops }),
    };
  },
});
