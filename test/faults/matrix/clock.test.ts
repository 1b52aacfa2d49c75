// The clock of the machine that runs the provider jumps at each frame.
import { globSync, readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { green } from "../../model/trials.ts";
import { Connections, type Fault } from "../../model/wire.ts";
import { counted } from "../counts.ts";
import { converges, matrixTest, PHASES, worlds } from "./converge.ts";

const pool = worlds();
const DAY = 86_400_000;

/** Connections that set the clock when the process sends a frame. */
class Jumping extends Connections {
  readonly jump: number;
  readonly at: number;

  constructor(hosts: Connections["hosts"], { jump, at }: { jump: number; at: number }) {
    super(hosts);
    this.jump = jump;
    this.at = at;
  }

  override faultOfNext(): Fault | undefined {
    const fault = super.faultOfNext();
    if (this.frames === this.at) vi.setSystemTime(Date.now() + this.jump);
    return fault;
  }
}

const FRAMES = [1, 2, 3];
const JUMPS = [-3650 * DAY, -DAY, -1000, DAY, 3650 * DAY];

matrixTest(
  "clock jump",
  "clock that jumps at any frame: the run succeeds",
  () => PHASES.flatMap((phase) => FRAMES.flatMap((at) => JUMPS.map((jump) => ({ phase, at, jump })))),
  ({ phase, ...jump }) =>
    pool.use(async (world) => {
      green(await converges(world, phase, { options: { connections: new Jumping(world.hosts, jump) } }));
    }),
  {
    around: async (run) => {
      vi.useFakeTimers({ toFake: ["Date"] });
      return run().finally(() => vi.useRealTimers());
    },
  },
);

test("provider and shell functions read no wall clock", () => {
  const files = globSync("{provider,sdk}/**/*.{ts,sh}").filter((file) => !file.includes(".generated."));
  expect(files.length).toBeGreaterThan(100);
  const found = files.filter((file) =>
    /\bDate\.now\(|\bnew Date\(|\$\(date\b|-newer|-mmin|%s\)T/.test(readFileSync(file, "utf8")),
  );
  expect(found).toEqual([]);
  counted("clock jump", 1);
});
