import type { Args } from "../../../provider/schema/declaration.ts";
import type { ArgsOf, Change, Drift, KindCase } from "../kind-case.ts";
import { outer4 } from "./headers.ts";
import { remade } from "./outer4.ts";

const over4 =
  (more: Args = {}): ArgsOf =>
  ({ remote4 }) => ({ vni: 100, remote: remote4, ...more });
const over6 =
  (more: Args = {}): ArgsOf =>
  ({ remote6 }) => ({ vni: 100, remote: remote6, ...more });

const change = (how: Change["how"], from: ArgsOf, to: Args, live: Args): Change => ({
  from,
  to: () => to,
  how,
  live: () => live,
});

const drift = (words: string, ...names: string[]): Drift => ({
  by: `ip link change DEV type geneve id 100 ${words}`,
  names,
});

export const geneve: KindCase = {
  type: "GeneveTunnel",
  minimal: over4(),
  full: [
    over4({ port: 7000, ttl: 64, tos: 16, df: "set", udpCsum: true, mtu: 1400 }),
    over4({ vni: 16_777_215, ttl: "inherit", tos: "inherit", df: "inherit", innerProtoInherit: true }),
    over6(),
    over6({
      ...{ vni: 0, port: 65_535, ttl: 255, tos: 255, label: 0xf_ffff },
      ...{ udp6ZeroCsumTx: true, udp6ZeroCsumRx: true },
    }),
    over6({ ttl: "inherit", tos: "inherit", innerProtoInherit: true }),
    () => ({ external: true }),
    () => ({ external: true, port: 7000, innerProtoInherit: true, mtu: 1400 }),
    // Without a route the kernel knows no underlay.
    () => ({ vni: 7, remote: "192.0.2.99", mtu: 1450 }),
  ],
  shows: [
    ({ remote4 }) => ({
      ...{ id: 100, remote: remote4, port: 6081, ttl: 0, tos: undefined, df: "unset", udp_csum: false },
      ...{ inner_proto_inherit: undefined, external: undefined, mtu: 1450 },
    }),
    () => ({ port: 7000, ttl: 64, tos: "0x10", df: "set", udp_csum: true, mtu: 1400 }),
    () => ({ id: 16_777_215, ttl: undefined, tos: "0x1", df: "inherit", inner_proto_inherit: true }),
    ({ remote6 }) => ({
      ...{ remote6, remote: undefined, label: undefined, mtu: 1430 },
      ...{ udp_zero_csum6_tx: false, udp_zero_csum6_rx: false },
    }),
    () => ({
      ...{ id: 0, port: 65_535, ttl: 255, tos: "0xff", label: "0xfffff" },
      ...{ udp_zero_csum6_tx: true, udp_zero_csum6_rx: true },
    }),
    () => ({ ttl: undefined, tos: "0x1", inner_proto_inherit: true }),
    () => ({ external: true, port: 6081, mtu: 65_465 }),
    () => ({ external: true, port: 7000, inner_proto_inherit: true, mtu: 1400 }),
    () => ({ remote: "192.0.2.99", mtu: 1450 }),
  ],
  changes: [
    change("in place", over4(), { ttl: 9 }, { ttl: 9, mtu: 1450 }),
    change("in place", over4(), { ttl: "inherit" }, { ttl: undefined }),
    change("in place", over4({ ttl: "inherit" }), { ttl: undefined }, { ttl: 0 }),
    change("in place", over4({ ttl: "inherit" }), { ttl: 7 }, { ttl: 7 }),
    change("in place", over4(), { tos: "inherit" }, { tos: "0x1" }),
    change("in place", over4({ tos: 16 }), { tos: undefined }, { tos: undefined }),
    change("in place", over4(), { df: "set" }, { df: "set" }),
    change("in place", over4({ df: "set" }), { df: "inherit" }, { df: "inherit" }),
    change("in place", over4({ df: "set" }), { df: undefined }, { df: "unset" }),
    change("in place", over4(), { remote: "10.44.0.9" }, { remote: "10.44.0.9", mtu: 1450 }),
    change("in place", over6(), { remote: "fd44::9" }, { remote6: "fd44::9", mtu: 1430 }),
    change("in place", over6(), { label: 100 }, { label: "0x64" }),
    change("in place", over6({ label: 100 }), { label: undefined }, { label: undefined }),
    // The change repeats neither the port nor the checksums, even with their present values.
    change(
      "in place",
      over4({ port: 7000, udpCsum: true }),
      { ttl: 9 },
      { ttl: 9, port: 7000, udp_csum: true },
    ),
    change(
      "in place",
      over6({ port: 7000, udp6ZeroCsumTx: true, udp6ZeroCsumRx: true }),
      { ttl: 9 },
      { ttl: 9, port: 7000, udp_zero_csum6_tx: true, udp_zero_csum6_rx: true },
    ),
    // A change that names the remote would turn checksums on again.
    change(
      "replace",
      over6({ udp6ZeroCsumTx: true }),
      { remote: "fd44::9" },
      { remote6: "fd44::9", udp_zero_csum6_tx: true },
    ),
    // The kernel recomputes the mtu at a change, so the provider repeats the declared one.
    change("in place", over4({ mtu: 1300 }), { remote: "10.44.0.9" }, { remote: "10.44.0.9", mtu: 1300 }),
    change("in place", over4({ mtu: 1300 }), { ttl: 9 }, { ttl: 9, mtu: 1300 }),
    change("in place", over4(), { mtu: 1300 }, { mtu: 1300 }),
    change("replace", over4({ mtu: 1300 }), { mtu: undefined }, { mtu: 1450 }),
    change("replace", over4(), { vni: 101 }, { id: 101 }),
    change("replace", over4(), { port: 7000 }, { port: 7000 }),
    change("replace", over4({ port: 7000 }), { port: undefined }, { port: 6081 }),
    change("replace", over4(), { udpCsum: true }, { udp_csum: true }),
    change("replace", over4(), { innerProtoInherit: true }, { inner_proto_inherit: true }),
    change("replace", over4(), { remote: "fd44::2" }, { remote: undefined, remote6: "fd44::2", mtu: 1430 }),
    change("replace", over6(), { udp6ZeroCsumTx: true }, { udp_zero_csum6_tx: true }),
    change("replace", over6(), { udp6ZeroCsumRx: true }, { udp_zero_csum6_rx: true }),
    change("replace", over4(), { external: true, vni: undefined, remote: undefined }, { external: true }),
    change("replace", () => ({ external: true }), { port: 7000 }, { external: true, port: 7000 }),
    change("in place", () => ({ external: true }), { mtu: 1400 }, { mtu: 1400 }),
  ],
  drifts: [
    drift("ttl 99", "ttl"),
    drift("ttl inherit", "ttl"),
    drift("tos 0x20", "tos"),
    drift("df set", "df"),
    drift("remote 10.44.0.9", "remote"),
    { ...drift("flowlabel 5", "label"), from: over6() },
    { ...drift("remote fd44::9", "remote"), from: over6() },
    { ...drift("ttl 99", "ttl"), from: over4({ ttl: "inherit" }) },
    { by: remade("geneve id 101 remote 10.44.0.2"), names: ["vni"] },
    { by: remade("geneve id 100 remote 10.44.0.2 dstport 7000"), names: ["port"] },
    { by: remade("geneve id 100 remote 10.44.0.2 udpcsum"), names: ["udpCsum"] },
    { by: remade("geneve id 100 remote 10.44.0.2 innerprotoinherit"), names: ["innerProtoInherit"] },
    { by: remade("geneve id 100 remote fd44::2"), names: ["mtu", "remote"] },
    {
      from: over6(),
      by: remade("geneve id 100 remote fd44::2 udp6zerocsumtx udp6zerocsumrx"),
      names: ["udp6ZeroCsumRx", "udp6ZeroCsumTx"],
    },
    { by: remade("geneve external"), names: ["external", "mtu", "remote", "vni"] },
  ],
  refusals: [
    { args: ({ remote4 }) => ({ remote: remote4 }), property: "vni", reason: /is required: a whole number/ },
    { args: () => ({ vni: 5 }), property: "remote", reason: /is required: an IPv4 or IPv6 address/ },
    { args: over4({ vni: 16_777_216 }), property: "vni", reason: /from 0 to 16777215/ },
    { args: over4({ port: 0 }), property: "port", reason: /from 1 to 65535/ },
    { args: over4({ ttl: 256 }), property: "ttl", reason: /from 0 to 255, or "auto" or "inherit"/ },
    { args: over4({ tos: -1 }), property: "tos", reason: /from 0 to 255/ },
    { args: over4({ df: true }), property: "df", reason: /"unset" or "set" or "inherit"/ },
    { args: over6({ label: 0x10_0000 }), property: "label", reason: /from 0 to 1048575/ },
    { args: () => ({ vni: 5, remote: "239.1.1.1" }), property: "remote", reason: /the address of one host/ },
    { args: () => ({ vni: 5, remote: "::" }), property: "remote", reason: /the address of one host/ },
    { args: () => ({ vni: 5, remote: "fe80::2" }), property: "remote", reason: /must not be link-local/ },
    { args: over6({ df: "set" }), property: "df", reason: /only for tunnels over IPv4/ },
    { args: over6({ udpCsum: true }), property: "udpCsum", reason: /only for tunnels over IPv4/ },
    { args: over4({ label: 5 }), property: "label", reason: /only for tunnels over IPv6/ },
    {
      args: over4({ udp6ZeroCsumTx: true }),
      property: "udp6ZeroCsumTx",
      reason: /only for tunnels over IPv6/,
    },
    {
      args: over4({ udp6ZeroCsumRx: true }),
      property: "udp6ZeroCsumRx",
      reason: /only for tunnels over IPv6/,
    },
    { args: over4({ external: true }), property: "external", reason: /excludes vni, remote/ },
    {
      args: () => ({ external: true, ttl: 5, udpCsum: true }),
      property: "external",
      reason: /excludes ttl, udpCsum/,
    },
    {
      args: over4({ encap: { type: "fou", dport: 5555 } }),
      property: "encap",
      reason: /has a UDP header already/,
    },
  ],
  wire: [
    {
      title: "geneve over IPv4",
      args: over4({ ttl: 33, df: "set" }),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [
        outer4(17, { ttl: 33 }),
        { name: "udp", fields: { dst: 6081, hasChecksum: false } },
        { name: "geneve", fields: { vni: 100, proto: 0x6558 } },
      ],
      mtu: 1450,
    },
    {
      title: "geneve over IPv4, on another port and with checksums",
      args: over4({ vni: 16_777_215, port: 7001, udpCsum: true, tos: 16 }),
      decode: { 7001: "geneve" },
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [
        outer4(17, { df: false, tos: 16 }),
        { name: "udp", fields: { dst: 7001, hasChecksum: true } },
        { name: "geneve", fields: { vni: 16_777_215 } },
      ],
      mtu: 1450,
    },
    {
      title: "geneve over IPv6",
      args: over6({ label: 100, ttl: 33 }),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [
        { name: "ipv6", fields: { proto: 17, ttl: 33, flowLabel: 100 } },
        { name: "udp", fields: { dst: 6081, hasChecksum: true } },
        { name: "geneve", fields: { vni: 100, proto: 0x6558 } },
      ],
      mtu: 1430,
    },
    {
      title: "geneve without Ethernet inside",
      args: over4({ innerProtoInherit: true }),
      inside: ["ipv4", "ipv6"],
      layers: ({ inner }) => [
        outer4(17, { df: false }),
        { name: "udp", fields: { dst: 6081 } },
        { name: "geneve", fields: { vni: 100, proto: inner === "ipv4" ? 0x0800 : 0x86dd } },
      ],
      // The kernel reserves room for an Ethernet header, although these packets have none.
      mtu: 1450,
      unused: 14,
    },
  ],
  clash: { args: over4({ ttl: 9 }), words: /kind0 already has the VNI 100 with the remote 10\.44\.0\.2/ },
};
