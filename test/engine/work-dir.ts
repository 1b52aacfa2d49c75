import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";

/**
 * Stacks are inside the checkout, because a dynamic provider's process starts in the stack's directory and searches
 * the directories above it for node_modules/pulumi-iproute2.
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

/** Removes what killed processes left. */
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
