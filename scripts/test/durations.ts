// The duration of each test file in an earlier run. Only the order of files depends on it, so an old figure does no harm
// except that a run takes longer. `npm test -- --record-durations` writes the table again.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const table = path.join(import.meta.dirname, "durations.json");

/** The assumed duration of a file that the table lacks. */
const UNKNOWN_SECONDS = 20;

/** Seconds by file. */
export type Durations = Readonly<Record<string, number>>;

export const readDurations = (file = table): Durations =>
  existsSync(file) ? z.record(z.string(), z.number()).parse(JSON.parse(readFileSync(file, "utf8"))) : {};

export const secondsOf = (durations: Durations, file: string): number => durations[file] ?? UNKNOWN_SECONDS;

/** Replaces the figures of the files that ran, and drops files that no longer exist. */
export function recordDurations(measured: ReadonlyMap<string, number>, root: string, file = table): void {
  const all = new Map([...Object.entries(readDurations(file)), ...measured]);
  const entries = [...all]
    .filter(([name]) => existsSync(path.join(root, name)))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, seconds]) => [name, Math.max(1, Math.round(seconds))]);
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}
