import { accessSync, constants } from "node:fs";
import { join } from "node:path";

/** Debian's package of each program that the lab uses on the controller. */
export const PACKAGE_OF: Readonly<Record<string, string>> = {
  "qemu-system-x86_64": "qemu-system-x86",
  mmdebstrap: "mmdebstrap",
  "mkfs.ext4": "e2fsprogs",
  setpriv: "util-linux",
  unshare: "util-linux",
  newuidmap: "uidmap",
  flock: "util-linux",
  tar: "tar",
  ssh: "openssh-client",
  tshark: "tshark",
};

/** Fails with the packages to install when a program is missing. */
export function needTools(names: readonly string[]): void {
  const path = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"];
  const missing = names.filter((name) => !path.some((directory) => executable(join(directory, name))));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((name) => PACKAGE_OF[name] ?? name))].join(" ");
  throw new Error(`the lab needs ${missing.join(", ")}: apt-get install --no-install-recommends ${packages}`);
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
