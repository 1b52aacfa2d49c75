// The capture helper reads every encapsulation that tests check. The links are made by `ip`, a ping passes through
// them, and its packets are compared with the links' arguments.
import { afterAll, beforeAll, expect, test } from "vitest";
import { LINKTYPE_RAW } from "./capture/pcap.ts";
import { dissect } from "./capture/tshark.ts";
import { type CaptureOptions, capture, ensureLab, on, type Packet, ping } from "./index.ts";

let stop: () => Promise<void> = async () => undefined;
beforeAll(async () => {
  ({ stop } = await ensureLab());
}, 300_000);
afterAll(() => stop());

interface Case {
  readonly name: string;
  /** Arguments of `ip link add t1`, with LOCAL and REMOTE. */
  readonly link: string;
  readonly v6?: true;
  /** Shell commands on both hosts, before and after. */
  readonly before?: string;
  readonly after?: string;
  readonly options: CaptureOptions;
  readonly shape: string;
  readonly expected: (packet: Packet) => unknown;
  readonly values: unknown;
}

const outer4 = { src: "10.0.2.11", dst: "10.0.2.12" };
const outer6 = { src: "fd00:2::11", dst: "fd00:2::12" };

const cases: Case[] = [
  {
    name: "ipip",
    link: "type ipip local LOCAL remote REMOTE ttl 33 tos 0x10",
    options: { filter: "ip proto 4" },
    shape: "eth:ip:ip:icmp",
    expected: (packet) => [packet.ip(), packet.ip(1)],
    values: [
      { ...outer4, proto: 4, ttl: 33, tos: 0x10, df: true },
      { src: "10.9.0.1", dst: "10.9.0.2" },
    ],
  },
  {
    name: "gre with key, sequence and checksum",
    link: "type gre local LOCAL remote REMOTE key 42 seq csum",
    options: { filter: "ip proto 47" },
    shape: "eth:ip:gre:ip:icmp",
    expected: (packet) => packet.gre(),
    values: { proto: 0x0800, flags: 0xb000, key: 42, hasChecksum: true, sequence: expect.any(Number) },
  },
  {
    name: "ip6gre",
    link: "type ip6gre local LOCAL remote REMOTE key 7 hoplimit 44 encaplimit none",
    v6: true,
    options: { filter: "ip6 proto 47" },
    shape: "eth:ipv6:gre:ip:icmp",
    expected: (packet) => [packet.ipv6(), packet.gre()],
    values: [
      { ...outer6, proto: 47, ttl: 44 },
      { key: 7, hasChecksum: false, sequence: undefined },
    ],
  },
  {
    name: "ip6tnl with its encapsulation limit",
    link: "type ip6tnl mode ipip6 local LOCAL remote REMOTE",
    v6: true,
    options: { filter: "ip6 and ip6[6] != 58 and ip6[6] != 6" },
    shape: "eth:ipv6:ipv6.dstopts:ip:icmp",
    expected: (packet) => [packet.ipv6(), packet.encapLimit()],
    values: [outer6, 4],
  },
  {
    name: "geneve",
    link: "type geneve id 5001 remote REMOTE dstport 7001",
    options: { filter: "udp port 7001", udpPorts: { 7001: "geneve" } },
    shape: "eth:ip:udp:geneve:eth:ip:icmp",
    expected: (packet) => [packet.udp(), packet.geneve(), packet.ip(1)],
    values: [{ dst: 7001 }, { vni: 5001, proto: 0x6558 }, { src: "10.9.0.1" }],
  },
  {
    name: "vxlan with a checksum",
    link: "type vxlan id 77 local LOCAL remote REMOTE dstport 4789 udpcsum",
    options: { filter: "udp port 4789" },
    shape: "eth:ip:udp:vxlan:eth:ip:icmp",
    expected: (packet) => [packet.udp(), packet.vxlan()],
    values: [{ dst: 4789, hasChecksum: true, checksumGood: true }, { vni: 77 }],
  },
  {
    name: "fou",
    before: "modprobe fou && ip fou add port 5555 ipproto 4",
    after: "ip fou del port 5555",
    link: "type ipip local LOCAL remote REMOTE encap fou encap-sport auto encap-dport 5555",
    options: { filter: "udp port 5555", fou: { 5555: 4 } },
    shape: "eth:ip:udp:fou:ip:icmp",
    expected: (packet) => [packet.udp(), packet.ip(1)],
    values: [
      { dst: 5555, hasChecksum: false },
      { src: "10.9.0.1", dst: "10.9.0.2" },
    ],
  },
  {
    name: "gue around gre, with a checksum",
    before: "modprobe fou && ip fou add port 6666 gue",
    after: "ip fou del port 6666",
    link: "type gre local LOCAL remote REMOTE key 9 encap gue encap-sport auto encap-dport 6666 encap-csum",
    options: { filter: "udp port 6666", gue: [6666] },
    shape: "eth:ip:udp:gue:gre:ip:icmp",
    expected: (packet) => [packet.udp(), packet.gue(), packet.gre(), packet.ip(1)],
    values: [
      { dst: 6666, hasChecksum: true, checksumGood: true },
      { version: 0, proto: 47, optionBytes: 0 },
      { key: 9 },
      { src: "10.9.0.1", dst: "10.9.0.2" },
    ],
  },
  {
    name: "gue with remote checksum offload",
    before: "modprobe fou && ip fou add port 6667 gue",
    after: "ip fou del port 6667",
    link: "type ipip local LOCAL remote REMOTE encap gue encap-sport auto encap-dport 6667 encap-csum encap-remcsum",
    options: { filter: "udp port 6667", gue: [6667] },
    shape: "eth:ip:udp:gue:ip:icmp",
    expected: (packet) => [packet.gue()],
    values: [{ proto: 4 }],
  },
  {
    name: "erspan version 1",
    link: "type erspan local LOCAL remote REMOTE seq key 100 erspan_ver 1 erspan 123",
    options: { filter: "ip proto 47" },
    shape: "eth:ip:gre:erspan:eth:ip:icmp",
    expected: (packet) => [packet.gre(), packet.erspan()],
    values: [
      { proto: 0x88be, key: undefined },
      { version: 1, sessionId: 100, index: 123 },
    ],
  },
  {
    name: "erspan version 2",
    link: "type erspan local LOCAL remote REMOTE seq key 200 erspan_ver 2 erspan_dir egress erspan_hwid 17",
    options: { filter: "ip proto 47" },
    shape: "eth:ip:gre:erspan:eth:ip:icmp",
    expected: (packet) => [packet.gre(), packet.erspan()],
    values: [{ proto: 0x22eb }, { version: 2, sessionId: 200, direction: 1, hardwareId: 17 }],
  },
];

