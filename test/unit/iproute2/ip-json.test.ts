import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAddress, parseInterfaceAddress } from "../../../provider/iproute2/address.ts";
import { readLinks, readRoutes } from "../../../provider/iproute2/ip-json.ts";
import { inetNtop, ipv6Bytes } from "./inet-ntop.ts";

const link = (addresses: readonly object[], more: object = {}) => {
  const [read] = readLinks([{ ifindex: 9, ifname: "t0", flags: ["UP"], addr_info: addresses, ...more }]);
  return read ?? expect.fail("no link was read");
};
const routes = (...json: object[]) => readRoutes(json.map((one) => ({ dev: "t0", protocol: "4", ...one })));

describe("canonical form", () => {
  test("readLinks reads every IPv6 address as parseInterfaceAddress prints it", () => {
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

  test("readRoutes reads every IPv6 destination and gateway as the parsers print them", () => {
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

  test("readLinks reads endpoints as parseAddress prints them", () => {
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

  test("readLinks takes the IPv4-compatible address of a sit device for the kernel's", () => {
    const { addresses, automaticAddresses } = link(
      [{ family: "inet6", local: "::192.0.2.1", prefixlen: 96 }],
      { linkinfo: { info_kind: "sit" } },
    );
    expect([addresses, automaticAddresses]).toEqual([[], ["::c000:201/96"]]);
  });
});
