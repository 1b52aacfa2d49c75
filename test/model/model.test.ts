import { availableParallelism } from "node:os";
import { afterAll } from "vitest";
import { missing } from "./host.ts";
import { THIS_MACHINE } from "./machine.ts";
import { randomTests } from "./random-test.ts";
import { Worlds } from "./world.ts";

const worlds = new Worlds(THIS_MACHINE);

afterAll(() => worlds.stop());

randomTests({
  worlds: () => worlds,
  runs: 2000,
  // More sequences than processors run at a time, because the kernel waits during most of a sequence.
  lanes: 2 * availableParallelism() + 2,
  reason: missing(),
});
