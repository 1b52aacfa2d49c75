import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readDurations, recordDurations, secondsOf } from "../../../scripts/test/durations.ts";

let directory: string;
let table: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "durations-"));
  table = path.join(directory, "durations.json");
  for (const name of ["a.test.ts", "b.test.ts"]) writeFileSync(path.join(directory, name), "");
});
afterEach(() => rmSync(directory, { recursive: true }));

test("recordDurations keeps the figures of files that did not run, and removes those of files that no longer exist", () => {
  writeFileSync(table, JSON.stringify({ "a.test.ts": 5, "gone.test.ts": 9 }));
  recordDurations(new Map([["b.test.ts", 12.6]]), directory, table);
  expect(JSON.parse(readFileSync(table, "utf8"))).toEqual({ "a.test.ts": 5, "b.test.ts": 13 });
});

test("readDurations reads an absent table as empty", () => {
  expect(readDurations(table)).toEqual({});
});

test("secondsOf returns a medium length for a file that the table lacks", () => {
  expect(secondsOf({ "a.test.ts": 5 }, "a.test.ts")).toBe(5);
  expect(secondsOf({ "a.test.ts": 5 }, "b.test.ts")).toBeGreaterThan(5);
});
