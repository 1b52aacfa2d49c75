// The table by which the kinds are tested on hosts. It must contain every argument of every kind.
import { describe, expect, test } from "vitest";
import { links } from "../../provider/index.ts";
import { ends } from "../kinds/ends.ts";
import { table } from "../kinds/table.ts";

const kinds = Object.values(links).map((kind) => ({ type: kind.type, kind }));

test("table of kinds has a row for every kind", () => {
  expect(table.map(({ type }) => type).toSorted()).toEqual(kinds.map(({ type }) => type).toSorted());
});

describe.each(kinds)("row of $type", ({ type, kind }) => {
  const row = table.find((one) => one.type === type);
  const own = [...new Set(kind.link.attributes.flatMap(({ shape }) => Object.keys(shape)))].sort();

  test("uses each argument in a variant", () => {
    const made = [row?.minimal, ...(row?.full ?? [])].flatMap((args) => Object.keys(args?.(ends) ?? {}));
    expect(own.filter((name) => !made.includes(name))).toEqual([]);
  });
  test("contains a change of each argument", () => {
    const changed = row?.changes.flatMap(({ to }) => Object.keys(to(ends))) ?? [];
    expect(own.filter((name) => !changed.includes(name))).toEqual([]);
  });
  test("contains a drift of each argument", () => {
    const drifted = row?.drifts.flatMap(({ names }) => names) ?? [];
    expect(own.filter((name) => !drifted.includes(name))).toEqual([]);
  });
});
