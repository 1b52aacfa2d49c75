import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { TestStack } from "./stack.ts";

const tryTo = <T>(body: () => T): T | undefined => {
  try {
    return body();
  } catch {
    return undefined;
  }
};

interface Process {
  readonly pid: number;
  readonly args: readonly string[];
}

/** Processes in a stack's directory on this machine: the CLI and the dynamic provider's process. */
export function processesIn({ workDir }: Pick<TestStack, "workDir">): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => tryTo(() => readlinkSync(`/proc/${pid}/cwd`))?.startsWith(workDir))
    .map((pid) => ({
      pid: Number(pid),
      args: (tryTo(() => readFileSync(`/proc/${pid}/cmdline`, "utf8")) ?? "").split("\0").slice(0, -1),
    }))
    .filter(({ args }) => args.length > 0);
}

/** The CLI's own process of a run that has not ended. */
export function cliOf(stack: TestStack): Process {
  const found = processesIn(stack).find(({ args }) => /(^|\/)pulumi$/.test(args[0] ?? ""));
  if (found === undefined) throw new Error(`no CLI runs in ${stack.workDir}`);
  return found;
}
