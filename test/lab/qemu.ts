// Starts the virtual machine and reads its console until it is ready.
import { type ChildProcess, spawn } from "node:child_process";
import { openSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { consoleText, readLog } from "./console.ts";
import type { Image } from "./image/build.ts";
import type { Lab } from "./paths.ts";
import type { Progress } from "./progress.ts";
import type { Accelerator } from "./state.ts";
import { HOSTS } from "./topology.ts";

export interface Machine {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly ports: Readonly<Record<string, number>>;
}

/**
 * Ports that are free now. Another program may take one before QEMU does. Then QEMU reports it, and the start is
 * repeated.
 */
export async function freePorts(
  names: readonly string[] = HOSTS.map(({ name }) => name),
): Promise<Record<string, number>> {
  const servers = await Promise.all(
    names.map(async (name) => {
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject).listen(0, "127.0.0.1", resolve);
      });
      return { name, server };
    }),
  );
  return Object.fromEntries(
    servers.map(({ name, server }) => {
      const address = server.address();
      server.close();
      return [name, typeof address === "object" && address !== null ? address.port : 0];
    }),
  );
}

/** What a virtual machine consists of, besides its kernel, its disk and its console. */
export interface Hardware {
  readonly name: string;
  readonly processors: number;
  readonly memoryMiB: number;
  /** more words for the kernel's command line */
  readonly kernelWords: string;
  /** The hosts whose sshd can be reached, with their addresses in the machine. */
  readonly forwards: Readonly<Record<string, string>>;
  /** more arguments for QEMU */
  readonly more: readonly (readonly string[])[];
}

/** The machine of a lab. It ends instead of rebooting. */
export const LAB_HARDWARE: Hardware = {
  name: "iproute2-lab",
  processors: 2,
  memoryMiB: 1024,
  kernelWords: "",
  forwards: Object.fromEntries(HOSTS.map(({ name, underlay4 }) => [name, underlay4])),
  more: [["-no-reboot"]],
};

/**
 * Words for the kernel of an emulated machine, which then starts a program in a third of the time. QEMU 7.2 translates
 * code again for each address at which a program is loaded, so the addresses stay the same (`norandmaps`). Each read of
 * the HPET's clock leaves the emulated processor, which a read of the TSC does not.
 */
const FASTER_EMULATION = "norandmaps init_on_alloc=0 tsc=reliable clocksource=tsc";

/**
 * A processor without page tables of five levels. The emulation walks the tables for each page that a program touches
 * first, so a level less saves about a quarter of the time of a program's start.
 */
const EMULATED_CPU = "max,la57=off";

function qemuArguments(
  lab: Lab,
  image: Pick<Image, "kernel" | "disk">,
  accel: Accelerator,
  hardware: Hardware,
  ports: Readonly<Record<string, number>>,
): string[] {
  const forwards = Object.entries(hardware.forwards).map(
    ([name, address]) => `hostfwd=tcp:127.0.0.1:${ports[name]}-${address}:22`,
  );
  const kernelWords = [
    "console=ttyS0 quiet panic=-1 mitigations=off random.trust_cpu=on net.ifnames=0",
    ...(accel === "tcg" ? [FASTER_EMULATION] : []),
    hardware.kernelWords,
  ];
  return [
    ["-name", hardware.name],
    ["-M", "q35", "-nodefaults", "-no-user-config", "-display", "none"],
    accel === "kvm"
      ? ["-accel", "kvm", "-cpu", "host"]
      : ["-accel", "tcg,thread=multi", "-cpu", EMULATED_CPU],
    ["-smp", String(hardware.processors), "-m", String(hardware.memoryMiB)],
    ["-kernel", image.kernel, "-initrd", lab.initrd],
    ["-append", kernelWords.join(" ").trim()],
    ["-chardev", `file,id=console,path=${lab.console}`, "-serial", "chardev:console"],
    // A socket's path has at most 107 bytes. Without the socket, a machine that is stuck stays stuck (see
    // qemu-unstick.ts).
    accel === "tcg" && lab.debugger.length < 108 ? ["-gdb", `unix:${lab.debugger},server=on,wait=off`] : [],
    // The image is only read. Writes go to a temporary file that is removed with the process.
    ["-drive", `file=${image.disk},if=virtio,format=raw,snapshot=on`],
    // restrict: the machine reaches no network outside of itself. QEMU's IPv6 is off, because it would send router
    // advertisements.
    ["-netdev", ["user,id=net,restrict=on,ipv6=off", ...forwards].join(",")],
    ["-device", "virtio-net-pci,netdev=net,romfile="],
    ["-object", "rng-random,id=rng,filename=/dev/urandom", "-device", "virtio-rng-pci,rng=rng"],
    ...hardware.more,
  ].flat();
}

/**
 * The kernel kills an attached machine when the thread that started it ends. A detached one has a session of its own
 * and no terminal.
 */
export async function startMachine(
  lab: Lab,
  image: Pick<Image, "kernel" | "disk">,
  accel: Accelerator,
  attached: boolean,
  hardware: Hardware = LAB_HARDWARE,
): Promise<Machine> {
  const ports = await freePorts(Object.keys(hardware.forwards));
  rmSync(lab.console, { force: true });
  const log = openSync(lab.qemuLog, "w");
  const qemu = ["qemu-system-x86_64", ...qemuArguments(lab, image, accel, hardware, ports)];
  const [command = "", ...args] = attached ? ["setpriv", "--pdeathsig", "KILL", "--", ...qemu] : qemu;
  const child = spawn(command, args, { stdio: ["ignore", log, log], detached: !attached });
  await new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
  if (!attached) child.unref();
  return { child, pid: child.pid ?? 0, ports };
}

export type Outcome = { ready: true } | { ready: false; why: string };

/**
 * Waits for READY on the console. `aliveWithin` is how long the machine may print nothing, because a KVM that does
 * not work can hang without an error.
 */
export async function waitReady(
  lab: Lab,
  machine: Machine,
  limits: { aliveWithin: number; readyWithin: number },
  progress: Progress,
): Promise<Outcome> {
  const start = Date.now();
  let shown = 0;
  for (;;) {
    const lines = consoleText(lab)
      .split(/\r?\n/)
      .slice(0, -1)
      .filter((line) => line.startsWith("lab: "));
    for (; shown < lines.length; shown++) progress.step(lines[shown]?.slice(5) ?? "");
    if (lines.some((line) => line.startsWith("lab: READY"))) return { ready: true };
    const failure = lines.find((line) => line.startsWith("lab: FAILED"));
    if (failure !== undefined) return { ready: false, why: failure };
    const { exitCode, signalCode } = machine.child;
    if (exitCode !== null || signalCode !== null) {
      return {
        ready: false,
        why: `QEMU ended (${exitCode ?? signalCode}): ${readLog(lab.qemuLog).trim()}`,
      };
    }
    const seconds = (Date.now() - start) / 1000;
    if (lines.length === 0 && seconds > limits.aliveWithin) return { ready: false, why: "no sign of life" };
    if (seconds > limits.readyWithin) {
      const last = consoleText(lab).trim().split("\n").slice(-5).join("\n");
      return { ready: false, why: `not ready after ${limits.readyWithin} s; the console says:\n${last}` };
    }
    await sleep(50);
  }
}
