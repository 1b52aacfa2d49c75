import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { holdsUnless } from "./broken.ts";
import { missing } from "./host.ts";
import { type Catch, hunt } from "./hunt.ts";
import { OPEN } from "./open.ts";
import { replay, stopHosts } from "./replay.ts";
import { featuresWithout, type Sequence } from "./sequence.ts";

const reason = missing();
const runs = Number(process.env.MODEL_RUNS ?? 2000);
const seed = Number(process.env.MODEL_SEED ?? 20_261_126);
const goOn = process.env.MODEL_GO_ON !== undefined;
/** More sequences than processors run at a time, because the kernel waits during most of a sequence. */
const lanes = 2 * availableParallelism() + 2;

/** A sequence that failed once. */
interface Case {
  /** the title of the test */
  readonly title: string;
  /** The finding about it. As long as the finding is open, the sequence must fail. */
  readonly finding?: string;
  readonly sequence: Sequence;
}

afterAll(stopHosts);

const directory = path.join(import.meta.dirname, "cases");

for (const file of readdirSync(directory).filter((name) => name.endsWith(".json"))) {
  const {
    title,
    finding = "",
    sequence,
  } = JSON.parse(readFileSync(path.join(directory, file), "utf8")) as Case;
  test(`${title} (${file})`, async ({ skip }) => {
    if (reason !== undefined) skip(reason);
    await holdsUnless(OPEN.has(finding), () => replay(sequence));
  });
}

test(`the provider changes no objects of others, and hosts match the states, in ${runs} random sequences with the seed ${seed}`, {
  timeout: 6 * 3_600_000,
}, async ({ skip }) => {
  if (reason !== undefined) skip(reason);
  const fileOf = new Map<Catch["broken"], string>();
  const caught = await hunt({
    ...{ features: featuresWithout(OPEN), runs, seed, lanes, goOn },
    onCatch({ sequence, broken }) {
      const file = path.join(directory, `seed-${seed}-${fileOf.size}.json`);
      fileOf.set(broken, file);
      writeFileSync(file, `${JSON.stringify({ title: broken.message, sequence }, null, 2)}\n`);
    },
    onSequence(finished) {
      if (finished % 1000 === 0)
        process.stderr.write(`${finished} of ${runs} sequences with the seed ${seed}\n`);
    },
  });
  const failures = caught.map(
    ({ sequence, broken, count }) =>
      `${fileOf.get(broken)}, ${count} times: ${broken.message}\n${JSON.stringify(sequence)}`,
  );
  expect(failures.join("\n\n")).toBe("");
});
