// Up, down and in between.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { acceleratorsToTry, rememberKvm } from "./accel.ts";
import { type LabHosts, labHosts, writeHosts } from "./hosts.ts";
import { labInitrd, makeIdentity } from "./identity.ts";
import { ensureImage, type Image } from "./image/build.ts";
import { DEFAULT_RELEASE } from "./image/recipe.ts";
import { withLock } from "./lock.ts";
import { labDir, labFiles } from "./paths.ts";
import { type Progress, progress as report } from "./progress.ts";
import { type Machine, startMachine, waitReady } from "./qemu.ts";
import { type Accelerator, liveState, processIdentity, removeState, writeState } from "./state.ts";
import { needTools } from "./tools.ts";

export interface UpOptions {
  /** Attached: the lab dies with this process, even by kill -9. Otherwise it stays until `down`. */
  readonly attached: boolean;
  readonly release?: string;
  readonly progress?: Progress;
}

/** Starts this checkout's lab unless it runs; says whether this call started it. */
export async function up(options: UpOptions): Promise<{ hosts: LabHosts; started: boolean }> {
  const progress = options.progress ?? report();
  needTools(["qemu-system-x86_64", "setpriv", "flock"]);
  mkdirSync(labDir, { recursive: true, mode: 0o700 });
  return withLock(
    labFiles.lock,
    () => progress.step("waiting for another start of this checkout's lab"),
    async () => {
      if (liveState()?.phase === "ready") return { hosts: labHosts(), started: false };
      // What still lives here was left by a start that was killed half-way.
      await down();
      const image = await ensureImage(
        options.release ?? process.env.LAB_RELEASE ?? DEFAULT_RELEASE,
        progress,
      );
      await boot(image, options.attached, progress);
      return { hosts: labHosts(), started: true };
    },
  );
}

/** Seconds that an emulated machine gets: 5 is usual, 18 on a busy machine. */
const PATIENCE = 180;

async function boot(image: Image, attached: boolean, progress: Progress): Promise<void> {
  const identity = makeIdentity();
  const initrd = Buffer.concat([readFileSync(image.initrd), labInitrd(identity)]);
  writeFileSync(labFiles.initrd, initrd, { mode: 0o600 });
  let why = "";
  for (const accel of acceleratorsToTry()) {
    // A port can be taken between our choice and QEMU's bind: choose again, a few times.
    for (let attempt = 0; attempt < 5; attempt++) {
      const start = Date.now();
      progress.step(`starting the machine with ${accel === "kvm" ? "KVM" : "emulation (TCG)"}`);
      const machine = await startMachine(image, accel, attached);
      const record = (phase: "starting" | "ready"): void =>
        writeMachine(machine, image, accel, attached, phase, start);
      record("starting");
      const limits =
        accel === "kvm" ? { aliveWithin: 8, readyWithin: 60 } : { aliveWithin: 60, readyWithin: PATIENCE };
      const outcome = await waitReady(machine, limits, progress);
      if (outcome.ready) {
        rememberKvm(accel === "kvm");
        writeHosts(identity, machine.ports);
        record("ready");
        return;
      }
      why = outcome.why;
      await down();
      writeFileSync(labFiles.initrd, initrd, { mode: 0o600 });
      if (!/host forwarding/.test(why)) break;
      progress.step(why.split("\n")[0] ?? "once more");
    }
    if (accel === "kvm") {
      rememberKvm(false);
      progress.step(`KVM does not work here (${why.split("\n")[0]})`);
    }
  }
  removeState();
  throw new Error(`the lab did not start: ${why}\nlogs: ${labFiles.console}, ${labFiles.qemuLog}`);
}

function writeMachine(
  machine: Machine,
  image: Image,
  accel: Accelerator,
  attached: boolean,
  phase: "starting" | "ready",
  start: number,
): void {
  const started = processIdentity(machine.pid);
  if (started === undefined) return;
  writeState({
    pid: machine.pid,
    started,
    startedAt: new Date(start).toISOString(),
    phase,
    accel,
    release: image.release,
    ports: machine.ports,
    ...(phase === "ready" ? { readySeconds: (Date.now() - start) / 1000 } : {}),
    ...(attached ? { attachedTo: process.pid } : {}),
  });
}

/** Stops this checkout's lab, whatever its phase; true when there was one. Touches no other process. */
export async function down(): Promise<boolean> {
  const state = liveState();
  if (state !== undefined) {
    const alive = (): boolean => processIdentity(state.pid) === state.started;
    for (const [signal, patience] of [["SIGTERM", 3000] as const, ["SIGKILL", 3000] as const]) {
      if (!alive()) break;
      try {
        process.kill(state.pid, signal);
      } catch {
        break;
      }
      for (const end = Date.now() + patience; alive() && Date.now() < end; ) await sleep(30);
    }
    if (alive()) throw new Error(`process ${state.pid} of the lab does not end`);
  }
  if (existsSync(labDir)) removeState();
  return state !== undefined;
}
