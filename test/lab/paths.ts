import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

/** The checkout that this copy of the lab belongs to. Every checkout has its own labs. */
export const checkout = resolve(here, "../..");

/** Files that run inside the virtual machine. */
export const guestDir = join(here, "guest");
export const imageDir = join(here, "image");

/** One virtual machine with its hosts, and the paths of its files. */
export interface Lab {
  /** From 1. `npm run lab` uses number 1. A test run also starts number 2. A machine that is no lab has 0. */
  readonly number: number;
  readonly directory: string;
  readonly hosts: string;
  readonly state: string;
  readonly lock: string;
  readonly key: string;
  readonly knownHosts: string;
  readonly initrd: string;
  readonly console: string;
  readonly qemuLog: string;
  readonly debugger: string;
}

/** Number 1 is in `.lab`, the others are in `.lab/NUMBER`. */
export function labOf(number: number): Lab {
  const first = join(checkout, ".lab");
  return filesIn(number === 1 ? first : join(first, String(number)), number);
}

/** The files of a machine in a directory. */
export const filesIn = (directory: string, number: number): Lab => ({
  number,
  directory,
  hosts: join(directory, "hosts.json"),
  state: join(directory, "state.json"),
  lock: join(directory, "lock"),
  key: join(directory, "id_ed25519"),
  knownHosts: join(directory, "known_hosts"),
  initrd: join(directory, "initrd"),
  console: join(directory, "console.log"),
  qemuLog: join(directory, "qemu.log"),
  debugger: join(directory, "gdb"),
});

/** The environment variable that assigns a lab to a test worker. */
export const LAB_NUMBER = "LAB_NUMBER";

/** The lab that this process uses: number 1 unless LAB_NUMBER names another. */
export const currentLab = (): Lab => labOf(Number(process.env[LAB_NUMBER] ?? 1));

/** Files that take long to make. All checkouts of this user share them. */
export function cacheDir(): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(base, "pulumi-iproute2");
}
