import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { type Family, parseAddress } from "./address.ts";

/** The segment size of forwarded TCP: that of the path, or a number of bytes. */
export type ClampSize = true | number;

/** Packets of an IP protocol, or to a UDP port. */
export type OuterPackets = { readonly protocol: number } | { readonly udpPort: number };

/** Packets of IP protocols, by their numbers. */
export const ofProtocols = (...numbers: readonly number[]): OuterPackets[] =>
  numbers.map((protocol) => ({ protocol }));

/** Packets from an address, which the host drops if they did not arrive in ESP. */
export interface EspOnlyRule {
  readonly family: Family;
  readonly source: string;
  /** @default every address of the host */
  readonly destination?: string;
  readonly packets: OuterPackets;
}

/** What our nft table of a device does. */
export interface NftRules {
  readonly clamp?: ClampSize | undefined;
  readonly espOnly: readonly EspOnlyRule[];
}

/** The name of our nft table for a device. A device name has only characters that such a name may have. */
export const nftTable = (device: string): string => `pulumi_iproute2_${device}`;

/**
 * The table as nft reads it. With `rt mtu` the kernel takes the smaller mtu of the routes in both directions, and it never
 * enlarges a segment size. (linux: nft_rt.c, get_tcpmss; nft_exthdr.c, nft_exthdr_tcp_set_eval) A packet that was in ESP
 * passes the hook `input` again after its decryption. (linux: xfrm4_input.c, xfrm4_transport_finish)
 */
export function nftTableText(device: string, { clamp, espOnly }: NftRules): string {
  const chains = [
    clamp === undefined ? "" : chainText("forward", clampRules(device, clamp)),
    espOnly.length === 0 ? "" : chainText("input", espOnly.map(espOnlyText)),
  ];
  return `table inet ${nftTable(device)} { ${chains.filter((one) => one !== "").join(" ")} }`;
}

const chainText = (hook: string, rules: readonly string[]): string =>
  `chain ${hook} { type filter hook ${hook} priority -150; ${rules.map((one) => `${one};`).join(" ")} };`;

function clampRules(device: string, size: ClampSize): string[] {
  const set = `tcp flags syn tcp option maxseg size set ${size === true ? "rt mtu" : size}`;
  return ["oifname", "iifname"].map((key) => `${key} "${device}" ${set}`);
}

/** An address. It is checked again here, because it also comes from the state, which users may edit. */
function addressWord(address: string): string {
  if (parseAddress(address) !== address) throw new Error(`not an address: ${JSON.stringify(address)}`);
  return address;
}

function espOnlyText({ family, source, destination, packets }: EspOnlyRule): string {
  const ip = family === "inet" ? "ip" : "ip6";
  const to = destination === undefined ? "" : ` ${ip} daddr ${addressWord(destination)}`;
  const of = "protocol" in packets ? `meta l4proto ${packets.protocol}` : `udp dport ${packets.udpPort}`;
  return `${ip} saddr ${addressWord(source)}${to} ${of} meta ipsec missing drop`;
}

/** A rule that clamps the segment size of packets which leave or arrive by a device. */
export interface ClampRule {
  readonly direction: "iifname" | "oifname";
  readonly device: string;
  readonly size: ClampSize;
}

/** The rules of a table; "other" if it has something that our tables do not have. */
export type LiveNftTable =
  | { readonly clamps: readonly ClampRule[]; readonly espOnly: readonly EspOnlyRule[] }
  | "other";

const equal = <Left extends z.ZodType, Right extends z.ZodType>(left: Left, right: Right) =>
  z.object({ match: z.object({ op: z.literal("=="), left, right }) });
const meta = <Key extends string>(...keys: Key[]) => z.object({ meta: z.object({ key: z.enum(keys) }) });
const field = <Protocol extends string, Field extends string>(protocols: Protocol[], fields: Field[]) =>
  z.object({ payload: z.object({ protocol: z.enum(protocols), field: z.enum(fields) }) });

