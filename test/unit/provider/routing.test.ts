// Policy rules, routes and neighbours without a host: what is refused at preview, and what ip of each release prints.
import { describe, expect, test } from "vitest";
import { others } from "../../../provider/index.ts";
import { readFib } from "../../../provider/iproute2/fib-json.ts";
import { readNeighbors } from "../../../provider/iproute2/neighbor-json.ts";
import { readRules } from "../../../provider/iproute2/rule-json.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { UNKNOWN } from "../../../provider/schema/unknown-value.ts";
import { validate } from "../../../provider/schema/validate.ts";

const host = { connection: { host: "192.0.2.1" } };

const check = (type: "PolicyRule" | "Route" | "Neighbor", given: Args) => {
  const kind = others[type];
  const args = { host, owner: "project/stack/name", ...given };
  const { inputs, faults } = validate(kind, kind.fillDefaults?.(args, {}) ?? args);
  return { inputs, faults: faults.map(({ property, reason }) => `${property}: ${reason}`).join("; ") };
};

describe("check of PolicyRule", () => {
  const rule = { from: "10.1.0.0/16", priority: 100, table: 5 };
  test.each([
    [{ ...rule, priority: undefined }, /priority: is required: must be a whole number from 1 to 4294967295/],
    [{ ...rule, priority: 0 }, /priority: must be a whole number from 1/],
    [
      { priority: 100, table: 5 },
      /family: is needed, because neither from nor to shows it: "inet" .* "inet6"/,
    ],
    [{ ...rule, to: "fd00::/8" }, /to: is fd00::\/8, but the rule is for IPv4/],
    [{ ...rule, family: "inet6" }, /from: is 10\.1\.0\.0\/16, but the rule is for IPv6/],
    [{ ...rule, from: "10.1.0.1/16" }, /from: must be an address or a prefix without host bits/],
    [{ ...rule, from: "0.0.0.0/0" }, /from: must be .*; leave it out for all addresses/],
    [{ ...rule, table: undefined }, /table: is needed for the action "lookup"/],
    [{ ...rule, action: "blackhole" }, /table: is for the action "lookup", not for "blackhole"/],
    [{ ...rule, suppressPrefixLength: 33 }, /suppressPrefixLength: must be at most 32 for IPv4/],
    [
      { ...rule, table: undefined, action: "prohibit", suppressPrefixLength: 0 },
      /suppressPrefixLength: is for/,
    ],
    [
      { ...rule, fwmark: "0x100000000" },
      /fwmark: must be a mark such as 1, "0x1" or, with a mask, "0x1\/0xff"/,
    ],
    [{ ...rule, fwmark: "1/2/3" }, /fwmark: must be a mark/],
    [{ ...rule, sourcePort: 65_535 }, /sourcePort: must be a port from 1 to 65534/],
    [{ ...rule, sourcePort: "9-8" }, /sourcePort: must be a port/],
    [{ ...rule, sourcePort: 5, ipProto: "icmp" }, /sourcePort: needs an ipProto that has ports/],
    [{ ...rule, tos: 17 }, /tos: must be a multiple of 4/],
    [{ ...rule, tos: 32 }, /tos: must be at most 28 for IPv4/],
    [{ ...rule, uidRange: "a" }, /uidRange: must be a user id/],
    [{ family: "inet", priority: 100, table: 5, not: true }, /not: needs one of from, to, iif/],
    [{ ...rule, fwmrak: 1 }, /fwmrak: is not a property of PolicyRule; did you mean fwmark\?/],
  ])("refuses %j", (args, fault) => {
    expect(check("PolicyRule", args).faults).toMatch(fault);
  });

  test.each([
    [{ fwmark: 255 }, { fwmark: "0xff" }],
    [{ fwmark: "1/255" }, { fwmark: "0x1/0xff" }],
    [{ fwmark: "0x0/0xffffffff" }, { fwmark: "0x0" }],
    [{ sourcePort: "80-80" }, { sourcePort: 80 }],
    [{ uidRange: 5 }, { uidRange: "5-5" }],
    [{ ipProto: 6 }, { ipProto: "tcp" }],
    [{ to: "10.2.0.1" }, { to: "10.2.0.1/32" }],
  ])("makes one form of %j", (args, canonical) => {
    const { inputs, faults } = check("PolicyRule", { ...rule, ...args });
    expect(faults).toBe("");
    expect(inputs).toMatchObject({ family: "inet", ...canonical });
  });

  test("takes an unknown prefix, and does not ask for a family", () => {
    expect(check("PolicyRule", { ...rule, from: UNKNOWN }).faults).toBe("");
  });
});

