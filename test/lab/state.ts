// The state of this checkout's lab, in .lab/state.json. It is written before the machine starts, so that a lab whose
// starter was killed can be found and stopped.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Lab } from "./paths.ts";

export type Accelerator = "kvm" | "tcg";

export interface LabState {
  readonly pid: number;
  /**
   * The start time of that process in clock ticks, and its boot. They distinguish it from a later process with the
   * same pid.
   */
  readonly started: string;
  readonly startedAt: string;
  readonly phase: "starting" | "ready";
  readonly accel: Accelerator;
  readonly release: string;
  readonly ports: Readonly<Record<string, number>>;
  /** Seconds from start to READY. */
  readonly readySeconds?: number;
  /** The process that this lab ends with; absent if it runs until `down`. */
  readonly attachedTo?: number;
}

/** Identifies a process beyond its pid. Undefined if it has ended or is a zombie. */
export function processIdentity(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot}/${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** The lab's state if its machine runs, in any phase. */
export function liveState(lab: Lab): LabState | undefined {
  try {
    const state = JSON.parse(readFileSync(lab.state, "utf8")) as LabState;
    return processIdentity(state.pid) === state.started ? state : undefined;
  } catch {
    return undefined;
  }
}

export function writeState(lab: Lab, state: LabState): void {
  writeFileSync(lab.state, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
}

/** Removes the files of a lab that has ended. The logs stay until the next start. */
export function removeState(lab: Lab): void {
  for (const file of ["state", "hosts", "key", "knownHosts", "initrd"] as const) {
    rmSync(lab[file], { force: true });
  }
}
