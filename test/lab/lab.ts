// Starts and stops a lab.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { acceleratorsToTry, rememberKvm } from "./accel.ts";
import { type LabHosts, labHosts, publish, writeHosts } from "./hosts.ts";
import { labInitrd, makeIdentity } from "./identity.ts";
import { ensureImage, type Image } from "./image/build.ts";
import { DEFAULT_RELEASE } from "./image/recipe.ts";
import { withLock } from "./lock.ts";
import { currentLab, type Lab } from "./paths.ts";
import { type Progress, progress as report } from "./progress.ts";
import { type Hardware, LAB_HARDWARE, type Machine, startMachine, waitReady } from "./qemu.ts";
import {
  type Accelerator,
  type LabState,
  liveState,
  processIdentity,
  removeState,
  writeState,
} from "./state.ts";
import { needTools } from "./tools.ts";

export interface UpOptions {
  /** default: the current one */
  readonly lab?: Lab;
  /** An attached lab ends with this process, even after kill -9. Other labs run until `down`. */
  readonly attached: boolean;
  /** default: LAB_RELEASE, or bookworm */
  readonly release?: string;
  readonly progress?: Progress;
}

/** Starts a lab of this checkout unless it runs. `started` is whether this call started it. */
export async function up({
  lab = currentLab(),
  ...options
}: UpOptions): Promise<{ hosts: LabHosts; started: boolean }> {
  const progress = options.progress ?? report(lab.number === 1 ? "lab" : `lab ${lab.number}`);
  needTools(["qemu-system-x86_64", "setpriv", "flock"]);
  mkdirSync(lab.directory, { recursive: true, mode: 0o700 });
  return withLock(
    lab.lock,
    () => progress.step("waiting for another start of this checkout's lab"),
    async () => {
      const wanted = options.release ?? process.env.LAB_RELEASE;
      const running = liveState(lab);
      if (running?.phase === "ready") {
        if (wanted !== undefined && running.release !== wanted)
          throw new Error(otherRelease(running, wanted));
        return { hosts: labHosts(lab), started: false };
      }
      // A machine that still runs here is from a start that was killed.
      await down(lab);
      const image = await ensureImage(wanted ?? DEFAULT_RELEASE, progress);
      const identity = makeIdentity();
      const initrd = Buffer.concat([readFileSync(image.initrd), labInitrd(identity)]);
      await boot({
        ...{
          lab,
          image,
          initrd,
          hardware: LAB_HARDWARE,
          attached: options.attached,
          patience: PATIENCE,
          progress,
        },
        ready: ({ ports }) => writeHosts(lab, identity, ports),
      });
      return { hosts: labHosts(lab), started: true };
    },
  );
}

const otherRelease = ({ release }: LabState, wanted: string) =>
  `the lab runs Debian ${release}, not ${wanted}: stop it with \`npm run lab down\``;

/** Seconds that an emulated machine may take: 5 is usual, 18 on a busy machine. */
const PATIENCE = 180;

/** One start of a virtual machine. */
export interface Start {
  readonly lab: Lab;
  readonly image: Image;
  readonly initrd: Buffer;
  readonly hardware: Hardware;
  readonly attached: boolean;
  /** seconds that an emulated machine may take until it is ready */
  readonly patience: number;
  readonly progress: Progress;
  /** Writes the files about the machine that others read. */
  ready(machine: Machine): void;
}

/** Starts a machine with the first accelerator that works. */
export async function boot(start: Start): Promise<void> {
  const { lab, image, initrd, hardware, attached, patience, progress } = start;
  writeFileSync(lab.initrd, initrd, { mode: 0o600 });
  let why = "";
  for (const accel of acceleratorsToTry()) {
    // Another program can take a port between this choice and QEMU's bind. Then the start chooses again, a few times.
    for (let attempt = 0; attempt < 5; attempt++) {
      const begin = Date.now();
      progress.step(`starting the machine with ${accel === "kvm" ? "KVM" : "emulation (TCG)"}`);
      const machine = await startMachine(lab, image, accel, attached, hardware);
      const record = (phase: "starting" | "ready"): void =>
        writeMachine(lab, machine, image, accel, attached, phase, begin);
      record("starting");
      const limits =
        accel === "kvm" ? { aliveWithin: 8, readyWithin: 60 } : { aliveWithin: 60, readyWithin: patience };
      const outcome = await waitReady(lab, machine, limits, progress);
      if (outcome.ready) {
        rememberKvm(accel === "kvm");
        start.ready(machine);
        record("ready");
        return;
      }
      why = outcome.why;
      await down(lab);
      writeFileSync(lab.initrd, initrd, { mode: 0o600 });
      if (!/host forwarding/.test(why)) break;
      progress.step(why.split("\n")[0] ?? "once more");
    }
    if (accel === "kvm") {
      rememberKvm(false);
      progress.step(`KVM does not work here (${why.split("\n")[0]})`);
    }
  }
  removeState(lab);
  throw new Error(`${hardware.name} did not start: ${why}\nlogs: ${lab.console}, ${lab.qemuLog}`);
}

function writeMachine(
  lab: Lab,
  machine: Machine,
  image: Image,
  accel: Accelerator,
  attached: boolean,
  phase: "starting" | "ready",
  start: number,
): void {
  const started = processIdentity(machine.pid);
  if (started === undefined) return;
  writeState(lab, {
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

/** Stops a lab in any phase. Returns whether there was one. No other process is ended. */
export async function down(lab = currentLab()): Promise<boolean> {
  const state = liveState(lab);
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
  if (existsSync(lab.directory)) removeState(lab);
  if (lab.number === 1) publish();
  return state !== undefined;
}
