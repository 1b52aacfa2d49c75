// Keys, sequence numbers, checksums and ignoreDf of the GRE kinds.
import type { Args } from "../../../provider/schema/declaration.ts";
import type { Change, Drift, Refusal } from "../kind-case.ts";
import { between, remade } from "./outer4.ts";

const quads = (input: string | undefined, output: string | undefined) => ({ ikey: input, okey: output });
const seqs = (input: true | undefined, output: true | undefined) => ({ iseq: input, oseq: output });
const csums = (input: true | undefined, output: true | undefined) => ({ icsum: input, ocsum: output });

const inPlace = (from: Args, to: Args, live: Args): Change => ({
  from: between(from),
  to: () => to,
  how: "in place",
  live: () => live,
});

/** `mtu` is the device's mtu without these options. */
export const greChanges = (mtu: number): Change[] => [
  inPlace({}, { key: 7 }, { ...quads("0.0.0.7", "0.0.0.7"), mtu: mtu - 4 }),
  inPlace({}, { key: "1.2.3.4" }, quads("1.2.3.4", "1.2.3.4")),
  // The key 0 is a valid key. `ip` removes a key by a word of its own.
  inPlace({ key: 7 }, { key: 0 }, { ...quads("0.0.0.0", "0.0.0.0"), mtu: mtu - 4 }),
  inPlace({ key: 7 }, { key: undefined }, { ...quads(undefined, undefined), mtu }),
  inPlace({ key: 0 }, { key: undefined }, { ...quads(undefined, undefined), mtu }),
  inPlace({ key: 7 }, { key: undefined, ikey: 7, okey: 9 }, quads("0.0.0.7", "0.0.0.9")),
  inPlace({ ikey: 7, okey: 9 }, { okey: undefined }, { ...quads("0.0.0.7", undefined), mtu }),
  inPlace({ ikey: 7, okey: 9 }, { ikey: undefined }, { ...quads(undefined, "0.0.0.9"), mtu: mtu - 4 }),
  inPlace({ ikey: 7, okey: 9 }, { ikey: undefined, okey: undefined, key: 3 }, quads("0.0.0.3", "0.0.0.3")),
  inPlace({}, { seq: true }, { ...seqs(true, true), mtu: mtu - 4 }),
  inPlace({ seq: true }, { seq: undefined }, { ...seqs(undefined, undefined), mtu }),
  inPlace({ seq: true }, { seq: undefined, iseq: true }, { ...seqs(true, undefined), mtu }),
  inPlace({}, { oseq: true }, { ...seqs(undefined, true), mtu: mtu - 4 }),
  inPlace({}, { csum: true }, { ...csums(true, true), mtu: mtu - 4 }),
  inPlace({ csum: true }, { csum: false }, { ...csums(undefined, undefined), mtu }),
  inPlace({ csum: true }, { csum: undefined, icsum: true }, { ...csums(true, undefined), mtu }),
  inPlace({}, { ocsum: true, icsum: false }, { ...csums(undefined, true), mtu: mtu - 4 }),
  inPlace({}, { key: 7, seq: true, csum: true }, { mtu: mtu - 12 }),
  inPlace({ mtu: 1300 }, { key: 7 }, { mtu: 1300 }),
  inPlace({ key: 7, seq: true }, { ttl: 9 }, { ...quads("0.0.0.7", "0.0.0.7"), ...seqs(true, true), ttl: 9 }),
  inPlace({ key: 7 }, { encap: { type: "gue", dport: 5555 } }, { mtu: mtu - 16 }),
];

export const dfChanges = (base: Args = {}): Change[] => [
  inPlace(base, { pmtudisc: false, ignoreDf: true }, { pmtudisc: false, ignore_df: true }),
  inPlace(
    { ...base, pmtudisc: false, ignoreDf: true },
    { ignoreDf: false },
    { pmtudisc: false, ignore_df: undefined },
  ),
  // The provider needs two steps, because the kernel refuses pmtudisc while ignoreDf is set.
  inPlace(
    { ...base, pmtudisc: false, ignoreDf: true, ttl: 9 },
    { pmtudisc: undefined, ignoreDf: undefined },
    { pmtudisc: true, ignore_df: undefined, ttl: 9 },
  ),
];

