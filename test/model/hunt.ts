import fc from "fast-check";
import { Broken } from "./broken.ts";
import { replay } from "./replay.ts";
import type { Features, Sequence } from "./sequence.ts";
import { sequences } from "./sequence.ts";

/** What a failure is about, without what differs from one sequence to the next. */
export const kindOf = (broken: Broken): string =>
  (broken.faults[0] ?? "")
    .replace(/\{.*/s, "")
    .replace(/(alpha|beta)/g, "HOST")
    .replace(/[0-9a-f:]*:[0-9a-f:/]+|\d+(\.\d+)*(\/\d+)?/g, "#")
    .replace(/\b(n?[abc]2?|m#|s#)\b/g, "X")
    .slice(0, 160);

export interface Catch {
  readonly sequence: Sequence;
  readonly broken: Broken;
  count: number;
}

async function broken(sequence: Sequence): Promise<Broken | undefined> {
  try {
    await replay(sequence);
    return undefined;
  } catch (error) {
    if (error instanceof Broken) return error;
    throw error;
  }
}

/** The same kind of failure by fewer and simpler steps. */
export async function shrink(sequence: Sequence, kind: string): Promise<Sequence> {
  let best = sequence;
  for (let again = true; again; ) {
    again = false;
    for (const smaller of simpler(best)) {
      const found = await broken(smaller);
      if (found === undefined || kindOf(found) !== kind) continue;
      best = smaller;
      again = true;
      break;
    }
  }
  return best;
}

/** Sequences with a step, an edit or a value less. */
function* simpler(sequence: Sequence): Generator<Sequence> {
  const { steps } = sequence;
  for (const index of steps.keys()) yield { ...sequence, steps: steps.toSpliced(index, 1) };
  if (sequence.twins) yield { ...sequence, twins: false };
  if (sequence.machineIds !== "distinct") yield { ...sequence, machineIds: "distinct" };
  for (const [index, step] of steps.entries())
    for (const value of less(step))
      yield { ...sequence, steps: steps.with(index, value as Sequence["steps"][number]) };
}

function* less(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const index of value.keys()) yield value.toSpliced(index, 1);
    for (const [index, one] of value.entries())
      for (const smaller of less(one)) yield value.with(index, smaller);
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
    ];
    for (const [key, one] of Object.entries(value)) {
      const { [key as never]: _, ...rest } = value;
      if (optional.includes(key) && (key !== "host" || "vni" in value)) yield rest;
      for (const smaller of less(one)) yield { ...value, [key]: smaller };
    }
  } else if (typeof value === "number" && value > 0 && value < 5) yield value - 1;
  else if (value === 1) yield 0;
}

export interface Hunt {
  readonly features: Features;
  readonly runs: number;
  readonly seed: number;
  /** sequences that run at the same time */
  readonly lanes: number;
  /** Go on after a failure, and gather each kind once. */
  readonly goOn: boolean;
}

/** Runs random sequences, and gathers what broke, by the shortest sequences that break it. */
export async function hunt({ features, runs, seed, lanes, goOn }: Hunt): Promise<Catch[]> {
  const all = fc.sample(sequences(features), { numRuns: runs, seed });
  const caught = new Map<string, Catch>();
  let next = 0;
  const lane = async () => {
    while (next < all.length && (goOn || caught.size === 0)) {
      const sequence = all[next++];
      const failure = sequence && (await broken(sequence));
      if (failure === undefined || sequence === undefined) continue;
      const kind = kindOf(failure);
      const known = caught.get(kind);
      if (known !== undefined) {
        known.count += 1;
        continue;
      }
      const mine: Catch = { sequence, broken: failure, count: 1 };
      caught.set(kind, mine);
      const small = await shrink(sequence, kind);
      caught.set(kind, { sequence: small, broken: (await broken(small)) ?? failure, count: mine.count });
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return [...caught.values()];
}
