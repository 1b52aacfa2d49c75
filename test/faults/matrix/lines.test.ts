// The kernel reports an error at a line of a batch, or a process on the host is killed there.
import { expect } from "vitest";
import { converges, matrixTest, PHASES, type Phase, unrecorded, worlds } from "./converge.ts";
import { arm, disarm, ERRORS, type Error, faultyIp, type Kill } from "./faulty-ip.ts";

const pool = worlds({ programs: faultyIp() });

interface Case {
  readonly phase: Phase;
  readonly line: number;
  readonly what: string;
}

/** The number of lines that an undisturbed run of each phase sends to ip. */
async function linesOf(phase: Phase): Promise<number> {
  let lines = 0;
  await pool.use((world) =>
    converges(world, phase, {
      arm: () => arm(world.alpha, 0, "none").then(() => {}),
      then: async () => {
        lines = await disarm(world.alpha);
      },
    }),
  );
  return lines;
}

async function casesOf(faults: readonly string[]): Promise<Case[]> {
  const cases: Case[] = [];
  for (const phase of PHASES) {
    const lines = await linesOf(phase);
    for (const what of faults) for (let line = 1; line <= lines; line += 1) cases.push({ phase, line, what });
  }
  return cases;
}

const KERNEL: readonly Error[] = [...(Object.keys(ERRORS) as (keyof typeof ERRORS)[]), "ENOMEM-after"];
const KILLS: readonly Kill[] = [
  ...(["kill-ip", "kill-ip-after", "kill-shell", "kill-shell-after", "kill-all", "kill-all-after"] as const),
];

matrixTest(
  "kernel error at each line",
  "kernel error at any line of a batch: a failed run leaves no unrecorded device, and the next up --refresh repairs the host",
  () => casesOf(KERNEL),
  ({ phase, line, what }) =>
    pool.use(async (world) => {
      await converges(world, phase, {
        arm: () => arm(world.alpha, line, what).then(() => {}),
        then: async (_result, stack) => {
          await disarm(world.alpha);
          expect(await unrecorded(world, stack)).toEqual([]);
        },
      });
    }),
);

matrixTest(
  "kill of the remote shell or of ip",
  "ip, shell or all processes of a session that are killed at any line: the next up --refresh repairs the host",
  () => casesOf(KILLS),
  ({ phase, line, what }) =>
    pool.use(async (world) => {
      await converges(world, phase, {
        arm: () => arm(world.alpha, line, what).then(() => {}),
        then: async () => {
          await disarm(world.alpha);
        },
      });
    }),
);
