// The connection breaks while the host runs a frame. The next shell begins while the first script still runs.
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { Connections } from "../../model/wire.ts";
import type { World } from "../../model/world.ts";
import { converges, matrixTest, PHASES, type Phase, worlds } from "./converge.ts";
import { arm, disarm, faultyIp, linesOf } from "./faulty-ip.ts";

const pool = worlds({ programs: faultyIp() });

/** Connections whose end does not wait for the shells on the hosts. */
class Abandoned extends Connections {
  override async end(): Promise<void> {
    this.kill();
  }
}

/** Resolves when the slow line has begun. */
async function reached(world: World): Promise<void> {
  for (let tries = 0; tries < 1000; tries += 1) {
    if ((await world.alpha.run("ls /run/fault/reached")).exitCode === 0) return;
    await sleep(20);
  }
}

interface Case {
  readonly phase: Phase;
  readonly line: number;
  readonly how: "cut" | "kill";
}

/** A case for each line of ip. */
async function casesOf(): Promise<Case[]> {
  const cases: Case[] = [];
  for (const phase of PHASES) {
    const lines = await linesOf(pool, phase);
    for (let line = 1; line <= lines; line += 1)
      for (const how of ["cut", "kill"] as const) cases.push({ phase, line, how });
  }
  return cases;
}

matrixTest(
  "retry while the first script runs",
  "run that begins while the script of a broken connection still runs repairs the host",
  casesOf,
  ({ phase, line, how }) =>
    pool.use(async (world) => {
      const connections = new Abandoned(world.hosts);
      await converges(world, phase, {
        options: { connections },
        arm: () => arm(world.alpha, line, "slow"),
        meanwhile: async () => {
          await reached(world);
          connections[how]();
        },
        // The script still runs here, so the directory of its ip stays
        afterwards: async () =>
          expect(await world.alpha.must("ls /run/fault; rm /run/fault/at")).toMatch("caused"),
      });
      await disarm(world.alpha);
    }),
  { lanes: 12 },
);
