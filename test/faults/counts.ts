// Counts the cases of the fault matrix. A run prints the counts at its end (scripts/test/fault-counts.ts).
import { type TaskMeta, TestRunner } from "vitest";
import { isLong } from "../sample.ts";

/** The rows of the table in ./README.md. */
export const ROWS = [
  "connection cut after each packet",
  "connection cut before a frame, inside it, or before its reply",
  "truncated frame",
  "kill of the provider or the CLI",
  "kill of the remote shell or of ip",
  "power cut",
  "retry while the first script runs",
  "wiped or changed marks",
  "noise on the standard streams",
  "host that lacks something",
  "login shell",
  "slow, lossy or silent network",
  "kernel error at each line",
  "clock jump",
  "dead host among 50",
  "change that cuts the connection",
  "confirmation at the end of the timer",
] as const;
export type Row = (typeof ROWS)[number];

/** The cases of one test. */
export interface Count {
  readonly row: Row;
  readonly ran: number;
  /** how many of them a long run has */
  readonly all: number;
}

declare module "vitest" {
  interface TaskMeta {
    faults?: readonly Count[];
  }
}

/** Whether this run has all cases. Otherwise it has about a tenth of them. FAULTS=all is for the matrix alone. */
export const hasAll = isLong || process.env.FAULTS === "all";

/** Records cases of the current test. */
export function counted(row: Row, ran: number, all = ran): void {
  const { meta } = TestRunner.getCurrentTest() ?? { meta: {} as TaskMeta };
  meta.faults = [...(meta.faults ?? []), { row, ran, all }];
}

/** One case, as a failure prints it: FAULTS_CASE='{"phase":"create","line":15,"what":"kill-ip"}'. */
const only = process.env.FAULTS_CASE;

/** Every tenth case, with the last one; all cases with FAULTS=all; one case with FAULTS_CASE. */
export function chosen<T>(all: readonly T[]): readonly T[] {
  if (only !== undefined) return all.filter((one) => JSON.stringify(one) === only);
  return hasAll ? all : all.filter((_, index) => index % 10 === 4 || index === all.length - 1);
}
