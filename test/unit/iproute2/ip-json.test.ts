import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAddress, parseInterfaceAddress } from "../../../provider/iproute2/address.ts";
import { readDeviceRoutes, readLinks, readNextHops, readRoutes } from "../../../provider/iproute2/ip-json.ts";
import { inetNtop, ipv6Bytes } from "./inet-ntop.ts";

const link = (addresses: readonly object[], more: object = {}) => {
  const [read] = readLinks([{ ifindex: 9, ifname: "t0", flags: ["UP"], addr_info: addresses, ...more }]);
  return read ?? expect.fail("no link was read");
};
const routes = (...json: object[]) => readRoutes(json.map((one) => ({ dev: "t0", protocol: "4", ...one })));

describe("canonical form of ip's JSON", () => {
  test("readLinks reads every IPv6 address in the spelling of parseInterfaceAddress", () => {
    fc.assert(
      fc.property(ipv6Bytes, fc.integer({ min: 0, max: 128 }), (bytes, prefixlen) => {
        const local = inetNtop(bytes);
        const { addresses, automaticAddresses } = link([{ family: "inet6", local, prefixlen }]);
        expect([...addresses, ...automaticAddresses]).toEqual([
          parseInterfaceAddress(`${local}/${prefixlen}`),
        ]);
      }),
    );
  });

  test("readRoutes reads every IPv6 destination and gateway in the spelling of the parsers", () => {
    fc.assert(
      fc.property(ipv6Bytes, ipv6Bytes, (to, via) => {
        const [one] = routes({ dst: inetNtop(to), gateway: inetNtop(via), pref: "medium" });
        expect(one?.route).toEqual({
          to: parseInterfaceAddress(inetNtop(to)),
          via: parseAddress(inetNtop(via)),
        });
      }),
    );
  });

  test("readLinks reads endpoints in the spelling of parseAddress", () => {
    fc.assert(
      fc.property(ipv6Bytes, (bytes) => {
        const spelled = inetNtop(bytes);
        const info_data = { remote: spelled, remote6: spelled, local: "any", id: 5 };
        expect(link([], { linkinfo: { info_kind: "ip6gre", info_data } }).info).toEqual({
          ...info_data,
          remote: parseAddress(spelled),
          remote6: parseAddress(spelled),
        });
      }),
    );
  });

  test.each([
    ["::ffff:10.0.0.1", 96, "::ffff:a00:1/96"],
    ["::192.0.2.1", 96, "::c000:201/96"],
    ["::192.0.2.1", 128, "::c000:201/128"],
  ])("readLinks reads the address %s/%i of a vxlan as %s", (local, prefixlen, canonical) => {
    expect(link([{ family: "inet6", local, prefixlen }]).addresses).toEqual([canonical]);
  });

  test("readLinks treats the IPv4-compatible address of a sit device as one that the kernel added", () => {
    const { addresses, automaticAddresses } = link(
      [{ family: "inet6", local: "::192.0.2.1", prefixlen: 96 }],
      { linkinfo: { info_kind: "sit" } },
    );
    expect([addresses, automaticAddresses]).toEqual([[], ["::c000:201/96"]]);
  });
});

