import { execFileSync } from "node:child_process";
import path from "node:path";
import { describe, expect, test } from "vitest";

const MODULE = path.resolve(import.meta.dirname, "../../../provider/host/young-generation.ts");

/** Fills the young generation with objects that live for some time, as many operations at a time do. */
const PROGRAM = `
import v8 from "node:v8";
import { limitYoungGeneration } from ${JSON.stringify(MODULE)};
const flags = [];
const { setFlagsFromString } = v8;
v8.setFlagsFromString = (flag) => { flags.push(flag); setFlagsFromString(flag); };
for (let round = 0; round < 30; round += 1) {
  limitYoungGeneration();
  const kept = [];
  for (let count = 0; count < 100_000; count += 1) kept.push({ count, pair: [count, count + 1], text: "x" + count });
  await new Promise(setImmediate);
}
const space = v8.getHeapSpaceStatistics().find((one) => one.space_name === "new_space");
console.log(JSON.stringify({ flags, size: space.space_size / 1024 / 1024 }));
`;

/** The flags that the function sets, and the size of the young generation at the end, in MiB. */
const run = (options = "") =>
  JSON.parse(
    execFileSync(process.execPath, ["--no-warnings", "--input-type=module", "-e", PROGRAM], {
      encoding: "utf8",
      env: { ...process.env, NODE_OPTIONS: options },
    }),
  );

describe("limitYoungGeneration", () => {
  test("stops the growth of the young generation once, at 32 MiB or less", () => {
    const { flags, size } = run();
    expect(flags).toEqual(["--semi-space-growth-factor=1"]);
    expect(size).toBeLessThanOrEqual(32);
  });

  test("changes nothing if the user has an option for the size", () => {
    expect(run("--max-semi-space-size=64").flags).toEqual([]);
  });
});
