// Starts, reboots and stops gamma and delta. Each is a virtual machine of its own, with the image of the lab and Debian's
// systemd.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { consoleText } from "../console.ts";
import { type LabHost, publish, readHosts } from "../hosts.ts";
import { ensureImage, type Image } from "../image/build.ts";
import { DEFAULT_RELEASE } from "../image/recipe.ts";
import { keyPair } from "../key-pair.ts";
import { boot, down } from "../lab.ts";
import { withLock } from "../lock.ts";
import { labOf } from "../paths.ts";
import { type Progress, progress as report } from "../progress.ts";
import type { Hardware } from "../qemu.ts";
import { watchMachine } from "../qemu-unstick.ts";
import { type Remote, remoteAt } from "../remote.ts";
import { liveState } from "../state.ts";
import { needTools } from "../tools.ts";
import { type MachineIdentity, machineInitrd } from "./files.ts";
import { monitor } from "./monitor.ts";
import { filesOf, MACHINES, type MachineName, machineNames, SSH_ADDRESS } from "./topology.ts";

/** Seconds that an emulated machine may take for a boot: 50 is usual. */
const PATIENCE = 400;

const monitorSocket = (name: MachineName): string => join(filesOf(name).directory, "monitor");
/** Each machine receives the other one's frames at its own socket. */
const segmentSocket = (name: MachineName): string => join(labOf(1).directory, `${name}.eth1`);

const hardwareOf = (name: MachineName): Hardware => {
  const peer = name === "gamma" ? "delta" : "gamma";
  const ends = [
    `local.type=unix,local.path=${segmentSocket(name)}`,
    `remote.type=unix,remote.path=${segmentSocket(peer)}`,
  ];
  const masked = ["systemd-timesyncd", "e2scrub_reap", "getty@tty1", "serial-getty@ttyS0"];
  return {
    name: `iproute2-${name}`,
    processors: 1,
    memoryMiB: 512,
    kernelWords: [
      "labinit=/lib/systemd/systemd systemd.show_status=false",
      "systemd.wants=systemd-networkd.service systemd.wants=lab-ready.service",
      ...masked.map((unit) => `systemd.mask=${unit}.service`),
    ].join(" "),
    forwards: { [name]: SSH_ADDRESS },
    more: [
      ["-netdev", `dgram,id=segment,${ends.join(",")}`],
      ["-device", `virtio-net-pci,netdev=segment,mac=${MACHINES[name].ethernet},romfile=`],
      ["-qmp", `unix:${monitorSocket(name)},server=on,wait=off`],
    ],
  };
};

/** The image's disk with a journal, because these machines lose their power and must keep what they wrote. */
function journaled(image: Image): Pick<Image, "kernel" | "disk"> {
  const disk = join(image.disk, "../journaled.img");
  if (!existsSync(disk)) {
    const part = `${disk}.${process.pid}`;
    copyFileSync(image.disk, part);
    const { status, stderr } = spawnSync("tune2fs", ["-j", part], { encoding: "utf8" });
    if (status !== 0) throw new Error(`tune2fs failed: ${stderr}`);
    renameSync(part, disk);
  }
  return { kernel: image.kernel, disk };
}

/** Starts both machines at once, unless they run. An attached machine ends with this process. */
export async function machinesUp({ attached }: { readonly attached: boolean }): Promise<void> {
  needTools(["qemu-system-x86_64", "setpriv", "flock", "tune2fs"]);
  mkdirSync(labOf(1).directory, { recursive: true, mode: 0o700 });
  const progress = report("machines");
  await withLock(
    join(labOf(1).directory, "machines.lock"),
    () => progress.step("waiting for another start of this checkout's machines"),
    async () => {
      const image = await ensureImage(process.env.LAB_RELEASE ?? DEFAULT_RELEASE, progress);
      await Promise.all(
        machineNames
          .filter((name) => liveState(filesOf(name))?.phase !== "ready")
          .map((name) => start(name, image, attached, report(name))),
      );
      publish();
    },
  );
}

async function start(name: MachineName, image: Image, attached: boolean, progress: Progress): Promise<void> {
  const files = filesOf(name);
  await down(files);
  if (attached) watchMachine(files);
  mkdirSync(files.directory, { recursive: true, mode: 0o700 });
  const identity = { client: keyPair({ comment: "lab" }), host: keyPair({ comment: name }) };
  await boot({
    lab: files,
    image: { ...image, ...journaled(image) },
    initrd: Buffer.concat([readFileSync(image.initrd), machineInitrd(name, identity)]),
    hardware: hardwareOf(name),
    ...{ attached, patience: PATIENCE, progress },
    ready: ({ ports }) => writeHost(name, identity, ports[name] ?? 0),
  });
}

function writeHost(
  name: MachineName,
  { client, host: { public: hostKey } }: MachineIdentity,
  port: number,
): void {
  const files = filesOf(name);
  const { underlay4, underlay6 } = MACHINES[name];
  const key = hostKey.split(" ").slice(0, 2).join(" ");
  const host: LabHost = {
    connection: { host: "127.0.0.1", port, user: "root", privateKey: client.private, hostKey: key },
    ...{ underlay4, underlay6 },
  };
  writeFileSync(files.knownHosts, `[127.0.0.1]:${port} ${key}\n`, { mode: 0o600 });
  writeFileSync(files.key, client.private, { mode: 0o600 });
  writeFileSync(files.hosts, `${JSON.stringify({ [name]: host }, null, 2)}\n`, { mode: 0o600 });
}

/** Stops both machines. Returns whether one ran. */
export async function machinesDown(): Promise<boolean> {
  const ran = await Promise.all(machineNames.map((name) => down(filesOf(name))));
  publish();
  return ran.includes(true);
}

/** A machine's connection, as `.lab/hosts.json` contains it. */
export function machineHost(name: MachineName): LabHost {
  const files = filesOf(name);
  const isReady = liveState(files)?.phase === "ready";
  const host = isReady ? readHosts(files.hosts)[name] : undefined;
  if (host === undefined) throw new Error(`${name} does not run: start it with \`npm run lab up machines\``);
  return host;
}

export const onMachine = (name: MachineName): Remote => remoteAt(name, () => machineHost(name).connection);

/** `clean` asks systemd for a reboot. `power cut` resets the processor, so that what is not on the disk is lost. */
export type Reboot = "clean" | "power cut";

/** Reboots a machine and waits until it is ready again. */
export async function reboot(name: MachineName, how: Reboot): Promise<void> {
  const boots = () => consoleText(filesOf(name)).match(/^lab: READY/gm)?.length ?? 0;
  const before = boots();
  if (how === "clean") await onMachine(name).run("systemctl reboot");
  else await monitor(monitorSocket(name), "system_reset");
  onMachine(name).close();
  for (const end = Date.now() + PATIENCE * 1000; boots() === before; ) {
    if (Date.now() > end) throw new Error(`${name} is not ready ${PATIENCE} s after a reboot`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
