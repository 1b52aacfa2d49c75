import { execFileSync } from "node:child_process";
import path from "node:path";
import { describe, expect, test } from "vitest";

const MODULE = path.resolve(import.meta.dirname, "../../../provider/host/young-generation.ts");

/** Fills the young generation with objects that live for some time, as many operations at a time do. */
const program = (limit: string) => `
import v8 from "node:v8";
import { limitYoungGeneration } from ${JSON.stringify(MODULE)};
for (let round = 0; round < 30; round += 1) {
  ${limit}
  const kept = [];
  for (let count = 0; count < 100_000; count += 1) kept.push({ count, pair: [count, count + 1], text: "x" + count });
  await new Promise(setImmediate);
}
const space = v8.getHeapSpaceStatistics().find((one) => one.space_name === "new_space");
console.log(space.space_size / 1024 / 1024);
`;

/** The size of the young generation at the end of such a program, in MiB. */
const sizeAfter = (limit: string, options = "") =>
  Number(
    execFileSync(process.execPath, ["--no-warnings", "--input-type=module", "-e", program(limit)], {
      encoding: "utf8",
      env: { ...process.env, NODE_OPTIONS: options },
    }),
  );

describe("limitYoungGeneration", () => {
  test("keeps the young generation of the process at 32 MiB or less", () => {
    expect(sizeAfter("limitYoungGeneration();")).toBeLessThanOrEqual(32);
  });

  test("changes nothing if the user has an option for the size", () => {
    const options = "--max-semi-space-size=64";
    const unlimited = sizeAfter("", options);
    expect(unlimited).toBeGreaterThan(32);
    expect(sizeAfter("limitYoungGeneration();", options)).toBe(unlimited);
  });
});