describe("routes of other programs", () => {
  test.each([
    ["a label of MPLS", { dst: "50", via: { family: "inet", host: "10.9.0.2" } }],
    ["a label of MPLS that swaps", { dst: "100", newdst: "200" }],
    ["a label of MPLS with a length", { dst: "100/20" }],
    ["host bits, which no route of IP has", { dst: "10.20.0.1/16" }],
    ["a type of service", { dst: "10.99.0.0/16", tos: "0x10" }],
    ["a source prefix", { dst: "fd01::/64", from: "fd02::/64", pref: "medium" }],
    ["a next hop object", { dst: "10.98.0.0/16", nhid: 7, gateway: "10.9.0.9" }],
    // ip prints the destination of the encapsulation under the same key as the route's.
    ["an encapsulation", { dst: "1.2.3.4", encap: "ip", id: 5, tos: 0 }],
    ["the type multicast by number", { type: "5", dst: "239.0.0.0/8" }],
    ["the type local by name", { type: "local", dst: "10.97.0.0/16", table: "100" }],
    [
      "several next hops of IPv4",
      { dst: "10.66.0.0/16", dev: undefined, nexthops: [{ dev: "t0", weight: 1 }] },
    ],
    ["the protocol of a routing daemon", { dst: "10.20.0.0/16", protocol: "186" }],
    ["the table local", { dst: "10.20.0.0/16", table: "255" }],
  ])("readRoutes leaves out a route with %s", (_, json) => {
    expect(routes(json)).toEqual([]);
  });

  test.each([
    ["unicast by number", { type: "1", dst: "10.20.0.0/16" }, { to: "10.20.0.0/16" }],
    ["unicast by name", { type: "unicast", dst: "10.20.0.1" }, { to: "10.20.0.1/32" }],
    ["the protocol boot", { protocol: "3", dst: "default" }, { to: "0.0.0.0/0" }],
    ["the default of IPv6", { dst: "default", metric: 1024, pref: "medium" }, { to: "::/0" }],
    [
      "a gateway of the other family",
      { dst: "10.20.0.0/16", via: { family: "inet6", host: "fe80::1" } },
      { to: "10.20.0.0/16", via: "fe80::1" },
    ],
    [
      "metric, table, mtu and advmss",
      { dst: "10.20.0.0/16", metric: 7, table: "1000", metrics: [{ mtu: 1400 }, { advmss: 1300 }] },
      { to: "10.20.0.0/16", metric: 7, table: 1000, mtu: 1400, advmss: 1300 },
    ],
    [
      "a source address and a gateway outside of all subnets",
      { dst: "10.20.0.0/16", gateway: "192.0.2.9", prefsrc: "10.9.0.1", flags: ["onlink"] },
      { to: "10.20.0.0/16", via: "192.0.2.9", src: "10.9.0.1", onlink: true },
    ],
  ])("readRoutes reads a route with %s", (_, json, route) => {
    expect(routes(json)).toMatchObject([{ dev: "t0", route }]);
  });

  test.each([
    ["that it shows", { protocol: "3" }, undefined, "boot"],
    ["of its list", {}, "boot", "boot"],
    ["of its list", {}, "static", undefined],
  ] as const)("readRoutes gives a route the protocol %s", (_, json, ofList, protocol) => {
    expect(readRoutes([{ dev: "t0", dst: "default", ...json }], ofList)[0]?.protocol).toBe(protocol);
  });
});

describe("addresses of other programs", () => {
  const address = (more: object) => ({ family: "inet6", local: "2001:db8:5::9", prefixlen: 64, ...more });

  test.each(["dynamic", "mngtmpaddr", "temporary", "tentative", "dadfailed", "optimistic"])(
    "readLinks treats an address with the flag %s as an automatic one",
    (flag) => {
      const { addresses, automaticAddresses } = link([
        address({ [flag]: true }),
        address({ local: "fd00::1" }),
      ]);
      expect([addresses, automaticAddresses]).toEqual([["fd00::1/64"], ["2001:db8:5::9/64"]]);
    },
  );

  test("readLinks treats an IPv4 address with a lifetime as an automatic one, because a DHCP client sets it", () => {
    const { addresses, automaticAddresses } = link([
      { family: "inet", local: "10.77.0.9", prefixlen: 24, dynamic: true, valid_life_time: 900 },
    ]);
    expect([addresses, automaticAddresses]).toEqual([[], ["10.77.0.9/24"]]);
  });

  test.each([
    ["inet", "10.44.0.1", "10.44.0.2", 32, "10.44.0.1 peer 10.44.0.2/32"],
    ["inet6", "::ffff:10.0.0.1", "fd44::2", 64, "::ffff:a00:1 peer fd44::2/64"],
    ["inet", "10.44.0.1", "10.44.0.1", 32, "10.44.0.1/32"],
  ])(
    "readLinks reads the %s address %s with the peer %s/%i as %s",
    (family, local, peer, prefixlen, text) => {
      expect(link([{ family, local, address: peer, prefixlen }]).addresses).toEqual([text]);
    },
  );
});

describe("next hops", () => {
  // As ip 6.1.0 prints a route that was appended after another one.
  const appended = {
    ...{ type: "1", dst: "fd55::/48", table: "254", protocol: "4", metric: 1024, pref: "medium" },
    nexthops: [
      { gateway: "fd00:1::2", dev: "xa", weight: 1, flags: [] },
      { gateway: "::10.0.0.9", dev: "xb", weight: 1, flags: [] },
    ],
  };
  const hops = [
    { dev: "xa", route: { to: "fd55::/48", via: "fd00:1::2" } },
    { dev: "xb", route: { to: "fd55::/48", via: "::a00:9" } },
  ];

  test("readRoutes reads each next hop of an IPv6 route as a route of its device", () => {
    expect(readRoutes([appended])).toEqual(hops);
  });

  test("readNextHops reads routes of several next hops, and no others", () => {
    const [other, ipv4] = [
      { dst: "fd56::/48", dev: "xa", protocol: "4" },
      { ...appended, dst: "10.1.0.0/16", pref: undefined },
    ];
    expect(readNextHops([other, ipv4, appended])).toEqual(hops);
  });

  test("readDeviceRoutes adds the requested device to each route", () => {
    expect(readDeviceRoutes([{ dst: "10.1.0.0/16", protocol: "4" }], "xa")).toEqual([
      { dev: "xa", route: { to: "10.1.0.0/16" } },
    ]);
  });
});