const direction = equal(meta("iifname", "oifname"), z.string());
const flags = z.object({
  match: z.object({
    op: z.enum(["in", "=="]),
    left: field(["tcp"], ["flags"]),
    right: z.union([z.literal("syn"), z.tuple([z.literal("syn")])]),
  }),
});
const mangle = z.object({
  mangle: z.object({
    key: z.object({ "tcp option": z.object({ name: z.literal("maxseg"), field: z.literal("size") }) }),
    value: z.union([z.number(), z.object({ rt: z.object({ key: z.literal("mtu") }) })]),
  }),
});
const clampRule = z.object({ expr: z.tuple([direction, flags, mangle]) }).transform(
  ({
    expr: [
      { match },
      ,
      {
        mangle: { value },
      },
    ],
  }): ClampRule => {
    const size = typeof value === "number" ? value : true;
    return { direction: match.left.meta.key, device: match.right, size };
  },
);

/** The names that nft prints for numbers of protocols. (/etc/protocols) */
const PROTOCOLS: Readonly<Record<string, number>> = {
  ...{ ipencap: 4, ipv4: 4, ipv6: 41, gre: 47, "mpls-in-ip": 137 },
};
const addressIs = (name: "saddr" | "daddr") => equal(field(["ip", "ip6"], [name]), z.string());
const protocolIs = equal(
  meta("l4proto"),
  z.union([z.number(), z.string().transform((name) => PROTOCOLS[name] ?? Number(name))]),
).transform(({ match }): OuterPackets => ({ protocol: match.right }));
const portIs = equal(field(["udp"], ["dport"]), z.number()).transform(
  ({ match }): OuterPackets => ({ udpPort: match.right }),
);
/** Linux before 5.3, and nft before 0.9.1, have the name secpath. */
const withoutEsp = equal(meta("ipsec", "secpath"), z.literal(false));
const source = addressIs("saddr");
const packets = z.union([protocolIs, portIs]);
const drop = z.object({ drop: z.null() });
const espOnlyRule = z.union([
  z
    .object({ expr: z.tuple([source, packets, withoutEsp, drop]) })
    .transform(({ expr: [from, of] }): EspOnlyRule => ({ ...sourceOf(from), packets: of })),
  z.object({ expr: z.tuple([source, addressIs("daddr"), packets, withoutEsp, drop]) }).transform(
    ({ expr: [from, to, of] }): EspOnlyRule => ({
      ...{ ...sourceOf(from), destination: to.match.right, packets: of },
    }),
  ),
]);

const sourceOf = ({ match }: z.output<typeof source>) => ({
  family: match.left.payload.protocol === "ip" ? ("inet" as const) : ("inet6" as const),
  source: match.right,
});

const chain = z.object({ type: z.literal("filter"), hook: z.enum(["forward", "input"]) });
const rule = z.union([
  clampRule.transform((clamp) => ({ clamp })),
  espOnlyRule.transform((espOnly) => ({ espOnly })),
]);
const shown = z.object({ nftables: z.array(z.record(z.string(), z.unknown())) });

/** Reads what `nft -j list table` prints. */
export function readNftTable(json: unknown): LiveNftTable {
  const objects = shown.parse(json).nftables.flatMap((one) => Object.entries(one));
  const of = (kind: string) => objects.filter(([key]) => key === kind).map(([, value]) => value);
  const rules = z.array(rule).safeParse(of("rule"));
  if (!rules.success || !z.array(chain).safeParse(of("chain")).success) return "other";
  return {
    clamps: rules.data.flatMap((one) => ("clamp" in one ? [one.clamp] : [])),
    espOnly: rules.data.flatMap((one) => ("espOnly" in one ? [one.espOnly] : [])),
  };
}

/** The segment size that a table gives all forwarded TCP of a device; undefined if it does not do exactly that. */
export function clampSizeOf(device: string, live: LiveNftTable): ClampSize | undefined {
  if (live === "other" || live.clamps.length !== 2) return undefined;
  const [one, other] = live.clamps;
  const isBoth = one?.direction !== other?.direction && one?.size === other?.size;
  return isBoth && live.clamps.every((each) => each.device === device) ? one?.size : undefined;
}

/** Whether a table drops exactly these packets without ESP. */
export const dropsWithoutEsp = (live: LiveNftTable, wanted: readonly EspOnlyRule[]): boolean =>
  live !== "other" && isDeepStrictEqual(live.espOnly, wanted);
