import { z } from "zod";
import { type Command, NftText } from "../../iproute2/command.ts";
import { type ClampSize, clampSizeOf, clampTable, clampText, readClamp } from "../../iproute2/mss-clamp.ts";
import type { Args } from "../../schema/declaration.ts";
import { flag, integer } from "../../schema/values.ts";
import type { DeviceTable } from "./attribute.ts";

/** The smallest and the largest segment size, in bytes. (linux: TCP_MIN_MSS; a packet of IPv4 has 65535) */
const [SMALLEST, LARGEST] = [88, 65_495];

const OR = ", or true or false";

export const clampShape = {
  clampMss: z
    .union([flag(), integer(SMALLEST, LARGEST, OR)], {
      error: `must be a whole number from ${SMALLEST} to ${LARGEST}${OR}`,
    })
    .default(false)
    .describe(
      "Largest segment of TCP that the host forwards through the link, in both directions: true takes the mtu of the path, a number is a size in bytes. The host needs nftables.",
    ),
} satisfies z.ZodRawShape;

const sizeIn = ({ clampMss }: Args): ClampSize | undefined =>
  clampMss === true || typeof clampMss === "number" ? clampMss : undefined;

const nft = (text: string): Command => ["nft", new NftText(text)];

/** The commands that remove the table of a device. They do not fail if there is none. */
const gone = (device: string): Command[] => [
  nft(`add table inet ${clampTable(device)}`),
  nft(`delete table inet ${clampTable(device)}`),
];

/** The commands that remove what the kernel keeps of a link without its device. */
export const clampRemoval = (device: string, args: Args): Command[] =>
  sizeIn(args) === undefined ? [] : gone(device);

/** The nft table of a device that clamps the segment size. The provider reads it only if the program declares a size. */
export const clampTableOfDevice: DeviceTable = {
  isDeclared: (args) => sizeIn(args) !== undefined,

  changes(device, before, after) {
    const [old, wanted] = [sizeIn(before), sizeIn(after)];
    // A table that an operator has changed counts as no size, so the old one goes in each case
    if (wanted !== undefined)
      return {
        removals: [],
        additions: old === wanted ? [] : [...gone(device), nft(clampText(device, wanted))],
      };
    return { removals: old === undefined ? [] : gone(device), additions: [] };
  },

  shows: (device) => [nft(`show ${device}`)],
  byDefault: { clampMss: false },
  sections: (device) => [`mss:${device}`],
  parse: (device, [shown]) => ({ mss: { [device]: readClamp(shown) } }),

  read(device, { sections }, declared) {
    const live = sections.mss?.[device];
    return { clampMss: live === undefined ? declared.clampMss : (clampSizeOf(device, live) ?? false) };
  },
};
