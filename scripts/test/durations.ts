// How long each test file took on an earlier run. Only the order of files depends on it, so a stale figure costs time
// and nothing else. `npm test -- --record-durations` writes the table again.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const table = path.join(import.meta.dirname, "durations.json");

/** A file that the table lacks is taken to be of middling length. */
const UNKNOWN_SECONDS = 20;

/** Seconds by file. */
export type Durations = Readonly<Record<string, number>>;

export const readDurations = (file = table): Durations =>
  existsSync(file) ? z.record(z.string(), z.number()).parse(JSON.parse(readFileSync(file, "utf8"))) : {};

export const secondsOf = (durations: Durations, file: string): number => durations[file] ?? UNKNOWN_SECONDS;

/** Replaces the figures of the files that ran; files that no longer exist are dropped. */
export function recordDurations(measured: ReadonlyMap<string, number>, root: string, file = table): void {
  const all = new Map([...Object.entries(readDurations(file)), ...measured]);
  const entries = [...all]
    .filter(([name]) => existsSync(path.join(root, name)))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, seconds]) => [name, Math.max(1, Math.round(seconds))]);
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}
