// The kernel reports an error at a line of a batch, or a process on the host is killed there.
import { expect } from "vitest";
import { converges, matrixTest, PHASES, type Phase, unrecorded, worlds } from "./converge.ts";
import {
  arm,
  disarm,
  ERRORS,
  faultyIp,
  type KernelError,
  type Kill,
  linesOf,
  TOLERANCE,
} from "./faulty-ip.ts";

const pool = worlds({ programs: faultyIp() });

interface Case {
  readonly phase: Phase;
  readonly line: number;
  /** how many an undisturbed run has */
  readonly of: number;
  readonly what: string;
}

async function casesOf(faults: readonly string[]): Promise<Case[]> {
  const cases: Case[] = [];
  for (const phase of PHASES) {
    const lines = await linesOf(pool, phase);
    for (const what of faults)
      for (let line = 1; line <= lines; line += 1) cases.push({ phase, line, of: lines, what });
  }
  return cases;
}

/** Causes the fault in one run, and expects that it occurs and that the next run repairs the host. */
const repaired = ({ phase, line, of, what }: Case, isComplete: boolean) =>
  pool.use(async (world) => {
    await converges(world, phase, {
      arm: () => arm(world.alpha, line, what),
      mayLackMarker: what.endsWith("-after"),
      afterwards: async (_result, stack) => {
        expect((await disarm(world.alpha)).occurred || line > of - TOLERANCE).toBe(true);
        if (isComplete) expect(await unrecorded(world, stack)).toEqual([]);
      },
    });
  });

const ERROR_NAMES = Object.keys(ERRORS) as (keyof typeof ERRORS)[];
const KERNEL_ERRORS: readonly KernelError[] = [...ERROR_NAMES, "ENOMEM-after"];
const KILLS: readonly Kill[] = [
  ...(["kill-ip", "kill-ip-after", "kill-shell"] as const),
  ...(["kill-shell-after", "kill-all", "kill-all-after"] as const),
];

matrixTest(
  "kernel error at each line",
  "kernel error at any line of a batch: a failed run leaves no unrecorded device, and the next up --refresh repairs the host",
  () => casesOf(KERNEL_ERRORS),
  (one) => repaired(one, true),
);

matrixTest(
  "kill of the remote shell or of ip",
  "ip, shell or all processes of a session that are killed at any line: the next up --refresh repairs the host",
  () => casesOf(KILLS),
  (one) => repaired(one, false),
);
