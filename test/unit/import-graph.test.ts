// The imports of all files follow the layout in CONTRIBUTING.
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { PURE, PURE_OF_NODE, readArrows, SHARED_WITH_SDK } from "./import-graph/arrows.ts";
import { arrowsIn, arrowsInCycles, importsIn } from "./import-graph/graph.ts";

const imports = importsIn("cli", "provider", "sdk", "scripts");
const ofPackage = (path: string) => imports.has(path);
const isIndex = (path: string) => /^(cli\/program|provider\/index|sdk\/index)\.ts$/.test(path);

const ARROWS = readArrows();
const groups = Object.keys(ARROWS).toSorted((one, other) => other.length - one.length);
const groupOf = (path: string) => {
  const group = groups.find((one) => path === `${one}.ts` || path.startsWith(`${one}/`));
  return group ?? (/^(cli|provider|sdk)\//.test(path) ? dirname(path) : undefined);
};
const arrowsOf = (table: typeof ARROWS) =>
  Object.entries(table).flatMap(([from, all]) => all.map((to) => ({ from, to, example: `${from} → ${to}` })));
const inGroup = (...names: readonly string[]) =>
  [...imports].filter(([file]) => names.includes(groupOf(file) ?? ""));

test("importsIn reads imports of types, and files of every directory", () => {
  expect(imports.get("provider/model/claim.ts")).toEqual([]);
  expect(imports.get("provider/model/resource-kind.ts")).toContain("provider/schema/declaration.ts");
  for (const group of groups) expect(inGroup(group).map(([file]) => file)).not.toEqual([]);
});

test("arrowsInCycles names each arrow of a cycle and no other", () => {
  const arrow = (from: string, to: string) => ({ from, to, example: `${from} imports ${to}` });
  const arrows = [arrow("a", "b"), arrow("b", "c"), arrow("c", "b"), arrow("c", "d")];
  expect(arrowsInCycles(arrows)).toEqual(["b imports c", "c imports b"]);
});

test("source files import each other in no cycle, including types", () => {
  const arrows = arrowsIn(imports, (path) => (ofPackage(path) ? path : undefined));
  expect(arrowsInCycles(arrows)).toEqual([]);
});

test("folders import each other in no cycle, and an index counts as its own folder", () => {
  const folderOf = (path: string) => (isIndex(path) ? path : dirname(path));
  const arrows = arrowsIn(imports, (path) => (ofPackage(path) ? folderOf(path) : undefined));
  expect(arrowsInCycles(arrows)).toEqual([]);
});

test("readArrows reads CONTRIBUTING's table, in which each name is a group", () => {
  expect(groups.length).toBeGreaterThan(20);
  expect(
    Object.values(ARROWS)
      .flat()
      .filter((name) => !groups.includes(name)),
  ).toEqual([]);
  expect(arrowsInCycles(arrowsOf(ARROWS))).toEqual([]);
});

test("each group imports exactly the groups that CONTRIBUTING's table allows", () => {
  const found = arrowsIn(imports, groupOf);
  const allowed = (from: string, to: string) => ARROWS[from]?.includes(to) === true;
  expect(found.filter(({ from, to }) => !allowed(from, to)).map(({ example }) => example)).toEqual([]);
  const unused = Object.entries(ARROWS).flatMap(([from, all]) =>
    all.flatMap((to) =>
      found.some((arrow) => arrow.from === from && arrow.to === to) ? [] : [`${from} → ${to}`],
    ),
  );
  expect(unused).toEqual([]);
});

test("the provider imports nothing of Pulumi, and ssh2 only in provider/ssh", () => {
  const packages = [...imports].flatMap(([file, targets]) =>
    targets
      .filter((target) => file.startsWith("provider/") && !ofPackage(target) && !target.startsWith("node:"))
      .map((target) => ({ target, group: groupOf(file) })),
  );
  const outside = packages.filter(({ group }) => group !== "provider/ssh").map(({ target }) => target);
  expect([...new Set(outside)].sort()).toEqual(["ipaddr.js", "zod"]);
  expect(packages.filter(({ target }) => target.startsWith("@pulumi"))).toEqual([]);
});

test("kinds, schema, model, conflicts and iproute2 do no I/O", () => {
  const node = inGroup(...PURE).flatMap(([file, targets]) =>
    targets.filter((target) => target.startsWith("node:")).map((target) => `${file} ${target}`),
  );
  expect(node.filter((one) => !PURE_OF_NODE.test(one))).toEqual([]);
});

test("the SDK imports only those pure functions of the provider that both need", () => {
  const shared = [...imports].flatMap(([file, targets]) =>
    file.startsWith("sdk/") ? targets.filter((target) => target.startsWith("provider/")) : [],
  );
  expect([...new Set(shared)].sort()).toEqual(SHARED_WITH_SDK);
});

test("the product imports nothing of scripts or tests", () => {
  const outward = [...imports].flatMap(([file, targets]) =>
    file.startsWith("scripts/")
      ? []
      : targets
          .filter((target) => /^(scripts|test)\//.test(target))
          .map((target) => `${file} imports ${target}`),
  );
  expect(outward).toEqual([]);
});
