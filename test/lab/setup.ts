// Vitest's globalSetup: one lab for all test files of a run. It belongs to vitest's main process, not to a worker,
// so it lives as long as the run and no longer.
import { ensureLab } from "./ensure.ts";
import { labFiles } from "./paths.ts";
import { readText } from "./qemu.ts";

export default async function setup(): Promise<() => Promise<void>> {
  const { stop } = await ensureLab();
  return async () => {
    // A kernel that has got into trouble says so here and nowhere else
    const [, trouble = ""] = readText(labFiles.console).split(/lab: READY.*\n/);
    if (trouble.trim() !== "") console.error(`the hosts' console:\n${trouble}`);
    await stop();
  };
}