/** When an operator sets a key, Ethernet kinds keep their mtu, and the kernel changes that of gre. */
export const greDrifts = (kind: "gre" | "gretap"): Drift[] => [
  { by: `ip link change DEV type ${kind} key 9`, names: ["key", "mtu"] },
  { by: `ip link change DEV type ${kind} ikey 9`, names: ["ikey"] },
  { by: `ip link change DEV type ${kind} okey 9`, names: ["mtu", "okey"] },
  { from: between({ key: 7 }), by: `ip link change DEV type ${kind} nokey`, names: ["key", "mtu"] },
  { from: between({ key: 7 }), by: `ip link change DEV type ${kind} okey 9`, names: ["ikey", "key", "okey"] },
  { from: between({ ikey: 7, okey: 9 }), by: `ip link change DEV type ${kind} key 7`, names: ["okey"] },
  { by: `ip link change DEV type ${kind} seq`, names: ["mtu", "seq"] },
  { by: `ip link change DEV type ${kind} iseq`, names: ["iseq"] },
  { from: between({ seq: true }), by: `ip link change DEV type ${kind} noseq`, names: ["mtu", "seq"] },
  { from: between({ seq: true }), by: `ip link change DEV type ${kind} noiseq`, names: ["oseq", "seq"] },
  {
    from: between({ iseq: true }),
    by: `ip link change DEV type ${kind} noiseq oseq`,
    names: ["iseq", "mtu", "oseq"],
  },
  { by: `ip link change DEV type ${kind} csum`, names: ["csum", "mtu"] },
  { by: `ip link change DEV type ${kind} ocsum`, names: ["mtu", "ocsum"] },
  { by: `ip link change DEV type ${kind} icsum`, names: ["icsum"] },
  { from: between({ csum: true }), by: `ip link change DEV type ${kind} nocsum`, names: ["csum", "mtu"] },
  { by: `ip link change DEV type ${kind} nopmtudisc ignore-df`, names: ["ignoreDf", "pmtudisc"] },
  { by: remade(`${kind} external`), names: ["external", "local", "remote"] },
];

export const dfRefusals = (base: Args = {}): Refusal[] => [
  { args: between({ ...base, ignoreDf: true }), property: "ignoreDf", reason: /needs `pmtudisc: false`/ },
];

export const keyRefusals: readonly Refusal[] = [
  {
    args: between({ key: 1, ikey: 1 }),
    property: "key",
    reason: /excludes ikey: key is for both directions/,
  },
  { args: between({ key: 1, ikey: 1, okey: 2 }), property: "key", reason: /excludes ikey and okey/ },
  { args: between({ key: "seven" }), property: "key", reason: /or the same as a dotted quad/ },
  { args: between({ key: 1.5 }), property: "key", reason: /must be a whole number/ },
];

export const greRefusals: readonly Refusal[] = [
  ...keyRefusals,
  ...dfRefusals(),
  { args: between({ key: 4_294_967_296 }), property: "key", reason: /from 0 to 4294967295/ },
  { args: between({ okey: -1 }), property: "okey", reason: /from 0 to 4294967295/ },
  { args: between({ seq: true, iseq: false }), property: "seq", reason: /excludes iseq/ },
  { args: between({ csum: true, ocsum: true }), property: "csum", reason: /excludes ocsum/ },
  { args: () => ({}), property: "remote", reason: /local, remote or a key is needed/ },
  // The key of outgoing packets does not distinguish a tunnel from the fallback device.
  { args: () => ({ okey: 5 }), property: "remote", reason: /local, remote or a key is needed/ },
  { args: () => ({ remote: "239.1.1.1" }), property: "local", reason: /is needed where remote is a group/ },
  { args: () => ({ external: true, key: 7, seq: true }), property: "external", reason: /excludes key, seq/ },
  {
    args: ({ remote4 }) => ({ external: true, remote: remote4 }),
    property: "external",
    reason: /excludes remote/,
  },
  { args: between({ mode: "any" }), property: "mode", reason: /is not for GRE/ },
  { args: between({ version: 1 }), property: "version", reason: /is not a property of/ },
];
