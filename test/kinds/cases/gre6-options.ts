// Keys, sequence numbers and checksums of the GRE kinds over IPv6. The kernel recomputes their mtu at every change.
import type { Args } from "../../../provider/schema/declaration.ts";
import type { Change, Drift, Refusal } from "../kind-case.ts";
import { between6, inPlace6 } from "./outer6.ts";

const quads = (input: string | undefined, output: string | undefined) => ({ ikey: input, okey: output });
const seqs = (input: true | undefined, output: true | undefined) => ({ iseq: input, oseq: output });
const csums = (input: true | undefined, output: true | undefined) => ({ icsum: input, ocsum: output });

/** `mtu` is the device's mtu without these options. */
export const gre6Changes = (mtu: number): Change[] => [
  inPlace6({}, { key: 7 }, { ...quads("0.0.0.7", "0.0.0.7"), mtu: mtu - 4 }),
  // The key 0 is a valid key. `ip` removes a key by a word of its own.
  inPlace6({ key: 7 }, { key: 0 }, { ...quads("0.0.0.0", "0.0.0.0"), mtu: mtu - 4 }),
  inPlace6({ key: 7 }, { key: undefined }, { ...quads(undefined, undefined), mtu }),
  inPlace6({ key: 7 }, { key: undefined, ikey: 7, okey: 9 }, quads("0.0.0.7", "0.0.0.9")),
  inPlace6({ ikey: 7, okey: 9 }, { okey: undefined }, { ...quads("0.0.0.7", undefined), mtu }),
  inPlace6({ ikey: 7, okey: 9 }, { ikey: undefined }, { ...quads(undefined, "0.0.0.9"), mtu: mtu - 4 }),
  inPlace6({}, { seq: true }, { ...seqs(true, true), mtu: mtu - 4 }),
  inPlace6({ seq: true }, { seq: undefined, iseq: true }, { ...seqs(true, undefined), mtu }),
  inPlace6({ seq: true }, { seq: undefined }, { ...seqs(undefined, undefined), mtu }),
  inPlace6({}, { oseq: true }, { ...seqs(undefined, true), mtu: mtu - 4 }),
  inPlace6({}, { csum: true }, { ...csums(true, true), mtu: mtu - 4 }),
  inPlace6({ csum: true }, { csum: false }, { ...csums(undefined, undefined), mtu }),
  inPlace6({}, { ocsum: true, icsum: false }, { ...csums(undefined, true), mtu: mtu - 4 }),
  inPlace6({}, { key: 7, seq: true, csum: true, encapLimit: "none" }, { mtu: mtu - 4 }),
  inPlace6({ mtu: 1300 }, { key: 7 }, { mtu: 1300 }),
  inPlace6(
    { key: 7, seq: true },
    { hopLimit: 9 },
    { ...quads("0.0.0.7", "0.0.0.7"), ...seqs(true, true), ttl: 9, mtu: mtu - 8 },
  ),
  inPlace6({ key: 7 }, { encap: { type: "gue", dport: 5555 } }, { mtu: mtu - 16 }),
];

export const gre6Drifts = (kind: string): Drift[] => {
  const change = (from: Args, words: string, names: readonly string[]): Drift => ({
    from: between6(from),
    by: `ip link change DEV type ${kind} ${words}`,
    names,
  });
  return [
    change({}, "key 9", ["key", "mtu"]),
    change({}, "ikey 9", ["ikey"]),
    change({}, "okey 9", ["mtu", "okey"]),
    change({ key: 7 }, "nokey", ["key", "mtu"]),
    change({ key: 7 }, "okey 9", ["ikey", "key", "okey"]),
    change({ ikey: 7, okey: 9 }, "key 7", ["okey"]),
    change({}, "seq", ["mtu", "seq"]),
    change({}, "iseq", ["iseq"]),
    change({ seq: true }, "noseq", ["mtu", "seq"]),
    change({}, "csum", ["csum", "mtu"]),
    change({}, "ocsum", ["mtu", "ocsum"]),
    change({}, "icsum", ["icsum"]),
    change({}, "oseq", ["mtu", "oseq"]),
    change({ csum: true }, "nocsum", ["csum", "mtu"]),
  ];
};

export const gre6Refusals: readonly Refusal[] = [
  { args: between6({ key: 1, okey: 2 }), property: "key", reason: /excludes okey/ },
  { args: between6({ key: 4_294_967_296 }), property: "key", reason: /from 0 to 4294967295/ },
  { args: between6({ seq: true, iseq: false }), property: "seq", reason: /excludes iseq/ },
  { args: between6({ csum: true, ocsum: true }), property: "csum", reason: /excludes ocsum/ },
  { args: between6({ mode: "any" }), property: "mode", reason: /is not for GRE/ },
  { args: () => ({}), property: "remote", reason: /local, remote or a key is needed/ },
  { args: () => ({ okey: 5 }), property: "remote", reason: /local, remote or a key is needed/ },
  {
    args: () => ({ external: true, key: 7, csum: true }),
    property: "external",
    reason: /excludes key, csum/,
  },
];
