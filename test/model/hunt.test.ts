import { test } from "vitest";
import { hunt } from "./hunt.ts";
import { OPEN } from "./open.ts";
import { featuresWithout } from "./sequence.ts";

const runs = Number(process.env.MODEL_HUNT ?? 0);

test.skipIf(runs === 0)("hunt", { timeout: 6 * 3_600_000 }, async () => {
  const caught = await hunt(featuresWithout(OPEN), runs, Number(process.env.MODEL_SEED ?? 1), 4);
  for (const { sequence, broken, count } of caught)
    console.log(`${count} times: ${broken.message}\n${JSON.stringify(sequence)}\n`);
});
