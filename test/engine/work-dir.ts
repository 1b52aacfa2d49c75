import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";

/**
 * Stacks live inside the checkout: the process of a dynamic provider starts in the stack's directory and
 * looks from there upwards for node_modules/pulumi-iproute2.
 */
const parent = path.resolve(import.meta.dirname, "../../.pulumi/stacks");

const live = new Set<string>();

process.on("exit", () => {
  for (const dir of live) rmSync(dir, { recursive: true, force: true });
});

/** A directory of this process. */
export function makeWorkDir(name: string): string {
  mkdirSync(parent, { recursive: true });
  sweepWorkDirs();
  const dir = mkdtempSync(path.join(parent, `${name}.${process.pid}.`));
  live.add(dir);
  return dir;
}

/** Removes what processes that were killed have left behind. */
export function sweepWorkDirs(): void {
  if (!existsSync(parent)) return;
  for (const entry of readdirSync(parent)) {
    const pid = Number(/\.(\d+)\.\w+$/.exec(entry)?.[1]);
    if (pid && !isAlive(pid)) rmSync(path.join(parent, entry), { recursive: true, force: true });
  }
}

export function removeWorkDir(dir: string): void {
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  live.delete(dir);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
