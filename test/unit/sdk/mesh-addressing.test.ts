// A mesh derives numbers and addresses so that a change of one site changes no link of other sites, and no number or
// address occurs twice.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contains, overlaps } from "../../../provider/iproute2/address.ts";
import {
  diagram,
  linkAddresses,
  linksIn,
  meshLinks,
  pairIndex,
  siteIds,
  sitesFor,
} from "../../../sdk/components/mesh-addressing.ts";

const named = (ids: readonly number[]) => Object.fromEntries(ids.map((id) => [`site${id}`, { id }]));
const someIds = fc.uniqueArray(fc.nat({ max: 255 }), { minLength: 2, maxLength: 12 });

describe("pairIndex", () => {
  test("ignores the order of two sites, and differs for different pairs", () => {
    const ids = fc.tuple(fc.nat(5000), fc.nat(5000)).filter(([a, b]) => a !== b);
    fc.assert(
      fc.property(ids, ids, ([a, b], [c, d]) => {
        expect(pairIndex(a, b)).toBe(pairIndex(b, a));
        const same = [a, b].sort().join() === [c, d].sort().join();
        expect(pairIndex(a, b) === pairIndex(c, d)).toBe(same);
      }),
    );
  });

  test("fills a block up to its last link", () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 30 }), (length) => {
        const links = linksIn(`10.0.0.0/${length}`.replace("10.0.0.0", "0.0.0.0"));
        const sites = sitesFor(links);
        expect(pairIndex(sites - 1, sites - 2)).toBeLessThan(links);
        expect(pairIndex(sites, sites - 1)).toBeGreaterThanOrEqual(links);
      }),
    );
  });
});

describe("linkAddresses", () => {
  test("returns addresses in the block, and different subnets for different links", () => {
    const block = fc.constantFrom("10.99.0.0/16", "fd00:99::/64", "192.0.2.0/24", "fd00:99::/112");
    fc.assert(
      fc.property(block, fc.nat(), fc.nat(), (from, one, other) => {
        const [i, j] = [one % linksIn(from), other % linksIn(from)];
        const [first, second] = [linkAddresses(from, i), linkAddresses(from, j)];
        expect(contains(from, first.subnet)).toBe(true);
        expect(first.a).not.toBe(first.b);
        expect(overlaps(first.subnet, second.subnet)).toBe(i === j);
      }),
    );
  });

  test("returns these addresses for these numbers", () => {
    expect(linkAddresses("10.99.0.0/16", 0)).toEqual({
      a: "10.99.0.0/31",
      b: "10.99.0.1/31",
      subnet: "10.99.0.0/31",
    });
    expect(linkAddresses("10.99.0.0/16", 300)).toMatchObject({ a: "10.99.2.88/31", b: "10.99.2.89/31" });
    expect(linkAddresses("fd00:99::/64", 1)).toMatchObject({ a: "fd00:99::2/127", b: "fd00:99::3/127" });
    expect(() => linkAddresses("10.99.0.0/30", 2)).toThrow("10.99.0.0/30 has no room for a link of number 2");
    expect(() => linksIn("10.99.0.1/16")).toThrow(/block: must be a prefix without host bits/);
  });
});

describe("meshLinks and siteIds", () => {
  test("keep all other links when a site is added or removed", () => {
    fc.assert(
      fc.property(someIds, fc.nat(), (ids, pick) => {
        const gone = ids[pick % ids.length];
        const all = meshLinks(siteIds(named(ids), 256), "full");
        const rest = meshLinks(siteIds(named(ids.filter((id) => id !== gone)), 256), "full");
        expect(all).toHaveLength((ids.length * (ids.length - 1)) / 2);
        expect(rest).toEqual(all.filter(({ a, b }) => ![a, b].includes(`site${gone}`)));
        expect(new Set(all.map(({ index }) => index)).size).toBe(all.length);
        const hub = meshLinks(siteIds(named(ids), 256), { hub: `site${gone}` });
        expect(hub).toEqual(all.filter(({ a, b }) => [a, b].includes(`site${gone}`)));
      }),
    );
  });

  test("derive a site's number from its name alone, in any order of sites", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 8 }), (names) => {
        const args = (some: string[]) => Object.fromEntries(some.map((name) => [name, {}]));
        const ids = siteIds(args(names), 2 ** 20);
        expect(siteIds(args(names.toReversed()), 2 ** 20)).toEqual(ids);
        for (const name of names) expect(siteIds(args([name]), 2 ** 20).get(name)).toBe(ids.get(name));
      }),
    );
  });

  test("refuse two sites with one number, and name the remedy", () => {
    expect(() => siteIds({ ams: { id: 3 }, fra: { id: 3 } }, 256)).toThrow(
      "sites.fra and sites.ams both get the number 3: give the newer one an `id` of its own, such as `id: 0`",
    );
    expect(() => siteIds({ ams: { id: 256 } }, 256)).toThrow(
      "sites.ams.id: must be a whole number from 0 to 255, not 256",
    );
    expect(() => meshLinks(siteIds({ ams: {}, fra: {} }, 256), { hub: "nyc" })).toThrow(
      "topology.hub: nyc is none of the sites ams, fra",
    );
  });

  test("make links that diagram draws", () => {
    const links = meshLinks(siteIds({ fra: { id: 1 }, ams: { id: 0 } }, 256), "full");
    expect(
      diagram(
        links.map((link) => ({ ...link, label: "gre 10.99.0.0/31" })),
        { fra: [], ams: ["10.10.0.0/16"] },
      ),
    ).toBe(
      ["graph LR", '  s0["ams<br/>10.10.0.0/16"]', '  s1["fra"]', '  s0 ---|"gre 10.99.0.0/31"| s1'].join(
        "\n",
      ),
    );
  });
});
