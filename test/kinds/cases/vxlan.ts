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
const onDev: ArgsOf = ({ remote4, dev }) => ({ vni: 100, remote: remote4, dev });
const toGroup: ArgsOf = ({ dev }) => ({ vni: 100, group: "239.1.1.1", dev });

const ZEROS = "00:00:00:00:00:00";
const MAC = "02:00:5e:00:53:01";
const toMany: ArgsOf = ({ remote4 }) => ({ vni: 100, remotes: [remote4, "10.44.0.9"] });
const withFdb: ArgsOf = ({ remote4 }) => ({ vni: 100, fdb: [{ mac: MAC, dst: remote4 }] });
const filtered =
  (...vnis: (number | string)[]): ArgsOf =>
  () => ({ external: true, vnifilter: true, vnis });

/** An operator's change of the forwarding entries. */
const fdbDrift = (from: ArgsOf, by: string, ...names: string[]): Drift => ({
  ...{ from, by: `bridge fdb ${by}`, names },
});

const change = (how: Change["how"], from: ArgsOf, to: Args, live: Args): Change => ({
  from,
  to: () => to,
  how,
  live: () => live,
});

const drift = (words: string, ...names: string[]): Drift => ({
  by: `ip link change DEV type vxlan id 100 ${words}`,
  names,
});
const other = (words: string, ...names: string[]): Drift => ({
  from: onDev,
  by: remade(`vxlan id 100 remote 10.44.0.2 dev under0 ${words}`),
  names,
});
const plain = {
  ...{ port: 4789, ttl: 0, tos: undefined, df: "unset", ageing: 300, learning: true, limit: undefined },
  ...{ udp_csum: true, port_range: { low: 0, high: 0 } },
};

