import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  contains,
  networkOf,
  overlaps,
  parseAddress,
  parseInterfaceAddress,
  parsePrefix,
  quadToNumber,
} from "../../../provider/iproute2/address.ts";
import { ownerAlias, ownerIn } from "../../../provider/iproute2/owner-alias.ts";
import { inetNtop, ipv6Bytes } from "../iproute2/inet-ntop.ts";

describe("parseAddress, parseInterfaceAddress, parsePrefix", () => {
  test.each([
    ["2001:DB8:0:0::1", "2001:db8::1"],
    ["::ffff:192.0.2.1", "::ffff:c000:201"],
    ["::1.2.3.4", "::102:304"],
    ["::0.0.0.0", "::"],
    ["1:0:0:2:0:0:0:3", "1:0:0:2::3"],
    ["192.0.2.1", "192.0.2.1"],
    ["192.0.2.01", undefined],
    ["192.0.2", undefined],
    ["fe80::1%eth0", undefined],
    [" 192.0.2.1", undefined],
    ["", undefined],
  ])("parseAddress prints %s as %s", (text, canonical) => expect(parseAddress(text)).toBe(canonical));

  test("parseAddress accepts what it prints, and prints it unchanged", () => {
    fc.assert(fc.property(fc.ipV4(), (text) => parseAddress(text) === text));
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const once = parseAddress(text);
        return once !== undefined && parseAddress(once) === once;
      }),
    );
  });

  test("parseAddress and networkOf print one text for each spelling of inet_ntop", () => {
    fc.assert(
      fc.property(ipv6Bytes, fc.integer({ min: 0, max: 128 }), (bytes, length) => {
        const words = Array.from({ length: 8 }, (_, n) =>
          ((bytes[2 * n] ?? 0) * 256 + (bytes[2 * n + 1] ?? 0)).toString(16),
        );
        expect(parseAddress(inetNtop(bytes))).toBe(parseAddress(words.join(":")));
        const network = networkOf(parseInterfaceAddress(`${inetNtop(bytes)}/${length}`) ?? "");
        expect(parsePrefix(network)).toBe(network);
      }),
    );
  });

  test("parseInterfaceAddress gives an address without a prefix length the full length", () => {
    expect(parseInterfaceAddress("10.9.0.1")).toBe("10.9.0.1/32");
    expect(parseInterfaceAddress("fd00::1")).toBe("fd00::1/128");
    expect(parseInterfaceAddress("10.9.0.1/-1")).toBeUndefined();
    expect(parseInterfaceAddress("10.9.0.1/030")).toBeUndefined();
  });

  test("networkOf, parsePrefix, contains and overlaps compute with prefixes of one family", () => {
    expect(networkOf("10.9.0.5/30")).toBe("10.9.0.4/30");
    expect(parsePrefix("10.9.0.4/30")).toBe("10.9.0.4/30");
    expect(parsePrefix("10.9.0.5/30")).toBeUndefined();
    expect(parsePrefix("::/0")).toBe("::/0");
    expect(contains("10.0.0.0/8", "10.9.0.1")).toBe(true);
    expect(contains("10.0.0.0/8", "fd00::1")).toBe(false);
    expect(overlaps("10.9.0.0/16", "10.9.3.0/24")).toBe(true);
    expect(overlaps("10.9.0.0/24", "10.9.3.0/24")).toBe(false);
    expect(quadToNumber("0.0.1.2")).toBe(258);
    expect(quadToNumber("255.255.255.255")).toBe(4_294_967_295);
  });
});

describe("ownerAlias", () => {
  test("contains the owner, and fits into a device's alias", () => {
    expect(ownerIn(ownerAlias({ owner: "proj/stack/name" }))).toBe("proj/stack/name");
    expect(ownerIn("eth0 of the router")).toBeUndefined();
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (owner) =>
        /^[A-Za-z0-9_.:/-]{1,255}$/.test(ownerAlias({ owner })),
      ),
    );
    expect(ownerAlias({ owner: "a b" })).not.toBe(ownerAlias({ owner: "a_b" }));
  });
});
