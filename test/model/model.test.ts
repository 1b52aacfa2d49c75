import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, test } from "vitest";
import { missing } from "./host.ts";
import { OPEN } from "./open.ts";
import { replay } from "./replay.ts";
import { featuresWithout, type Sequence, sequences } from "./sequence.ts";

const reason = missing();
const features = featuresWithout(OPEN);
const runs = Number(process.env.MODEL_RUNS ?? 2000);
const seed = Number(process.env.MODEL_SEED ?? 20_261_126);
/** Sequences that run at the same time: most of a sequence's time is the kernel's, which waits for itself. */
const LANES = 4;

const cases = path.join(import.meta.dirname, "cases");

describe.skipIf(reason !== undefined)("The provider in somebody else's network", () => {
  for (const file of readdirSync(cases).filter((name) => name.endsWith(".json"))) {
    test(`keeps what ${file.replace(".json", "")} broke once`, async () => {
      await replay(JSON.parse(readFileSync(path.join(cases, file), "utf8")) as Sequence);
    });
  }

  test(`leaves others alone and has what it says in ${runs} random sequences (seed ${seed})`, {
    timeout: 6 * 3_600_000,
  }, async () => {
    const each = Math.ceil(runs / LANES);
    await Promise.all(
      Array.from({ length: LANES }, (_, lane) =>
        fc.assert(fc.asyncProperty(sequences(features), replay), {
          numRuns: each,
          seed: seed + lane,
          endOnFailure: false,
        }),
      ),
    );
  });
});
