import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

/** The checkout this copy of the lab belongs to. Every checkout has a lab of its own. */
export const checkout = resolve(here, "../..");

/** Files that run inside the virtual machine. */
export const guestDir = join(here, "guest");
export const imageDir = join(here, "image");

/** All state of this checkout's lab. */
const lab = join(checkout, ".lab");
export const labDir = lab;
export const labFiles = {
  hosts: join(lab, "hosts.json"),
  state: join(lab, "state.json"),
  lock: join(lab, "lock"),
  key: join(lab, "id_ed25519"),
  knownHosts: join(lab, "known_hosts"),
  initrd: join(lab, "initrd"),
  console: join(lab, "console.log"),
  qemuLog: join(lab, "qemu.log"),
  debugger: join(lab, "gdb"),
} as const;

/** Shared by all checkouts of this user: what took long to make. */
export function cacheDir(): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(base, "pulumi-iproute2");
}