describe("check of Route", () => {
  const route = { to: "10.20.0.0/16" };
  const hops = [{ via: "192.0.2.9" }, { dev: "gre1" }];
  test.each([
    [route, /type: needs via, dev or nexthops where it is unicast/],
    [
      { ...route, type: "blackhole", dev: "gre1" },
      /type: "blackhole" sends no packets on, so it excludes dev/,
    ],
    [{ ...route, nexthops: hops, dev: "gre1" }, /nexthops: excludes via, dev and onlink/],
    [{ ...route, nexthops: [] }, /nexthops: needs at least one next hop/],
    [{ ...route, nexthops: [{ weight: 2 }] }, /nexthops: \[0\] needs via, dev or both/],
    [
      { ...route, nexthops: [{ dev: "gre1", weight: 257 }] },
      /nexthops\[0\]\.weight: must be a whole number from 1 to 256/,
    ],
    [{ ...route, nexthops: [...hops, ...hops] }, /nexthops: \[2\] is there twice: use weight/],
    [
      { ...route, nexthops: [{ via: "192.0.2.9", onlink: true }] },
      /nexthops: \[0\] has onlink, which needs via and dev/,
    ],
    [
      { ...route, nexthops: [{ via: "fd00::1" }] },
      /nexthops: \[0\] goes via fd00::1, which is of another family/,
    ],
    [
      { to: "fd00::/64", nexthops: [{ dev: "a" }, { dev: "b" }] },
      /nexthops: \[0\] needs via: the kernel takes several next hops of an IPv6 route only with gateways/,
    ],
    [{ ...route, via: "fd00::1" }, /via: is fd00::1, which is of another family/],
    [{ ...route, via: "192.0.2.9", onlink: true }, /onlink: needs via and dev/],
    [{ ...route, dev: "gre1", src: "fd00::1" }, /src: is fd00::1, which is of another family/],
    [{ ...route, dev: "gre1", table: 255 }, /table: must not be 255/],
    [{ to: "default", dev: "gre1" }, /to: must be .*for all destinations 0\.0\.0\.0\/0 or ::\/0/],
    [{ to: "10.20.0.1/16", dev: "gre1" }, /to: must be a prefix without host bits/],
  ])("refuses %j", (args, fault) => {
    expect(check("Route", args).faults).toMatch(fault);
  });

  test.each([
    [{ via: "192.0.2.9" }, "0.0.0.0/0"],
    [{ nexthops: [{ dev: "a" }, { via: "fd00::1", dev: "b" }] }, "::/0"],
    [{ dev: "a", src: "fd00::1" }, "::/0"],
    [{ via: UNKNOWN }, UNKNOWN],
  ])("takes the family of default from %j", (args, to) => {
    expect(check("Route", { to: "default", ...args }).inputs.to).toBe(to);
  });
});

describe("check of Neighbor", () => {
  const neighbor = { dev: "gre1", address: "10.9.0.2", lladdr: "203.0.113.7" };
  test.each([
    [{ ...neighbor, address: "224.0.0.5" }, /address: is 224\.0\.0\.5, a multicast address/],
    [
      { ...neighbor, lladdr: "02:00:00" },
      /lladdr: must be a MAC address such as 02:00:00:00:00:01 or, on a multipoint tunnel/,
    ],
    [
      { ...neighbor, lladdr: undefined, macAddress: "02:00:00:00:00:01" },
      /macAddress: is called lladdr here/,
    ],
  ])("refuses %j", (args, fault) => {
    expect(check("Neighbor", args).faults).toMatch(fault);
  });

  test("writes a MAC address in lower case", () => {
    expect(check("Neighbor", { ...neighbor, lladdr: "02:00:00:00:00:AB" }).inputs.lladdr).toBe(
      "02:00:00:00:00:ab",
    );
  });
});

