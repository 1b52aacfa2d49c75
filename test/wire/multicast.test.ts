// Multicast through tunnels. GRE carries multicast of IPv4 and IPv6, also in Ethernet frames, to one host and to a
// group of hosts. IPIP carries no IPv6. On Linux it carries IPv4 multicast, although its RFC defines unicast only.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { capture, on, snapshot } from "../lab/index.ts";
import {
  ADDRESSES,
  ALPHA,
  BETA,
  BOTH,
  endsOf,
  type Family,
  innerOf,
  NAME,
  pings,
  quiet,
  Resources,
} from "./host-pair.ts";
import { between, headersOf } from "./packet-headers.ts";

/**
 * Groups that only beta is a member of. Only a device with the flag MULTICAST, such as an Ethernet device, joins
 * IPv6's group of all routers by itself. `autojoin` works on every device, but adds an IPv6 group as an address, and
 * replies come from that address: ping does not count such replies, and Ethernet neighbours do not accept them.
 */
const GROUP4 = "239.99.0.1";
const GROUP6 = "ff05::99";
const ROUTERS = "ff02::2";
const IGNORES = "net.ipv4.icmp_echo_ignore_broadcasts";

let undo = async (): Promise<void> => undefined;
let before: string[] = [];
beforeAll(async () => {
  undo = await quiet();
  before = await Promise.all(BOTH.map(snapshot));
  await on(BETA).must(`sysctl -qw ${IGNORES}=0`);
});
afterAll(async () => {
  await on(BETA).must(`sysctl -qw ${IGNORES}=1`);
  await undo();
});

interface Case {
  readonly type: string;
  readonly carries: readonly Family[];
  readonly lacks: readonly Family[];
  readonly group6: string;
  readonly shape: string;
}

const cases: Case[] = [
  { type: "GreTunnel", carries: ["ipv4", "ipv6"], lacks: [], group6: GROUP6, shape: "eth:ip:gre" },
  { type: "GreTapTunnel", carries: ["ipv4", "ipv6"], lacks: [], group6: ROUTERS, shape: "eth:ip:gre:eth" },
  { type: "IpipTunnel", carries: ["ipv4"], lacks: ["ipv6"], group6: GROUP6, shape: "eth:ip" },
];

describe.each(cases)("$type", ({ type, carries, lacks, group6, shape }) => {
  const resources = new Resources();
  beforeAll(async () => {
    await resources.both(type, (ends) => ({
      ...{ name: NAME, local: ends.local4, remote: ends.remote4 },
      ...ADDRESSES(ends),
    }));
    const join = (group: string) => `ip addr add ${group} dev ${NAME} autojoin`;
    const join6 =
      group6 === ROUTERS ? `sysctl -qw net.ipv6.conf.${NAME}.forwarding=1` : join(`${group6}/128`);
    await on(BETA).must(`${join(`${GROUP4}/32`)} && ${join6}`);
  });
  afterAll(() => resources.remove());

  const groupOf = (family: Family) => (family === "ipv4" ? GROUP4 : group6);
  const toGroup = (family: Family) => {
    const shot = { what: family, to: groupOf(family), device: NAME };
    return between({}, () => pings(ALPHA, [shot]));
  };

  test.each(carries)("carries %s multicast", async (family) => {
    const { packets, result } = await toGroup(family);
    const counted = groupOf(family) !== GROUP6;
    if (counted) expect(result.get(family)).toBe("answered");
    const [ip, icmp] = family === "ipv4" ? ["ip", "icmp"] : ["ipv6", "icmpv6"];
    // The ping to the group and the reply of its one member, without neighbour discovery.
    const sent = packets.filter((packet) => /:(icmp|icmpv6)$/.test(packet.shape)).map(headersOf);
    const pinged = sent.filter((headers) => [8, 0, 128, 129].includes(Number(headers.at(-1)?.fields?.type)));
    // The group of routers belongs to the link, so packets to it have the link's addresses.
    const [own, far] = BOTH.map((end) =>
      groupOf(family) === ROUTERS ? expect.stringMatching(/^fe80:/) : innerOf(end, family),
    );
    const asked = { name: ip, fields: { src: own, dst: groupOf(family) } };
    const answered = { name: ip, fields: { src: counted ? far : GROUP6, dst: own } };
    expect(pinged.map((headers) => headers.slice(-2))).toMatchObject([
      [asked, { name: icmp }],
      [answered, { name: icmp }],
    ]);
    const outer = pinged.map((headers) => headers.slice(0, -2).map((header) => header.name));
    expect(outer.map((names) => names.join(":"))).toEqual([shape, shape]);
  });

  test.each(lacks)("carries no %s multicast", async (family) => {
    const { packets, result } = await toGroup(family);
    expect(result.get(family)).not.toBe("answered");
    // The member repeats the report of its IPv4 group some seconds after it joined.
    const shapes = packets.map((packet) => packet.shape).filter((one) => !one.endsWith(":igmp"));
    expect(shapes).toEqual([]);
  });
});

test("GreTunnel to a group of hosts reaches each of them by the group's address", async () => {
  const remote = "239.99.1.1";
  const resources = new Resources();
  try {
    await resources.both("GreTunnel", (ends) => ({
      ...{ name: NAME, local: ends.local4, remote, dev: ends.dev, ttl: 5 },
      ...ADDRESSES(ends),
    }));
    const { packets, result } = await capture({ filter: "ip proto 47" }, () =>
      pings(ALPHA, [{ what: "ping", to: innerOf(BETA, "ipv4") }]),
    );
    expect(result.get("ping")).toBe("answered");
    const pinged = packets.filter((packet) => packet.icmp() !== undefined);
    const outer = (end: typeof ALPHA | typeof BETA) => ({ src: endsOf(end).local4, dst: remote, ttl: 5 });
    expect(pinged.map((packet) => packet.ip())).toMatchObject([outer(ALPHA), outer(BETA)]);
    // For such a tunnel, iproute2 uses the group's address as the key.
    expect(pinged.map((packet) => packet.gre()?.key)).toEqual([0xef630101, 0xef630101]);
  } finally {
    await resources.remove();
  }
});

test("the hosts are as before after all tests", async () => {
  expect(await Promise.all(BOTH.map(snapshot))).toEqual(before);
});
