import { z } from "zod";
import { type Command, tokens } from "../../../iproute2/command.ts";
import { readVnis } from "../../../iproute2/fdb-json.ts";
import type { HostSnapshot } from "../../../model/host-snapshot.ts";
import type { Args, Rule } from "../../../schema/declaration.ts";
import { canonical, flag, form, integer } from "../../../schema/values.ts";
import { type Attribute, type DeviceTable, scalarAttribute } from "../attribute.ts";

const LAST_VNI = 16_777_215;

/** VNIs from `low` to `high`, both included. */
interface Range {
  readonly low: number;
  readonly high: number;
}

function parseRange(text: string): Range | undefined {
  const [, low, high = low] = /^(\d{1,8})(?:-(\d{1,8}))?$/.exec(text) ?? [];
  const range = { low: Number(low), high: Number(high) };
  return low !== undefined && range.low <= range.high && range.high <= LAST_VNI ? range : undefined;
}

const textOf = ({ low, high }: Range) => (low === high ? String(low) : `${low}-${high}`);

const range = canonical((text) => {
  const parsed = parseRange(text);
  return parsed && textOf(parsed);
}, `a number from 0 to ${LAST_VNI}, or a range such as "100-199"`).meta(form("VNI or range"));

/** A VNI as a number, and a range of several VNIs as a text. */
const vniOrRange = z
  .union([integer(0, LAST_VNI), range])
  .transform((value) => (/^\d+$/.test(String(value)) ? Number(value) : value));

const rangesOf = (values: unknown): Range[] =>
  (Array.isArray(values) ? values : []).flatMap((value) => parseRange(String(value)) ?? []);

/** The parts of ranges that are in none of the other ranges. */
const without = (ranges: readonly Range[], others: readonly Range[]): Range[] =>
  others.reduce<readonly Range[]>(
    (rest, other) =>
      rest.flatMap(({ low, high }) =>
        other.high < low || other.low > high
          ? [{ low, high }]
          : [
              ...(low < other.low ? [{ low, high: other.low - 1 }] : []),
              ...(high > other.high ? [{ low: other.high + 1, high }] : []),
            ],
      ),
    ranges,
  ) as Range[];

const liveRanges = (device: string, { sections }: HostSnapshot): Range[] | undefined =>
  sections.vni?.[device] && rangesOf(sections.vni[device]);

const table: DeviceTable = {
  isDeclared: ({ vnis }) => rangesOf(vnis).length > 0,
  importing: {
    sections: ({ name, info }) => (info.vnifilter === true ? [`vni:${name}`] : []),
    args({ name }, { sections }) {
      const live = (sections.vni?.[name] ?? []).map((one) => (/^\d+$/.test(one) ? Number(one) : one));
      return live.length === 0 ? {} : { vnis: live };
    },
  },
  changes(device, before, after, snapshot) {
    const [old, wanted] = [rangesOf(before.vnis), rangesOf(after.vnis)];
    const live = snapshot && liveRanges(device, snapshot);
    const missing = live === undefined ? [] : without(old, live);
    const command = (verb: string, one: Range): Command =>
      tokens`bridge vni ${verb} dev ${device} vni ${textOf(one)}`;
    return {
      removals: without(without(old, wanted), missing).map((one) => command("delete", one)),
      additions: without(without(wanted, old), live ?? []).map((one) => command("add", one)),
    };
  },
  shows: (device) => [tokens`bridge vni show dev ${device}`],
  sections: (device) => [`vni:${device}`],
  parse: (device, [shown]) => ({ vni: { [device]: readVnis(shown) } }),
  read(device, snapshot, { vnis }) {
    const live = liveRanges(device, snapshot);
    const declared = Array.isArray(vnis) ? vnis : [];
    return {
      vnis:
        live === undefined ? declared : declared.filter((one) => without(rangesOf([one]), live).length === 0),
    };
  },
};

/** The VNIs of an external device that filters them. */
export const vnis = {
  shape: {
    vnis: z
      .array(vniOrRange)
      .default([])
      .describe(
        'The VNIs that the device receives, as numbers and ranges such as "100-199"; needs `vnifilter`. Other VNIs of the device stay as they are.',
      ),
  },
  create: () => [],
  change: () => [],
  read: () => ({}),
  rules: [
    {
      over: ["vnis", "vnifilter"],
      fault({ vnis: values, vnifilter: filters }) {
        const ranges = rangesOf(values);
        if (ranges.length === 0) return undefined;
        if (filters !== true) return "needs `vnifilter: true`, and `external: true`";
        const twice = ranges.find((one, at) =>
          ranges.slice(0, at).some(({ low, high }) => low <= one.high && one.low <= high),
        );
        return twice === undefined ? undefined : `names a VNI of ${textOf(twice)} twice`;
      },
    },
  ] satisfies readonly Rule[],
  table,
} satisfies Attribute;

export const vnifilter = {
  ...scalarAttribute("vnifilter", {
    schema: flag()
      .default(false)
      .describe("Receive only the VNIs of `vnis`; needs `external`, Linux 5.18 and iproute2 5.18."),
    print: (value) => (value ? ["vnifilter"] : []),
    read: (link) => link.info.vnifilter === true,
    replace: "always",
  }),
  rules: [
    {
      over: ["vnifilter", "external"],
      fault: ({ vnifilter: filters, external }: Args) =>
        filters === true && external !== true ? "needs `external: true`" : undefined,
    },
  ],
} satisfies Attribute;
