import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { holdsUnless } from "./broken.ts";
import { hunt } from "./hunt.ts";
import { OPEN } from "./open.ts";
import { replay } from "./replay.ts";
import { featuresWithout, type Sequence } from "./sequence.ts";
import type { Worlds } from "./world.ts";

/** A sequence that failed once. */
interface Case {
  /** the title of the test */
  readonly title: string;
  /** The finding about it. As long as the finding is open, the sequence must fail. */
  readonly finding?: string;
  /** the machine whose kernel it needs; default: any */
  readonly machine?: "lab";
  readonly sequence: Sequence;
}

interface Options {
  readonly machine?: "lab";
  /** The hosts. The tests start them. */
  readonly worlds: () => Worlds;
  /** the number of random sequences by default */
  readonly runs: number;
  /** the number of sequences that run at the same time */
  readonly lanes: number;
  /** the reason why there are no hosts; undefined if there are */
  readonly reason?: string | undefined;
}

const directory = path.join(import.meta.dirname, "cases");
const seed = Number(process.env.MODEL_SEED ?? 20_261_126);
const goOn = process.env.MODEL_GO_ON !== undefined;

/** Registers the tests of a machine: each case for it, and random sequences. */
export function randomTests({ machine, worlds, lanes, reason, ...options }: Options): void {
  const runs = Number(process.env.MODEL_RUNS ?? options.runs);
  for (const file of readdirSync(directory).filter((name) => name.endsWith(".json"))) {
    const one = JSON.parse(readFileSync(path.join(directory, file), "utf8")) as Case;
    const { title, finding = "", sequence } = one;
    if (one.machine !== machine) continue;
    test(`${title} (${file})`, async ({ skip }) => {
      if (reason !== undefined) skip(reason);
      await holdsUnless(OPEN.has(finding), () => replay(worlds(), sequence));
    });
  }

  test(`the provider changes no objects of others, and hosts match the states, in ${runs} random sequences with the seed ${seed}`, {
    timeout: 6 * 3_600_000,
    retry: 0,
  }, async ({ skip }) => {
    if (reason !== undefined) skip(reason);
    const fileOf = new Map<string, string>();
    const caught = await hunt({
      ...{ worlds: worlds(), features: featuresWithout(OPEN, worlds().can), runs, seed, lanes, goOn },
      onCatch({ kind, sequence, broken }) {
        const file = fileOf.get(kind) ?? path.join(directory, `seed-${seed}-${fileOf.size}.json`);
        fileOf.set(kind, file);
        const where = machine === undefined ? {} : { machine };
        writeFileSync(file, `${JSON.stringify({ title: broken.message, ...where, sequence }, null, 2)}\n`);
      },
      onSequence(finished) {
        if (finished % (machine === undefined ? 1000 : 10) === 0)
          process.stderr.write(`${finished} of ${runs} sequences with the seed ${seed}\n`);
      },
    });
    const failures = caught.map(
      ({ kind, sequence, broken, count }) =>
        `${fileOf.get(kind)}, ${count} times: ${broken.message}\n${JSON.stringify(sequence)}`,
    );
    expect(failures.join("\n\n")).toBe("");
  });
}
