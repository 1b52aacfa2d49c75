// Vitest's globalSetup: one lab for all test files of a run. It belongs to vitest's main process, not to a worker,
// so it lives as long as the run and no longer.
import { ensureLab } from "./ensure.ts";
import { watchMachine } from "./qemu-unstick.ts";

export default async function setup(): Promise<() => Promise<void>> {
  const { stop } = await ensureLab();
  const watch = watchMachine();
  return async () => {
    watch.stop();
    await stop();
  };
}
