import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { HOST_FUNCTIONS } from "../../../provider/host/shell/packed.generated.ts";
import { GROUP } from "../../../provider/iproute2/owner-alias.ts";
import {
  allNames,
  generated,
  HOST_FUNCTIONS as HOST_FILES,
  packed,
  readShell,
  shortNames,
} from "../../../scripts/build/shell.ts";
import { root } from "../../../scripts/setup/paths.ts";

test.each(generated())("npm run build packs the shell files into $file", ({ file, text }) => {
  expect(readFileSync(path.join(root, file), "utf8")).toBe(text);
});

/** The length of the functions in bytes when their names were single letters, in release 0.1.0. */
const EARLIER = 6605;

test("HOST_FUNCTIONS stays below 103 % of its earlier length, because each new shell reads all of it", () => {
  // A longer text needs a reason, and a run of `npm run bench`.
  expect(Buffer.byteLength(HOST_FUNCTIONS) / EARLIER).toBeLessThan(1.03);
  expect(Buffer.byteLength(HOST_FUNCTIONS) / EARLIER).toBeGreaterThan(0.8);
});

test("pi_group is the device group of owner-alias.ts", () => {
  expect(readShell(HOST_FILES)).toContain(`\npi_group=${GROUP}\n`);
});

describe("packed", () => {
  const names = new Map([["pi_long_name", "a"]]);
  test("has no comments, blank lines or indentation, and short names for our own", () => {
    const text = '# a comment\n\nf() {\n  echo "$pi_long_name" # stays\n}\n';
    expect(packed(text, names)).toBe('f() {\necho "$a" # stays\n}');
  });
  test("refuses a name without a short one", () => {
    expect(() => packed("pi_other=1", names)).toThrow("pi_other has no short name");
  });
});

describe("shortNames", () => {
  test("maps each name to another one, and keeps those that the protocol fixes", () => {
    const names = allNames();
    expect(new Set(names.values()).size).toBe(names.size);
    expect([names.get("pi_nonce"), names.get("pi_run_frame")]).toEqual(["N", "fr"]);
  });
  test("refuses one name for a function and a variable", () => {
    expect(() => shortNames("pi_one() { :; }\npi_one=1\n")).toThrow("pi_one is a function and a variable");
  });
});