export const vxlan: KindCase = {
  type: "VxlanTunnel",
  minimal: over4(),
  full: [
    ({ local4, remote4, dev }) => ({
      ...{ vni: 16_777_215, remote: remote4, local: local4, dev, port: 8472, ttl: 64, tos: 16, df: "set" },
      ...{ srcPort: { low: 1000, high: 2000 }, ageing: 77, learning: false, maxAddresses: 5, proxy: true },
      ...{ gbp: true, udpCsum: false, mtu: 1400 },
    }),
    over4({ vni: 0, ttl: "inherit", tos: "inherit", df: "inherit" }),
    over6({ ttl: 255, label: 0xf_ffff, udp6ZeroCsumTx: true, udp6ZeroCsumRx: true }),
    ({ remote6, local6, dev }) => ({ vni: 100, remote: remote6, local: local6, dev }),
    toGroup,
    ({ dev }) => ({ vni: 100, group: "ff05::100", dev }),
    // The forwarding table decides where packets go.
    () => ({ vni: 100, learning: false }),
    ({ local6 }) => ({ vni: 100, local: local6 }),
    () => ({ external: true }),
    ({ dev }) => ({ external: true, dev, port: 7000, udp6ZeroCsumRx: true, gbp: true }),
    // Without a route the provider assumes an Ethernet underlay.
    () => ({ vni: 100, remote: "192.0.2.99" }),
    onDev,
    // The route of this remote leads through the loopback device.
    ({ local4 }) => ({ vni: 100, remote: local4 }),
    ({ remote4, local4, dev }) => ({
      ...{ vni: 100, local: local4, remotes: [remote4, "10.44.0.9"], learning: false },
      fdb: [
        { mac: MAC, dst: remote4, via: dev, vni: 7 },
        { mac: "01:00:5e:00:00:01", dst: "10.44.0.9" },
        { mac: ZEROS, dst: remote4, vni: 8 },
      ],
    }),
    ({ remote6 }) => ({ vni: 100, remotes: [remote6, "fd44::9"] }),
    filtered(7, "100-199"),
    ({ remote6, local6, dev }) => ({
      vni: 100,
      dev,
      local: local6,
      fdb: [{ mac: MAC, dst: remote6, via: dev }],
    }),
  ],
  shows: [
    ({ remote4 }) => ({ id: 100, remote: remote4, local: undefined, link: undefined, ...plain, mtu: 1450 }),
    ({ local4, dev }) => ({
      ...{ id: 16_777_215, local: local4, link: dev, port: 8472, ttl: 64, tos: "0x10", df: "set" },
      ...{ port_range: { low: 1000, high: 2000 }, ageing: 77, learning: false, limit: 5, proxy: true },
      ...{ gbp: true, udp_csum: false, mtu: 1400 },
    }),
    () => ({ id: 0, ttl: undefined, tos: "0x1", df: "inherit" }),
    ({ remote6 }) => ({
      ...{ remote6, ttl: 255, label: "0xfffff", mtu: 1430 },
      ...{ udp_zero_csum6_tx: true, udp_zero_csum6_rx: true },
    }),
    ({ remote6, local6, dev }) => ({ remote6, local6, link: dev, mtu: 1430 }),
    ({ dev }) => ({ group: "239.1.1.1", link: dev, mtu: 1450 }),
    () => ({ group6: "ff05::100", mtu: 1430 }),
    () => ({ remote: undefined, learning: false, mtu: 1450 }),
    ({ local6 }) => ({ local6, mtu: 1430 }),
    () => ({ external: true, port: 4789, mtu: 1450 }),
    ({ dev }) => ({ external: true, link: dev, port: 7000, udp_zero_csum6_rx: true, gbp: true, mtu: 1450 }),
    () => ({ remote: "192.0.2.99", mtu: 1450 }),
    ({ dev }) => ({ link: dev, mtu: 1450 }),
    () => ({ link: undefined, mtu: 65_486 }),
    ({ local4 }) => ({ remote: undefined, local: local4, mtu: 1450 }),
    () => ({ remote6: undefined, mtu: 1430 }),
    () => ({ external: true, vnifilter: true }),
    ({ local6 }) => ({ remote6: undefined, local6, mtu: 1430 }),
  ],
  changes: [
    change("in place", over4(), { ttl: 9 }, { ttl: 9, mtu: 1450 }),
    change("in place", over4({ ttl: 9 }), { ttl: undefined }, { ttl: 0 }),
    // The kernel refuses every change that mentions this flag.
    change("replace", over4(), { ttl: "inherit" }, { ttl: undefined }),
    change("replace", over4({ ttl: "inherit" }), { ttl: 9 }, { ttl: 9 }),
    change("in place", over4({ ttl: "inherit" }), { tos: 16 }, { ttl: undefined, tos: "0x10" }),
    change("in place", over4({ tos: 16 }), { tos: undefined }, { tos: undefined }),
    change("in place", over4(), { df: "set" }, { df: "set" }),
    change("in place", over4({ df: "set" }), { df: undefined }, { df: "unset" }),
    change("in place", over6(), { label: 100 }, { label: "0x64" }),
    change("in place", over6({ label: 100 }), { label: undefined }, { label: undefined }),
    change("in place", over4(), { ageing: 100, learning: false }, { ageing: 100, learning: false }),
    change(
      "in place",
      over4({ ageing: 100, learning: false }),
      { ageing: undefined, learning: undefined },
      { ageing: 300, learning: true },
    ),
    change("in place", over4(), { remote: "10.44.0.9" }, { remote: "10.44.0.9" }),
    change("in place", over6(), { remote: "fd44::9" }, { remote6: "fd44::9" }),
    change("in place", over4(), { remote: undefined }, { remote: undefined }),
    change("in place", () => ({ vni: 100 }), { remote: "10.44.0.2" }, { remote: "10.44.0.2" }),
    change("replace", over4(), { remote: "fd44::2" }, { remote6: "fd44::2", mtu: 1430 }),
    change("replace", over6(), { remote: undefined }, { remote6: undefined, mtu: 1450 }),
    change("in place", over4(), { local: "10.44.0.1" }, { local: "10.44.0.1" }),
    change("in place", over4({ local: "10.44.0.1" }), { local: undefined }, { local: undefined }),
    change("in place", over6({ local: "fd44::1" }), { local: undefined }, { local6: undefined }),
    change("in place", toGroup, { group: "239.1.1.2" }, { group: "239.1.1.2", link: "under0" }),
    change("in place", toGroup, { group: undefined, remote: "10.44.0.2" }, { remote: "10.44.0.2" }),
    change("in place", onDev, { remote: undefined, group: "239.1.1.1" }, { group: "239.1.1.1" }),
    change("in place", over4(), { dev: "under0" }, { link: "under0", mtu: 1450 }),
    change("in place", onDev, { dev: "under1" }, { link: "under1", mtu: 1450 }),
    change("replace", onDev, { dev: undefined }, { link: undefined, mtu: 1450 }),
    // The kernel refuses a change of the mtu together with other changes.
    change("in place", over4({ mtu: 1300 }), { ttl: 9 }, { ttl: 9, mtu: 1300 }),
    change("in place", over4({ mtu: 1300 }), { ttl: 9, mtu: 1310 }, { ttl: 9, mtu: 1310 }),
    change("in place", over4({ mtu: 1300 }), { dev: "under0" }, { link: "under0", mtu: 1300 }),
    change("in place", over4(), { mtu: 1300 }, { mtu: 1300 }),
    change("replace", over4({ mtu: 1300 }), { mtu: undefined }, { mtu: 1450 }),
    change("in place", onDev, { ttl: 9 }, { ttl: 9, link: "under0", mtu: 1450 }),
    change("replace", over4(), { vni: 101 }, { id: 101 }),
    change("replace", over4(), { port: 8472 }, { port: 8472 }),
    change("in place", over4({ port: 8472, udpCsum: false }), { ttl: 9 }, { port: 8472, udp_csum: false }),
    change(
      "in place",
      over6({ udp6ZeroCsumTx: true, udp6ZeroCsumRx: true }),
      { remote: "fd44::9" },
      { remote6: "fd44::9", udp_zero_csum6_tx: true, udp_zero_csum6_rx: true },
    ),
    change("replace", over4(), { srcPort: { low: 5, high: 9 } }, { port_range: { low: 5, high: 9 } }),
    change("replace", over4(), { maxAddresses: 5 }, { limit: 5 }),
    change("replace", over4(), { proxy: true }, { proxy: true }),
    change("replace", over4(), { gbp: true }, { gbp: true }),
    change("replace", over4(), { udpCsum: false }, { udp_csum: false }),
    change("replace", over6(), { udp6ZeroCsumTx: true }, { udp_zero_csum6_tx: true }),
    change("replace", over6(), { udp6ZeroCsumRx: true }, { udp_zero_csum6_rx: true }),
    change("in place", toMany, { remotes: ["10.44.0.9", "10.44.0.10"] }, { remote: undefined, mtu: 1450 }),
    change("in place", toMany, { remotes: undefined }, { remote: undefined }),
    change("in place", toMany, { remotes: [], remote: "10.44.0.2" }, { remote: "10.44.0.2" }),
    change(
      "in place",
      over4(),
      { remotes: ["10.44.0.2", "10.44.0.9"], remote: undefined },
      { remote: undefined },
    ),
    change("in place", toMany, { ttl: 9, fdb: [{ mac: MAC, dst: "10.44.0.9" }] }, { ttl: 9 }),
    change("in place", withFdb, { fdb: [{ mac: MAC, dst: "10.44.0.9" }] }, { mtu: 1450 }),
    change("in place", withFdb, { fdb: [{ mac: MAC, dst: "10.44.0.2", vni: 7 }] }, { mtu: 1450 }),
    change("in place", withFdb, { fdb: undefined }, { mtu: 1450 }),
    change("in place", filtered(7, "100-199"), { vnis: ["100-149", "160-250"] }, { vnifilter: true }),
    change("in place", filtered(7), { vnis: undefined }, { vnifilter: true }),
    change("replace", () => ({ external: true }), { vnifilter: true, vnis: [7] }, { vnifilter: true }),
    change("replace", toMany, { remotes: ["fd44::2"] }, { mtu: 1430 }),
    change("replace", over4(), { external: true, vni: undefined, remote: undefined }, { external: true }),
    change("replace", () => ({ external: true }), { dev: "under0" }, { external: true, link: "under0" }),
  ],
  drifts: [
    drift("ttl 99", "ttl"),
    drift("tos 0x20", "tos"),
    drift("df set", "df"),
    drift("ageing 77", "ageing"),
    drift("nolearning", "learning"),
    drift("remote 10.44.0.9", "remote"),
    drift("remote 0.0.0.0", "remote"),
    drift("local 10.44.0.1", "local"),
    drift("group 239.1.1.1 dev under0", "dev", "group", "remote"),
    drift("dev under0", "dev"),
    { ...drift("flowlabel 5", "label"), from: over6() },
    { from: onDev, by: remade("vxlan id 101 remote 10.44.0.2 dev under0 dstport 4789"), names: ["vni"] },
    fdbDrift(toMany, `del ${ZEROS} dev DEV dst 10.44.0.9`, "remotes"),
    fdbDrift(toMany, `append ${ZEROS} dev DEV dst 10.44.0.77`),
    fdbDrift(toMany, `add ${MAC} dev DEV dst 10.44.0.2`),
    {
      from: () => ({ external: true }),
      by: `${remade("vxlan external vnifilter dstport 4789")} && ip link set DEV mtu 1450`,
      names: ["vnifilter"],
    },
    { from: filtered(7, "100-199"), by: "bridge vni delete dev DEV vni 150", names: ["vnis"] },
    { from: filtered(7, "100-199"), by: "bridge vni add dev DEV vni 300", names: [] },
    fdbDrift(withFdb, `del ${MAC} dev DEV`, "fdb"),
    fdbDrift(withFdb, `replace ${MAC} dev DEV dst 10.44.0.77`, "fdb"),
    other("dstport 8472", "port"),
    other("dstport 4789 srcport 5 9", "srcPort"),
    other("dstport 4789 ttl inherit", "ttl"),
    other("dstport 4789 maxaddress 5", "maxAddresses"),
    other("dstport 4789 proxy", "proxy"),
    other("dstport 4789 gbp", "gbp"),
    other("dstport 4789 noudpcsum", "udpCsum"),
    { from: over4(), by: remade("vxlan external dstport 4789"), names: ["external", "mtu", "remote", "vni"] },
    {
      from: over6({ mtu: 1400 }),
      by: remade("vxlan id 100 remote fd44::2 dstport 4789 udp6zerocsumtx udp6zerocsumrx"),
      names: ["mtu", "udp6ZeroCsumRx", "udp6ZeroCsumTx"],
    },
  ],
  refusals: [
    { args: ({ remote4 }) => ({ remote: remote4 }), property: "vni", reason: /is required: a whole number/ },
    { args: over4({ vni: -1 }), property: "vni", reason: /from 0 to 16777215/ },
    { args: over4({ port: 65_536 }), property: "port", reason: /from 1 to 65535/ },
    { args: over4({ ttl: "any" }), property: "ttl", reason: /"auto" or "inherit"/ },
    {
      args: over4({ ageing: 0 }),
      property: "ageing",
      reason: /from 1 to .*the kernel takes 0 for its default/,
    },
    { args: over4({ srcPort: { low: 9, high: 5 } }), property: "srcPort", reason: /more than high/ },
    { args: over4({ srcPort: { low: 9 } }), property: "srcPort.high", reason: /from 0 to 65535/ },
    { args: () => ({ vni: 5, remote: "239.1.1.1" }), property: "remote", reason: /the address of one host/ },
    {
      args: () => ({ vni: 5, group: "10.44.0.2", dev: "x" }),
      property: "group",
      reason: /a multicast address/,
    },
    { args: () => ({ vni: 5, group: "239.1.1.1" }), property: "group", reason: /needs `dev`/ },
    { args: over4({ group: "239.1.1.1", dev: "x" }), property: "group", reason: /excludes remote/ },
    { args: over4({ local: "fd44::1" }), property: "local", reason: /of another family than 10\.44\.0\.2/ },
    { args: over4({ local: "10.44.0.2" }), property: "local", reason: /same as remote/ },
    { args: () => ({ vni: 5, remote: "fe80::2" }), property: "remote", reason: /is link-local/ },
    {
      args: () => ({ vni: 5, remote: "fe80::2", local: "fe80::1" }),
      property: "local",
      reason: /link-local and needs `dev`/,
    },
    { args: over4({ remotes: ["10.44.0.9"] }), property: "remotes", reason: /excludes remote/ },
    {
      args: () => ({ vni: 5, group: "239.1.1.1", dev: "x", remotes: ["10.44.0.9"] }),
      property: "remotes",
      reason: /excludes group/,
    },
    {
      args: () => ({ vni: 5, remotes: ["10.44.0.9", "10.44.0.9"] }),
      property: "remotes",
      reason: /names 10\.44\.0\.9 twice/,
    },
    {
      args: () => ({ vni: 5, remotes: ["10.44.0.9", "fd44::9"] }),
      property: "remotes",
      reason: /fd44::9, which is of another family than 10\.44\.0\.9/,
    },
    {
      args: () => ({ vni: 5, local: "10.44.0.1", remotes: ["10.44.0.1"] }),
      property: "remotes",
      reason: /10\.44\.0\.1, which is local/,
    },
    {
      args: () => ({ vni: 5, remotes: ["239.1.1.1"] }),
      property: "remotes[0]",
      reason: /address of one host/,
    },
    { args: () => ({ vni: 5, remotes: ["fe80::2"] }), property: "remotes", reason: /in fdb with `via`/ },
    {
      args: () => ({ external: true, remotes: ["10.44.0.9"] }),
      property: "external",
      reason: /excludes remotes/,
    },
    { args: over4({ vnis: [7] }), property: "vnis", reason: /needs `vnifilter: true`/ },
    { args: over4({ vnifilter: true }), property: "vnifilter", reason: /needs `external: true`/ },
    { args: filtered(7, "5-9"), property: "vnis", reason: /names a VNI of 5-9 twice/ },
    { args: filtered("9-5"), property: "vnis[0]", reason: /or a range such as "100-199"/ },
    {
      args: over4({ fdb: [{ mac: "02:00", dst: "10.44.0.9" }] }),
      property: "fdb[0].mac",
      reason: /a MAC address/,
    },
    {
      args: over4({ fdb: ["10.44.0.8", "10.44.0.9"].map((dst) => ({ mac: MAC, dst })) }),
      property: "fdb",
      reason: /names 02:00:5e:00:53:01 twice/,
    },
    {
      args: over4({ fdb: [{ mac: ZEROS, dst: "10.44.0.2" }] }),
      property: "fdb",
      reason: /or remote or remotes has it already/,
    },
    { args: over4({ fdb: [{ mac: MAC, dst: "fd44::9" }] }), property: "fdb", reason: /of another family/ },
    {
      args: () => ({ vni: 5, fdb: [{ mac: MAC, dst: "fe80::9" }] }),
      property: "fdb",
      reason: /link-local and needs `via`/,
    },
    { args: over6({ df: "set" }), property: "df", reason: /only for tunnels over IPv4/ },
    { args: over6({ udpCsum: false }), property: "udpCsum", reason: /only for tunnels over IPv4/ },
    { args: over4({ label: 5 }), property: "label", reason: /only for tunnels over IPv6/ },
    {
      args: over4({ udp6ZeroCsumTx: true }),
      property: "udp6ZeroCsumTx",
      reason: /only for tunnels over IPv6/,
    },
    { args: over4({ external: true }), property: "external", reason: /excludes vni, remote/ },
    { args: () => ({ external: true, learning: false }), property: "external", reason: /excludes learning/ },
    {
      args: over4({ encap: { type: "gue", dport: 5555 } }),
      property: "encap",
      reason: /has a UDP header already/,
    },
  ],
  wire: [
    {
      title: "vxlan over IPv4",
      args: over4({ ttl: 33, df: "set" }),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [
        outer4(17, { ttl: 33 }),
        { name: "udp", fields: { dst: 4789, hasChecksum: true } },
        { name: "vxlan", fields: { vni: 100 } },
      ],
      mtu: 1450,
    },
    {
      title: "vxlan over IPv4, on another port and without checksums",
      args: over4({ vni: 16_777_215, port: 7001, udpCsum: false, tos: 16 }),
      decode: { 7001: "vxlan" },
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [
        outer4(17, { df: false, tos: 16 }),
        { name: "udp", fields: { dst: 7001, hasChecksum: false } },
        { name: "vxlan", fields: { vni: 16_777_215 } },
      ],
      mtu: 1450,
    },
    {
      title: "vxlan over IPv6",
      args: over6({ label: 100, ttl: 33 }),
      inside: ["ethernet", "ipv4", "ipv6"],
      layers: [
        { name: "ipv6", fields: { proto: 17, ttl: 33, flowLabel: 100 } },
        { name: "udp", fields: { dst: 4789, hasChecksum: true } },
        { name: "vxlan", fields: { vni: 100 } },
      ],
      mtu: 1430,
    },
  ],
  clash: {
    args: ({ remote4 }) => ({ vni: 100, remote: remote4, ttl: 9 }),
    words: /kind0 already has the VNI 100 on the UDP port 4789 over IPv4/,
  },
};
