import type { Args } from "../../../provider/schema/declaration.ts";
import type { Change, KindCase } from "../kind-case.ts";
import { dfChanges, dfRefusals, keyRefusals } from "./gre-options.ts";
import { erspanHeaders, fouPort, guePort, inFou4, inGue4, outer4 } from "./headers.ts";
import {
  between,
  fou,
  fullGue,
  gue,
  outerChanges,
  outerDrifts,
  outerRefusals,
  remade,
  underlayChanges,
  underlayDrifts,
  underlayRefusals,
} from "./outer4.ts";

const base = { key: 7 };
const self = { kind: "erspan", mtu: 1450, base };
const version2 = { key: 7, version: 2, direction: "egress", hardwareId: 5 };
const session = (quad: string) => ({ ikey: quad, okey: quad, iseq: undefined, oseq: true });
/** With sequence numbers in both directions. */
const bothWays = (quad: string) => ({ ...session(quad), iseq: true });

const change = (how: Change["how"], from: Args, to: Args, live: Args): Change => ({
  from: between(from),
  to: () => to,
  how,
  live: () => live,
});

export const erspan: KindCase = {
  type: "ErspanTunnel",
  minimal: between(base),
  full: [
    between(({ dev }) => ({
      ...{
        version: 1,
        key: 1023,
        index: 1_048_575,
        seq: true,
        ttl: 64,
        tos: 16,
        pmtudisc: false,
        ignoreDf: true,
      },
      ...{ dev, fwmark: 7, mtu: 1400, encap: fullGue },
    })),
    between({ ...version2, ttl: "inherit", tos: "inherit" }),
    between({ version: 2, ikey: 1, okey: "0.0.0.2", oseq: true, iseq: false }),
    between({ version: 0 }),
    between({ version: 0, seq: false }),
    () => ({ key: 0, index: 1 }),
    ({ local4 }) => ({ local: local4, remote: "239.1.1.1", key: 9 }),
    () => ({ external: true }),
  ],
  shows: [
    ({ local4, remote4 }) => ({
      ...{ local: local4, remote: remote4, ttl: 0, tos: undefined, pmtudisc: true, ignore_df: undefined },
      ...{ ...session("0.0.0.7"), erspan_ver: 1, erspan_index: 0, icsum: undefined, ocsum: undefined },
      ...{ link: undefined, fwmark: undefined, encap: undefined, external: undefined, mtu: 1450 },
    }),
    ({ dev }) => ({
      ...{ ...bothWays("0.0.3.255"), erspan_ver: 1, erspan_index: 1_048_575, mtu: 1400, encap: fullGue },
      ...{ ttl: 64, tos: "0x10", pmtudisc: false, ignore_df: true, link: dev, fwmark: "0x7" },
    }),
    () => ({ ...session("0.0.0.7"), erspan_ver: 2, erspan_dir: "egress", erspan_hwid: "0x5", mtu: 1446 }),
    () => ({
      ikey: "0.0.0.1",
      okey: "0.0.0.2",
      iseq: undefined,
      oseq: true,
      erspan_dir: "ingress",
      mtu: 1446,
    }),
    () => ({ erspan_ver: 0, ikey: undefined, okey: undefined, iseq: undefined, oseq: undefined, mtu: 1462 }),
    () => ({ erspan_ver: 0, iseq: undefined, oseq: undefined }),
    () => ({ ...session("0.0.0.0"), erspan_index: 1, local: "any", remote: "any" }),
    () => ({ ...session("0.0.0.9"), remote: "239.1.1.1" }),
    () => ({ external: true, local: "any", remote: "any", mtu: 1450 }),
  ],
  changes: [
    ...underlayChanges(self),
    ...outerChanges(self),
    ...dfChanges(base),
    change("in place", base, { key: 8 }, { ...session("0.0.0.8"), mtu: 1450 }),
    change("in place", base, { key: undefined, ikey: 1, okey: 2 }, { ikey: "0.0.0.1", okey: "0.0.0.2" }),
    change("in place", base, { seq: true }, bothWays("0.0.0.7")),
    change("in place", base, { iseq: false, oseq: true }, { iseq: undefined, oseq: true }),
    change("in place", base, { iseq: true }, { iseq: true, oseq: undefined }),
    change("in place", { ...base, oseq: true }, { oseq: undefined }, session("0.0.0.7")),
    change("in place", { ...base, oseq: true }, { oseq: undefined, seq: true }, bothWays("0.0.0.7")),
    change("in place", { ...base, seq: true }, { seq: undefined }, session("0.0.0.7")),
    change("in place", base, { index: 5 }, { erspan_index: 5 }),
    change("in place", { ...base, index: 5 }, { index: 6 }, { erspan_index: 6 }),
    change("in place", { ...base, index: 5 }, { ttl: 9 }, { erspan_index: 5, ttl: 9 }),
    // The index 0 needs a new device, because ip refuses 0 as an index.
    change("replace", { ...base, index: 5 }, { index: undefined }, { erspan_index: 0 }),
    change("in place", version2, { direction: "ingress" }, { erspan_dir: "ingress", erspan_hwid: "0x5" }),
    change("in place", version2, { hardwareId: 63 }, { erspan_dir: "egress", erspan_hwid: "0x3f" }),
    change("in place", version2, { hardwareId: undefined }, { erspan_dir: "egress", erspan_hwid: "0" }),
    change("in place", version2, { ttl: 9 }, { erspan_dir: "egress", erspan_hwid: "0x5", ttl: 9, mtu: 1446 }),
    // Each version has another overhead.
    change("in place", { ...base, index: 5 }, { version: 2, index: undefined }, { erspan_ver: 2, mtu: 1446 }),
    change("in place", { ...base, mtu: 1300 }, { version: 2 }, { erspan_ver: 2, mtu: 1300 }),
    change(
      "in place",
      version2,
      { version: 1, direction: undefined, hardwareId: undefined, index: 5 },
      { erspan_ver: 1, erspan_index: 5, mtu: 1450 },
    ),
    // Otherwise the index from before version 2 would appear again.
    change(
      "replace",
      version2,
      { version: 1, direction: undefined, hardwareId: undefined },
      { erspan_ver: 1, erspan_index: 0 },
    ),
    change("in place", base, { version: 0, key: undefined }, { erspan_ver: 0, ikey: undefined, mtu: 1462 }),
    change(
      "in place",
      { version: 0 },
      { version: 2, key: 7 },
      { erspan_ver: 2, ...session("0.0.0.7"), mtu: 1446 },
    ),
    change("in place", { version: 0 }, { ttl: 9 }, { erspan_ver: 0, ttl: 9, mtu: 1462 }),
    change("in place", base, { remote: undefined }, { remote: "any" }),
    {
      to: () => ({ external: true, local: undefined, remote: undefined, key: undefined }),
      how: "replace",
      live: () => ({ external: true }),
    },
  ],
  drifts: [
    // The kernel recomputes the mtu, 8 bytes too large.
    ...underlayDrifts(self, ["mtu"]),
    ...outerDrifts(self),
    { by: "ip link change DEV type erspan key 9", names: ["key"] },
    { by: "ip link change DEV type erspan okey 9", names: ["ikey", "key", "okey"] },
    { from: between({ ikey: 7, okey: 9 }), by: "ip link change DEV type erspan ikey 8", names: ["ikey"] },
    { by: "ip link change DEV type erspan iseq", names: ["seq"] },
    { by: "ip link change DEV type erspan iseq nooseq", names: ["iseq"] },
    {
      from: between({ ...base, seq: true }),
      by: "ip link change DEV type erspan noiseq",
      names: ["oseq", "seq"],
    },
    { by: "ip link change DEV type erspan erspan 77", names: ["index"] },
    {
      by: "ip link change DEV type erspan erspan_ver 2 erspan_dir egress erspan_hwid 5",
      names: ["direction", "hardwareId", "version"],
    },
    {
      from: between(version2),
      by: "ip link change DEV type erspan erspan_ver 2 erspan_dir ingress erspan_hwid 5",
      names: ["direction"],
    },
    {
      from: between(version2),
      by: "ip link change DEV type erspan erspan_ver 2 erspan_dir egress erspan_hwid 6",
      names: ["hardwareId"],
    },
    { by: "ip link change DEV type erspan nopmtudisc ignore-df", names: ["ignoreDf", "pmtudisc"] },
    { by: remade("erspan external"), names: ["external", "key", "local", "remote"] },
    // At its first packet, the kernel removes the key and the sequence numbers of a device of version 0.
    {
      from: between({ version: 0 }),
      by: "ping -c 1 -W 1 -I DEV 10.77.0.2 || true",
      names: [],
    },
  ],
  refusals: [
    ...underlayRefusals,
    ...outerRefusals,
    ...keyRefusals,
    ...dfRefusals(base),
    {
      args: between({ key: 1024 }),
      property: "key",
      reason: /from 0 to 1023 \(ERSPAN's session id has 10 bits\)/,
    },
    { args: between({ key: "0.0.4.0" }), property: "key", reason: /from 0 to 1023/ },
    { args: between(), property: "key", reason: /is needed: ERSPAN version 1/ },
    { args: between({ ikey: 5 }), property: "key", reason: /in both directions/ },
    {
      args: between({ ...base, seq: false }),
      property: "seq",
      reason: /must not be false: ERSPAN version 1 needs/,
    },
    { args: between({ ...base, iseq: false, oseq: false }), property: "seq", reason: /must not be false/ },
    { args: between({ ...base, seq: true, iseq: true }), property: "seq", reason: /excludes iseq/ },
    { args: between({ ...base, version: 0 }), property: "key", reason: /version 0 carries no session id/ },
    {
      args: between({ version: 0, seq: true }),
      property: "seq",
      reason: /version 0 carries no sequence number/,
    },
    { args: between({ ...base, version: 3 }), property: "version", reason: /must be 0 or 1 or 2/ },
    { args: between({ ...base, index: 0 }), property: "index", reason: /from 1 to 1048575/ },
    { args: between({ ...base, index: 1_048_576 }), property: "index", reason: /from 1 to 1048575/ },
    { args: between({ ...base, version: 2, index: 5 }), property: "index", reason: /needs version 1/ },
    { args: between({ ...base, direction: "egress" }), property: "direction", reason: /needs version 2/ },
    { args: between({ ...base, hardwareId: 5 }), property: "hardwareId", reason: /needs version 2/ },
    { args: between({ ...version2, hardwareId: 64 }), property: "hardwareId", reason: /from 0 to 63/ },
    { args: between({ ...base, csum: true }), property: "csum", reason: /its GRE header has no checksum/ },
    { args: () => ({ version: 0 }), property: "remote", reason: /local, remote or a key is needed/ },
    {
      args: () => ({ key: 1, remote: "239.1.1.1" }),
      property: "local",
      reason: /is needed where remote is a group/,
    },
    { args: () => ({ external: true, key: 7 }), property: "external", reason: /excludes key/ },
    { args: () => ({ external: true, version: 2 }), property: "external", reason: /excludes version/ },
  ],
  wire: [
    {
      title: "erspan version 0",
      args: between({ version: 0 }),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [outer4(47), ...erspanHeaders(0)],
      mtu: 1462,
    },
    {
      title: "erspan version 1",
      args: between({ key: 7, index: 123 }),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [outer4(47), ...erspanHeaders(1, { sessionId: 7, index: 123 })],
      mtu: 1450,
    },
    {
      title: "erspan version 2",
      args: between(version2),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [outer4(47), ...erspanHeaders(2, { sessionId: 7, direction: 1, hardwareId: 5 })],
      mtu: 1446,
    },
    {
      title: "erspan with a session for each direction",
      args: between({ ikey: 1, okey: 1023, index: 1_048_575 }),
      mirrored: () => ({ ikey: 1023, okey: 1, index: 1 }),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: ({ way }) => [
        outer4(47),
        ...erspanHeaders(
          1,
          way === "forth" ? { sessionId: 1023, index: 1_048_575 } : { sessionId: 1, index: 1 },
        ),
      ],
      mtu: 1450,
    },
    {
      title: "erspan in fou",
      args: between({ key: 7, encap: fou }),
      port: fouPort("gre"),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [...inFou4(47), ...erspanHeaders(1, { sessionId: 7, index: 0 })],
      mtu: 1442,
    },
    {
      title: "erspan in gue",
      args: between({ ...version2, direction: "ingress", encap: gue }),
      port: guePort(),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [...inGue4(47), ...erspanHeaders(2, { sessionId: 7, direction: 0, hardwareId: 5 })],
      mtu: 1434,
    },
  ],
  clash: { args: between({ key: 7, index: 9 }), words: /kind0 already has the endpoints .* and key 7/ },
};
