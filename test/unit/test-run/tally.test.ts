// A real run of vitest feeds the tally, because the tally reads vitest's results.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { countLine, labsLine, Tally } from "../../../scripts/test/tally.ts";

const FILES = {
  "results.test.ts": `
    let tries = 0;
    describe("suite", () => {
      test("passes", () => undefined);
      test("passes at the second try", { retry: 1 }, () => {
        tries += 1;
        if (tries === 1) throw new Error("a packet was lost\\nand more");
      });
      test("fails twice", { retry: 1 }, () => expect(1).toBe(2));
      test.skip("is skipped", () => undefined);
      test("is skipped for a reason", ({ skip }) => skip("no emulation"));
    });`,
  "broken.test.ts": `throw new Error("this file does not load");`,
  "hook.test.ts": `
    describe("suite with a broken hook", () => {
      beforeAll(() => { throw new Error("the hook failed"); });
      test("never runs", () => undefined);
    });`,
  "lab.test.ts": `
    beforeAll(({}, { file }) => { file.meta.lab = 2; });
    test("runs on a lab", () => undefined);`,
};

/** Runs the files with the tally as the reporter, in a process of its own, and returns what the tally holds. */
const RUN = `
  import { startVitest } from "vitest/node";
  import { countLine, labsLine, Tally } from ${JSON.stringify(path.resolve("scripts/test/tally.ts"))};
  const tally = new Tally();
  const options = { root: process.argv[1], config: false, globals: true, watch: false, run: true, reporters: [tally] };
  const vitest = await startVitest("test", [], options);
  await vitest.close();
  const { vitest: _vitest, labs, seconds, ...counted } = tally;
  const report = { ...counted, labs: [...labs], files: [...seconds.keys()], last: countLine(tally) };
  process.stdout.write("REPORT" + JSON.stringify(report), () => process.exit(0));`;

let directory: string;
let report: Record<string, unknown>;
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), "tally-"));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(directory, name), text);
  const env = { ...process.env, VITEST: undefined, VITEST_POOL_ID: undefined, VITEST_WORKER_ID: undefined };
  const args = ["--input-type=module-typescript", "-e", RUN, directory];
  const output = execFileSync(process.execPath, args, {
    encoding: "utf8",
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  report = JSON.parse(output.slice(output.indexOf("REPORT") + "REPORT".length));
}, 60_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("Tally", () => {
  test("counts a test that passes at its second try as passed, and names it with its first error", () => {
    expect(report.passed).toBe(3);
    expect(report.retried).toEqual(["results.test.ts > suite > passes at the second try: a packet was lost"]);
  });

  test("counts failed tests, files that do not load and hooks that throw as failed", () => {
    expect((report.failed as string[]).toSorted()).toEqual([
      "broken.test.ts: this file does not load",
      "hook.test.ts > suite with a broken hook: the hook failed",
      "results.test.ts > suite > fails twice",
    ]);
  });

  test("names skipped tests with their reason", () => {
    expect(report.skipped).toContain("results.test.ts > suite > is skipped");
    expect(report.skipped).toContain("results.test.ts > suite > is skipped for a reason: no emulation");
  });

  test("measures the time of every file, and records the lab on which it ran", () => {
    expect((report.files as string[]).toSorted()).toEqual(Object.keys(FILES).toSorted());
    expect(report.labs).toEqual([[2, ["lab.test.ts"]]]);
  });
});

test("countLine prints `N passed, N failed, N skipped`, with or without retries", () => {
  const skipped = (report.skipped as string[]).length;
  expect(report.last).toBe(`3 passed, 3 failed, ${skipped} skipped`);
  expect(countLine(new Tally())).toBe("0 passed, 0 failed, 0 skipped");
});

test("labsLine adds up the files of each lab", () => {
  const tally = new Tally();
  for (const [file, seconds] of [
    ["a", 10],
    ["b", 2.4],
    ["c", 3],
  ] as const)
    tally.seconds.set(file, seconds);
  tally.labs.set(2, ["c"]).set(1, ["a", "b"]);
  expect(labsLine(tally)).toBe("lab 1: 2 files, 12 s; lab 2: 1 files, 3 s");
  expect(labsLine(new Tally())).toBe("");
});