describe("readRules", () => {
  const full = {
    ...{ priority: 100, not: null, src: "10.1.0.0", srclen: 16, dst: "10.2.0.1", tos: "0x10" },
    ...{
      fwmark: "0x1",
      fwmask: "0xff",
      iif: "eth0",
      iif_detached: null,
      oif: "lo",
      uid_start: 0,
      uid_end: 9,
    },
    ...{ sport: 53, dport_start: 8000, dport_end: 8080, suppress_prefixlen: 0 },
  };
  const expected = {
    ...{ family: "inet", priority: 100, not: true, from: "10.1.0.0/16", to: "10.2.0.1/32", tos: 16 },
    ...{ fwmark: "0x1/0xff", iif: "eth0", oif: "lo", uidRange: "0-9", ipProto: "udp", sourcePort: 53 },
    ...{ destinationPort: "8000-8080", suppressPrefixLength: 0, action: "lookup", isOther: false },
  };
  test.each([
    ["with -N", { ipproto: "ipproto-17", table: "100", protocol: "2" }, { table: 100, protocol: 2 }],
    ["with names", { ipproto: "udp", table: 254, protocol: 3 }, { table: 254, protocol: 3 }],
  ])("reads a rule that ip prints %s", (_how, json, more) => {
    expect(readRules("inet", [{ ...full, ...json }])).toEqual([{ ...expected, ...more }]);
  });

  test.each([
    [{ action: "6" }, "blackhole", false],
    [{ action: "unreachable" }, "unreachable", false],
    [{ action: "goto", goto: 5 }, undefined, true],
    [{ l3mdev: null }, "lookup", true],
    [{ table: "5", dscp: "10" }, "lookup", true],
  ])("reads the action of %j", (json, action, isOther) => {
    expect(readRules("inet6", [{ priority: 5, src: "all", protocol: "2", ...json }])).toMatchObject([
      { action, isOther, priority: 5 },
    ]);
  });
});

describe("readFib", () => {
  test("reads a route with several next hops, and one of IPv6 that is dropped", () => {
    const nexthops = [
      { gateway: "192.0.2.9", dev: "eth0", weight: 1, flags: [] },
      { dev: "gre1", weight: 5, flags: ["onlink", "dead", "linkdown"] },
    ];
    const json = [
      {
        type: "1",
        dst: "10.20.0.0/16",
        table: "254",
        scope: "0",
        flags: [],
        metrics: [{ mtu: 1400 }],
        nexthops,
      },
      { type: "7", dst: "default", dev: "lo", table: "77", metric: 5, flags: [], pref: "medium" },
      { dst: "100", flags: [] },
      { type: "1", dst: "10.21.0.0/16", nhid: 7, dev: "eth0", flags: [] },
    ];
    expect(readFib(json, 105)).toEqual([
      {
        ...{
          to: "10.20.0.0/16",
          table: 254,
          metric: 0,
          protocol: 105,
          type: "unicast",
          mtu: 1400,
          isOther: false,
        },
        nexthops: [
          { via: "192.0.2.9", dev: "eth0", weight: 1, onlink: false },
          { dev: "gre1", weight: 5, onlink: true },
        ],
      },
      { to: "::/0", table: 77, metric: 5, protocol: 105, type: "unreachable", nexthops: [], isOther: false },
      expect.objectContaining({ to: "10.21.0.0/16", isOther: true }),
    ]);
  });
});

test("readNeighbors reads MAC addresses, far ends of tunnels and protocols, and no proxies", () => {
  expect(
    readNeighbors([
      { dst: "10.9.0.2", dev: "gre1", lladdr: "203.0.113.7", state: ["PERMANENT"] },
      { dst: "fd00::2", dev: "eth0", lladdr: "02:00:00:00:00:AB", state: ["PERMANENT"], protocol: "105" },
      { dst: "10.9.0.3", dev: "eth0", proxy: null },
    ]),
  ).toEqual([
    { address: "10.9.0.2", dev: "gre1", lladdr: "203.0.113.7", protocol: 0 },
    { address: "fd00::2", dev: "eth0", lladdr: "02:00:00:00:00:ab", protocol: 105 },
  ]);
});
