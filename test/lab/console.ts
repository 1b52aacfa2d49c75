// Reads the machine's console after a run. A kernel prints serious errors only there.
import { readFileSync } from "node:fs";
import type { Lab } from "./paths.ts";

/** A log's text. Empty without a log. */
export function readLog(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** The console's text. Empty before a machine was started. */
export const consoleText = (lab: Lab): string => readLog(lab.console);

/** The newest error lines of the kernel since the hosts were ready. */
export function consoleTrouble(text: string): string[] {
  const [, since = ""] = text.split(/^lab: READY.*\n/m);
  return since
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "" && !line.startsWith("lab: "))
    .slice(-60);
}

/** The machine's last activity. It distinguishes a machine that stopped from one that is unreachable. */
export const lastSign = (text: string): string | undefined => text.match(/^lab: alive .*\d/gm)?.at(-1);
