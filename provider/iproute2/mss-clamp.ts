import { z } from "zod";

/** The segment size of forwarded TCP: that of the path, or a number of bytes. */
export type ClampSize = true | number;

/** The name of our nft table for a device. A device name has only characters that such a name may have. */
export const clampTable = (device: string): string => `pulumi_iproute2_${device}`;

/**
 * The table as nft reads it. With `rt mtu` the kernel takes the smaller mtu of the routes in both directions, and it never
 * enlarges a segment size. (linux: nft_rt.c, get_tcpmss; nft_exthdr.c, nft_exthdr_tcp_set_eval)
 */
export function clampText(device: string, size: ClampSize): string {
  const set = `tcp flags syn tcp option maxseg size set ${size === true ? "rt mtu" : size}`;
  const rules = ["oifname", "iifname"].map((key) => `${key} "${device}" ${set};`).join(" ");
  return `table inet ${clampTable(device)} { chain forward { type filter hook forward priority -150; ${rules} }; }`;
}

/** A rule that clamps the segment size of packets which leave or arrive by a device. */
export interface ClampRule {
  readonly direction: "iifname" | "oifname";
  readonly device: string;
  readonly size: ClampSize;
}

/** The rules of a table; "other" if it has something that our tables do not have. */
export type LiveClamp = readonly ClampRule[] | "other";

const direction = z.object({
  match: z.object({
    op: z.literal("=="),
    left: z.object({ meta: z.object({ key: z.enum(["iifname", "oifname"]) }) }),
    right: z.string(),
  }),
});
const flags = z.object({
  match: z.object({
    op: z.enum(["in", "=="]),
    left: z.object({ payload: z.object({ protocol: z.literal("tcp"), field: z.literal("flags") }) }),
    right: z.union([z.literal("syn"), z.tuple([z.literal("syn")])]),
  }),
});
const mangle = z.object({
  mangle: z.object({
    key: z.object({ "tcp option": z.object({ name: z.literal("maxseg"), field: z.literal("size") }) }),
    value: z.union([z.number(), z.object({ rt: z.object({ key: z.literal("mtu") }) })]),
  }),
});
const rule = z.object({ expr: z.tuple([direction, flags, mangle]) });
const chain = z.object({ type: z.literal("filter"), hook: z.literal("forward") });
const shown = z.object({ nftables: z.array(z.record(z.string(), z.unknown())) });

/** Reads what `nft -j list table` prints. */
export function readClamp(json: unknown): LiveClamp {
  const objects = shown.parse(json).nftables.flatMap((one) => Object.entries(one));
  const of = (kind: string) => objects.filter(([key]) => key === kind).map(([, value]) => value);
  const rules = of("rule").map((one) => rule.safeParse(one).data);
  const isOurs = of("chain").every((one) => chain.safeParse(one).success);
  const known = rules.flatMap((one) => (one === undefined ? [] : [asRule(one)]));
  return isOurs && known.length === rules.length ? known : "other";
}

function asRule({ expr: [match, , set] }: z.output<typeof rule>): ClampRule {
  const { value } = set.mangle;
  return {
    direction: match.match.left.meta.key,
    device: match.match.right,
    size: typeof value === "number" ? value : true,
  };
}

/** The segment size that a table gives all forwarded TCP of a device; undefined if it does not do exactly that. */
export function clampSizeOf(device: string, live: LiveClamp): ClampSize | undefined {
  if (live === "other" || live.length !== 2) return undefined;
  const [one, other] = live;
  const isBoth = one?.direction !== other?.direction && one?.size === other?.size;
  return isBoth && live.every((each) => each.device === device) ? one?.size : undefined;
}
