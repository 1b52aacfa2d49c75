// What the machine's console has to say after a run: a kernel that has got into trouble says so here and nowhere else.
import { readFileSync } from "node:fs";
import type { Lab } from "./paths.ts";

/** A log's text; empty where there is none. */
export function readLog(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** The console's text; empty before a machine was started. */
export const consoleText = (lab: Lab): string => readLog(lab.console);

/** What the kernel complained of since the hosts were ready, the newest lines of it. */
export function consoleTrouble(text: string): string[] {
  const [, since = ""] = text.split(/^lab: READY.*\n/m);
  return since
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "" && !line.startsWith("lab: "))
    .slice(-60);
}

/** The machine's last sign of life, by which a machine that stopped is told from one that can't be reached. */
export const lastSign = (text: string): string | undefined => text.match(/^lab: alive .*\d/gm)?.at(-1);