test.each(cases)(
  "capture reads the headers of $name",
  async ({ link, v6, before, after, options, shape, expected, values }) => {
    const ends = [
      {
        host: "alpha",
        local: v6 ? "fd00:2::11" : "10.0.2.11",
        remote: v6 ? "fd00:2::12" : "10.0.2.12",
        inner: "10.9.0.1",
      },
      {
        host: "beta",
        local: v6 ? "fd00:2::12" : "10.0.2.12",
        remote: v6 ? "fd00:2::11" : "10.0.2.11",
        inner: "10.9.0.2",
      },
    ] as const;
    try {
      await Promise.all(
        ends.map(({ host, local, remote, inner }) => {
          const add = `ip link add t1 ${link.replace("LOCAL", local).replace("REMOTE", remote)}`;
          const lines = [before ?? "true", add, `ip addr add ${inner}/30 dev t1`, "ip link set t1 up"];
          return on(host).must(lines.join(" && "));
        }),
      );
      const { packets, result } = await capture(options, () => ping("alpha", { to: "10.9.0.2", count: 1 }));
      const requests = packets.filter((packet) => packet.icmp()?.type === 8);
      expect(requests.map((packet) => packet.shape)).toEqual([shape]);
      expect(requests.map(expected)).toMatchObject([values]);
      expect(result.received).toBe(1);
    } finally {
      await Promise.all(ends.map(({ host }) => on(host).run(`ip link del t1; ${after ?? "true"}`)));
    }
  },
);

test("capture reads the SPIs of ESP packets", async () => {
  const state = (src: string, dst: string, spi: number): string =>
    `ip xfrm state add src ${src} dst ${dst} proto esp spi ${spi} mode transport aead 'rfc4106(gcm(aes))' 0x${"11".repeat(20)} 128 sel src ${src} dst ${dst} proto icmp`;
  const policy = (src: string, dst: string, way: string): string =>
    `ip xfrm policy add src ${src} dst ${dst} proto icmp dir ${way} tmpl proto esp mode transport`;
  const [a, b] = ["10.0.2.11", "10.0.2.12"];
  try {
    for (const [host, to, from] of [["alpha", b, a] as const, ["beta", a, b] as const]) {
      const lines = [state(a, b, 4097), state(b, a, 4098), policy(from, to, "out"), policy(to, from, "in")];
      await on(host).must(lines.join(" && "));
    }
    const { packets } = await capture({ filter: "esp", count: 2 }, () => ping("alpha", { to: b, count: 1 }));
    expect(packets.map((packet) => packet.esp()?.spi)).toEqual([4097, 4098]);
  } finally {
    for (const host of ["alpha", "beta"] as const)
      await on(host).run("ip xfrm state flush; ip xfrm policy flush");
  }
});

test("capture reads packets of a host's own device", async () => {
  const { packets } = await capture(
    { on: "beta", interface: "eth0", filter: "icmp6 and ip6[40] == 128", count: 1 },
    () => ping("alpha", { to: "fd00:2::12", count: 1 }),
  );
  expect(packets.map((packet) => [packet.shape, packet.ipv6()?.src])).toEqual([
    ["eth:ipv6:icmpv6", "fd00:2::11"],
  ]);
});

// The kernel uses any source port for Geneve, and tshark recognises many protocols by their port.
test.each([53, 4791, 61_000])("dissect recognises Geneve from source port %i", async (source) => {
  const echo = Buffer.from("0800f7ff00000000", "hex");
  const inner = Buffer.concat([Buffer.from("4500001c00000000400166b20a0900010a090002", "hex"), echo]);
  const geneve = Buffer.from("0000080000006400", "hex");
  const udp = Buffer.alloc(8);
  udp.writeUInt16BE(source, 0);
  udp.writeUInt16BE(6081, 2);
  udp.writeUInt16BE(8 + geneve.length + inner.length, 4);
  const outer = Buffer.from("4500003400000000401162800a00020b0a00020c", "hex");
  outer.writeUInt16BE(20 + 8 + geneve.length + inner.length, 2);
  const bytes = Buffer.concat([outer, udp, geneve, inner]);
  const [layers] = await dissect([{ time: 0, bytes }], LINKTYPE_RAW, {});
  expect(layers?.map(({ name }) => name).slice(-5)).toEqual(["ip", "udp", "geneve", "ip", "icmp"]);
});

test("capture fails with tcpdump's message when tcpdump refuses the filter", async () => {
  await expect(capture({ filter: "no such thing" }, async () => undefined)).rejects.toThrow(
    /tcpdump does not listen.*syntax error/s,
  );
});
