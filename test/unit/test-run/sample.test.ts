import { afterEach, describe, expect, test, vi } from "vitest";
import { lists } from "../../kinds/short.ts";
import { table } from "../../kinds/table.ts";
import { type Cover, coverOf } from "../../sample.ts";

/** The functions as a run of `npm test` or of `npm run test:long` has them. */
async function inRun(all: string | undefined) {
  vi.resetModules();
  vi.stubEnv("TABLE", all);
  return import("../../sample.ts");
}
afterEach(() => vi.unstubAllEnvs());

const LETTERS = [..."abcdefgh"];

describe("sample", () => {
  test("has every third item, from another one for another offset", async () => {
    const { sample } = await inRun(undefined);
    expect([0, 1, 2, 3].map((offset) => sample(LETTERS, 3, offset).join(""))).toEqual([
      ...["adg", "beh", "cf", "adg"],
    ]);
  });
  test("has an item of each list that is not empty", async () => {
    const { sample } = await inRun(undefined);
    for (const offset of [0, 1, 2, 3, 4]) {
      expect(sample(["a"], 3, offset)).toEqual(["a"]);
      expect(sample(["a", "b"], 3, offset)).toHaveLength(1);
      expect(sample([], 3, offset)).toEqual([]);
    }
  });
  test("has all items in a long run", async () => {
    const { sample, covering } = await inRun("all");
    expect(sample(LETTERS, 3)).toEqual(LETTERS);
    expect(covering(LETTERS, { namesOf: () => [], groupOf: (one) => one })).toEqual(LETTERS);
  });
});

describe("longOnly", () => {
  test.each([
    [undefined, 0],
    ["all", 1],
  ])("registers tests with TABLE=%s %i times", async (all, times) => {
    const { longOnly } = await inRun(all);
    const register = vi.fn();
    longOnly(register);
    expect(register).toHaveBeenCalledTimes(times);
  });
});

describe("coverOf", () => {
  const words = ["x 1", "x 2", "x 1 2", "y 1", "y 3"];
  const cover: Cover<string> = {
    namesOf: (one) => one.split(" ").slice(1),
    groupOf: (one) => one.slice(0, 1),
  };
  test("has as few items as have every name, in their order", () => {
    expect(coverOf(words, cover)).toEqual(["x 1 2", "y 3"]);
  });
  test("prefers a group that has fewer items", () => {
    expect(coverOf(["x 1", "x 2", "y 2"], cover)).toEqual(["x 1", "y 2"]);
  });
});

/** The names of all items, and of those that `npm test` has on a real kernel. */
function namesOf<T>({ all, cover }: { readonly all: readonly T[]; readonly cover: Cover<T> }) {
  const names = (items: readonly T[]) => [...new Set(items.flatMap(cover.namesOf))].sort();
  const short = coverOf(all, cover);
  return { all: names(all), short: names(short), share: short.length / all.length };
}

describe("part of the table of kinds that npm test has", () => {
  test.each([
    ["each argument of a variant", namesOf(lists.full)],
    ["each argument that changes, in place, by a replacement and removed", namesOf(lists.changes)],
    ["each argument that drifts", namesOf(lists.drifts)],
  ])("has %s", (_what, { all, short, share }) => {
    expect(all.length).toBeGreaterThan(50);
    expect(short).toEqual(all);
    expect(share).toBeLessThan(0.25);
  });
  test("has each kind in each list", () => {
    const types = table.map(({ type }) => type);
    const typesIn = (items: readonly { readonly type: string }[]) => [
      ...new Set(items.map(({ type }) => type)),
    ];
    expect(typesIn(coverOf(lists.full.all, lists.full.cover))).toEqual(types);
    expect(typesIn(coverOf(lists.changes.all, lists.changes.cover))).toEqual(types);
    expect(typesIn(coverOf(lists.drifts.all, lists.drifts.cover))).toEqual(types);
  });
});
