import fc from "fast-check";
import { Broken } from "./broken.ts";
import { sequences } from "./random-sequences.ts";
import { replay } from "./replay.ts";
import type { Features, Sequence } from "./sequence.ts";
import type { Worlds } from "./world.ts";

/** The kind of a failure: its first fault, without the names and numbers that differ between sequences. */
export const kindOf = (broken: Broken): string =>
  (broken.faults[0] ?? "")
    .replace(/\{.*/s, "")
    .replace(/(alpha|beta)/g, "HOST")
    .replace(/[0-9a-f:]*:[0-9a-f:/]+|\d+(\.\d+)*(\/\d+)?/g, "#")
    .replace(/\b(n?[abcgi]2?|m#|s#)\b/g, "X")
    .slice(0, 160);

/** A kind of failure, and how many sequences had it. */
export interface Catch {
  readonly kind: string;
  readonly sequence: Sequence;
  readonly broken: Broken;
  count: number;
}

/** Runs a sequence. Returns its failure, if it has one. */
async function failureOf(worlds: Worlds, sequence: Sequence): Promise<Broken | undefined> {
  try {
    await replay(worlds, sequence);
    return undefined;
  } catch (error) {
    if (error instanceof Broken) return error;
    throw error;
  }
}

/** The shortest sequence that `shrink` finds with the same kind of failure. */
async function shrink(worlds: Worlds, sequence: Sequence, kind: string): Promise<Sequence> {
  let best = sequence;
  for (let isShrinking = true; isShrinking; ) {
    isShrinking = false;
    for (const smaller of simpler(best)) {
      const found = await failureOf(worlds, smaller);
      if (found === undefined || kindOf(found) !== kind) continue;
      best = smaller;
      isShrinking = true;
      break;
    }
  }
  return best;
}

/** Sequences that have one step, one edit or one value less. */
function* simpler(sequence: Sequence): Generator<Sequence> {
  const { steps } = sequence;
  for (const index of steps.keys()) yield { ...sequence, steps: steps.toSpliced(index, 1) };
  if (sequence.twins) yield { ...sequence, twins: false };
  if (sequence.machineIds !== "distinct") yield { ...sequence, machineIds: "distinct" };
  for (const [index, step] of steps.entries())
    for (const value of smallerValues(step))
      yield { ...sequence, steps: steps.with(index, value as Sequence["steps"][number]) };
}

/** Values that have one item or one key less, or a smaller number. */
function* smallerValues(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const index of value.keys()) yield value.toSpliced(index, 1);
    for (const [index, one] of value.entries())
      for (const smaller of smallerValues(one)) yield value.with(index, smaller);
  } else if (value !== null && typeof value === "object") {
    const optional = [
      "host",
      "dev",
      "ttl",
      "mtu",
      "down",
      "maxAddresses",
      "name",
      "adopt",
      "spelling",
      "createFirst",
      "refresh",
      "targetReplace",
      "fault",
      "metric",
      "protocol",
      "pref",
      "match",
    ];
    for (const [key, one] of Object.entries(value)) {
      const { [key as never]: _, ...rest } = value;
      if (optional.includes(key) && (key !== "host" || "vni" in value)) yield rest;
      for (const smaller of smallerValues(one)) yield { ...value, [key]: smaller };
    }
  } else if (typeof value === "number" && value > 0 && value < 5) yield value - 1;
  else if (value === 1) yield 0;
}

export interface Hunt {
  readonly worlds: Worlds;
  readonly features: Features;
  readonly runs: number;
  readonly seed: number;
  /** the number of sequences that run at the same time */
  readonly lanes: number;
  /** Whether the hunt continues after a failure. It then returns each kind of failure once. */
  readonly goOn: boolean;
  /** Receives each kind of failure, and receives it again with its shortest sequence. */
  readonly onCatch?: (caught: Catch) => void;
  /** Receives the number of finished sequences after each of them. */
  readonly onSequence?: (finished: number) => void;
}

/** Runs random sequences. Returns each kind of failure with the shortest sequence that has it. */
export async function hunt({
  worlds,
  features,
  runs,
  seed,
  lanes,
  goOn,
  onCatch,
  onSequence,
}: Hunt): Promise<Catch[]> {
  const all = fc.sample(sequences(features), { numRuns: runs, seed });
  const caught = new Map<string, Catch>();
  let next = 0;
  let finished = 0;
  const lane = async () => {
    while (next < all.length && (goOn || caught.size === 0)) {
      const sequence = all[next++];
      const failure = sequence && (await failureOf(worlds, sequence));
      finished += 1;
      onSequence?.(finished);
      if (failure === undefined || sequence === undefined) continue;
      const kind = kindOf(failure);
      const known = caught.get(kind);
      if (known !== undefined) {
        known.count += 1;
        continue;
      }
      const first: Catch = { kind, sequence, broken: failure, count: 1 };
      caught.set(kind, first);
      onCatch?.(first);
      const small = await shrink(worlds, sequence, kind);
      const smallest = {
        kind,
        sequence: small,
        broken: (await failureOf(worlds, small)) ?? failure,
        count: first.count,
      };
      caught.set(kind, smallest);
      onCatch?.(smallest);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return [...caught.values()];
}
