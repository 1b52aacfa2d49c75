import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contains, networkOf } from "../../../provider/iproute2/address.ts";
import { PrefixTree } from "../../../provider/iproute2/prefix-tree.ts";

/** Only a few bits differ, so that many prefixes contain each other. */
const ipv4 = fc
  .tuple(fc.constantFrom(0, 1, 128), fc.constantFrom(0, 64, 255), fc.integer({ min: 0, max: 32 }))
  .map(([second, last, length]) => networkOf(`10.${second}.0.${last}/${length}`));
const ipv6 = fc
  .tuple(fc.constantFrom("", "1", "8000"), fc.constantFrom("", "ff"), fc.integer({ min: 0, max: 128 }))
  .map(([fourth, last, length]) => networkOf(`2001:db8:0:${fourth || 0}::${last || 0}/${length}`));
const prefix = fc.oneof(ipv4, ipv6);

describe("PrefixTree", () => {
  test("finds the same prefixes as a comparison with each prefix", () => {
    fc.assert(
      fc.property(fc.array(prefix), fc.array(prefix), prefix, (kept, removed, asked) => {
        const tree = new PrefixTree<number>();
        for (const [index, text] of [...removed, ...kept].entries()) tree.add(text, index);
        for (const [index, text] of removed.entries()) tree.delete(text, index);
        const which = (is: (one: string) => boolean) =>
          kept.flatMap((one, index) => (is(one) ? [removed.length + index] : []));
        const sorted = (values: Iterable<number>) => [...values].sort((a, b) => a - b);
        expect(sorted(tree.containing(asked))).toEqual(which((one) => contains(one, asked)));
        expect(sorted(tree.within(asked))).toEqual(which((one) => contains(asked, one)));
      }),
      { numRuns: 500 },
    );
  });

  test("treats an address as a prefix of full length", () => {
    const tree = new PrefixTree<string>();
    tree.add("203.0.113.0/24", "net");
    expect([...tree.containing("203.0.113.7")]).toEqual(["net"]);
    expect([...tree.containing("203.0.114.7")]).toEqual([]);
  });
});
