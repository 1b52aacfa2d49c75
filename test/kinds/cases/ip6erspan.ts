import type { Args } from "../../../provider/schema/declaration.ts";
import type { Change, KindCase } from "../kind-case.ts";
import { erspanHeaders, fouPort, guePort, inFou6, inGue6, outer6 } from "./headers.ts";
import { fou, gue } from "./outer4.ts";
import {
  between6,
  fullOuter6,
  inPlace6,
  outerChanges6,
  outerDrifts6,
  outerRefusals6,
  plain6,
  shownOuter6,
  underlayChanges6,
  underlayDrifts6,
  underlayRefusals6,
} from "./outer6.ts";

const base = { key: 7 };
const self = { kind: "ip6erspan", mtu: 1422, base };
const version2 = { key: 7, version: 2, direction: "egress", hardwareId: 5 };
const session = (quad: string) => ({ ikey: quad, okey: quad, iseq: undefined, oseq: true });
/** With sequence numbers in both directions. */
const bothWays = (quad: string) => ({ ...session(quad), iseq: true });
const [full, inherited] = fullOuter6;
const [shown, shownInherited] = shownOuter6;

const replace = (from: Args, to: Args, live: Args): Change => ({
  ...inPlace6(from, to, live),
  how: "replace",
});

export const ip6erspan: KindCase = {
  type: "Ip6ErspanTunnel",
  minimal: between6(base),
  full: [
    between6((ends) => ({ version: 1, key: 1023, index: 1_048_575, seq: true, ...full(ends) })),
    between6({ ...version2, ...inherited }),
    between6({ version: 2, ikey: 1, okey: "0.0.0.2", oseq: true, iseq: false }),
    () => ({ key: 0, index: 1 }),
    () => ({ external: true }),
  ],
  shows: [
    ({ local6, remote6 }) => ({
      ...{ local: local6, remote: remote6, ...session("0.0.0.7"), erspan_ver: 1, erspan_index: 0 },
      ...{ icsum: undefined, ocsum: undefined, ...plain6(1422) },
    }),
    (ends) => ({ ...bothWays("0.0.3.255"), erspan_ver: 1, erspan_index: 1_048_575, ...shown(ends) }),
    () => ({
      ...{ ...session("0.0.0.7"), erspan_ver: 2, erspan_dir: "egress", erspan_hwid: "0x5" },
      ...{ ...shownInherited, mtu: 1426 },
    }),
    () => ({
      ...{ ikey: "0.0.0.1", okey: "0.0.0.2", iseq: undefined, oseq: true },
      ...{ erspan_ver: 2, erspan_dir: "ingress", mtu: 1418 },
    }),
    () => ({ ...session("0.0.0.0"), erspan_index: 1, local: "any", remote: "any" }),
    () => ({ external: true, local: "any", remote: "any", mtu: 1422 }),
  ],
  changes: [
    ...underlayChanges6(self),
    ...outerChanges6(self),
    inPlace6(base, { key: 8 }, { ...session("0.0.0.8"), mtu: 1422 }),
    inPlace6(base, { key: undefined, ikey: 1, okey: 2 }, { ikey: "0.0.0.1", okey: "0.0.0.2" }),
    inPlace6(base, { seq: true }, bothWays("0.0.0.7")),
    inPlace6(base, { iseq: false, oseq: true }, { iseq: undefined, oseq: true }),
    inPlace6({ ...base, oseq: true }, { oseq: undefined }, session("0.0.0.7")),
    inPlace6({ ...base, oseq: true }, { oseq: undefined, seq: true }, bothWays("0.0.0.7")),
    inPlace6({ ...base, seq: true }, { seq: undefined }, session("0.0.0.7")),
    inPlace6(base, { index: 5 }, { erspan_index: 5 }),
    inPlace6({ ...base, index: 5 }, { index: 6 }, { erspan_index: 6 }),
    inPlace6({ ...base, index: 5 }, { hopLimit: 9 }, { erspan_index: 5, ttl: 9 }),
    // The index 0 needs a new device, because ip refuses 0 as an index.
    replace({ ...base, index: 5 }, { index: undefined }, { erspan_index: 0 }),
    inPlace6(version2, { direction: "ingress" }, { erspan_dir: "ingress", erspan_hwid: "0x5" }),
    inPlace6(version2, { hardwareId: 63 }, { erspan_dir: "egress", erspan_hwid: "0x3f" }),
    inPlace6(version2, { hardwareId: undefined }, { erspan_dir: "egress", erspan_hwid: "0" }),
    inPlace6(version2, { hopLimit: 9 }, { erspan_dir: "egress", erspan_hwid: "0x5", ttl: 9, mtu: 1418 }),
    inPlace6({ ...base, index: 5 }, { version: 2, index: undefined }, { erspan_ver: 2, mtu: 1418 }),
    inPlace6({ ...base, mtu: 1300 }, { version: 2 }, { erspan_ver: 2, mtu: 1300 }),
    inPlace6(
      version2,
      { version: 1, direction: undefined, hardwareId: undefined, index: 5 },
      { erspan_ver: 1, erspan_index: 5, mtu: 1422 },
    ),
  ],
  drifts: [
    ...underlayDrifts6(self),
    ...outerDrifts6({ ...self, forgets: ["encap"] }),
    { by: "ip link change DEV type ip6erspan local any", names: ["local"] },
    { by: "ip link change DEV type ip6erspan key 9", names: ["key"] },
    { by: "ip link change DEV type ip6erspan okey 9", names: ["ikey", "key", "okey"] },
    { by: "ip link change DEV type ip6erspan iseq", names: ["seq"] },
    {
      from: between6({ ...base, seq: true }),
      by: "ip link change DEV type ip6erspan noiseq",
      names: ["oseq", "seq"],
    },
    {
      from: between6({ ...base, oseq: true }),
      by: "ip link change DEV type ip6erspan iseq",
      names: ["iseq"],
    },
    { by: "ip link change DEV type ip6erspan erspan 77", names: ["index"] },
    {
      by: "ip link change DEV type ip6erspan erspan_ver 2 erspan_dir egress erspan_hwid 5",
      names: ["direction", "hardwareId", "mtu", "version"],
    },
    {
      from: between6(version2),
      by: "ip link change DEV type ip6erspan erspan_ver 2 erspan_dir ingress erspan_hwid 6",
      names: ["direction", "hardwareId"],
    },
  ],
  refusals: [
    ...underlayRefusals6,
    ...outerRefusals6,
    { args: between6({ key: 1024 }), property: "key", reason: /from 0 to 1023 \(ERSPAN's session id/ },
    { args: between6(), property: "key", reason: /is needed: ERSPAN version 1/ },
    { args: between6({ ikey: 5 }), property: "key", reason: /in both directions/ },
    {
      args: between6({ ...base, seq: false }),
      property: "seq",
      reason: /must not be false: ERSPAN version 1/,
    },
    { args: between6({ ...base, version: 0 }), property: "version", reason: /must be 1 or 2/ },
    { args: between6({ ...base, index: 1_048_576 }), property: "index", reason: /from 1 to 1048575/ },
    { args: between6({ ...base, version: 2, index: 5 }), property: "index", reason: /needs version 1/ },
    { args: between6({ ...base, hardwareId: 5 }), property: "hardwareId", reason: /needs version 2/ },
    { args: between6({ ...version2, hardwareId: 64 }), property: "hardwareId", reason: /from 0 to 63/ },
    { args: between6({ ...base, csum: true }), property: "csum", reason: /its GRE header has no checksum/ },
    { args: () => ({ external: true, key: 7 }), property: "external", reason: /excludes key/ },
  ],
  wire: [
    {
      title: "ip6erspan version 1",
      args: between6({ key: 7, index: 123 }),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [...outer6(47), ...erspanHeaders(1, { sessionId: 7, index: 123 })],
      mtu: 1422,
    },
    {
      title: "ip6erspan version 2",
      args: between6(version2),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [...outer6(47), ...erspanHeaders(2, { sessionId: 7, direction: 1, hardwareId: 5 })],
      mtu: 1418,
    },
    {
      title: "ip6erspan with a session for each direction",
      args: between6({ ikey: 1, okey: 1023, index: 1_048_575 }),
      mirrored: () => ({ ikey: 1023, okey: 1, index: 1 }),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: ({ way }) => [
        ...outer6(47),
        ...erspanHeaders(
          1,
          way === "forth" ? { sessionId: 1023, index: 1_048_575 } : { sessionId: 1, index: 1 },
        ),
      ],
      mtu: 1422,
    },
    {
      title: "ip6erspan in fou",
      args: between6({ key: 7, encap: fou }),
      port: fouPort("gre", "inet6"),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [...inFou6(47), ...erspanHeaders(1, { sessionId: 7, index: 0 })],
      mtu: 1414,
    },
    {
      title: "ip6erspan in gue",
      args: between6({ ...version2, direction: "ingress", encap: gue }),
      port: guePort("inet6"),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [...inGue6(47), ...erspanHeaders(2, { sessionId: 7, direction: 0, hardwareId: 5 })],
      mtu: 1406,
    },
  ],
  clash: { args: between6({ key: 7, index: 9 }), words: /kind0 already has the endpoints .* and key 7/ },
};
