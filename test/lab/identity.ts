// The files by which labs differ: its key, its hosts' keys and machine ids. They are new at every start. The machine
// gets them in a second initramfs, so that the cached image contains none of them.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CpioEntry, cpio } from "./cpio.ts";
import { type KeyPair, keyPair } from "./key-pair.ts";
import { guestDir } from "./paths.ts";
import { HOSTS, type HostName } from "./topology.ts";

export interface Identity {
  readonly client: KeyPair;
  readonly hosts: Readonly<Record<HostName, KeyPair>>;
}

export function makeIdentity(): Identity {
  const pair = (comment: string) => keyPair({ comment });
  return { client: pair("lab"), hosts: { alpha: pair("alpha"), beta: pair("beta"), wire: pair("wire") } };
}

/** The files of one boot: the init programs, and the files of each single host. */
export function labInitrd(identity: Identity): Buffer {
  const guest = (name: string): Buffer => readFileSync(join(guestDir, name));
  const list = HOSTS.map((host) => `${host.name} ${host.underlay4} ${host.underlay6}\n`).join("");
  const entries: CpioEntry[] = [
    { path: "init", mode: 0o755, data: guest("initrd-init") },
    ...["lab-init", "host-init", "keep-sshd"].map((name) => ({
      path: `lab/${name}`,
      mode: 0o755,
      data: guest(name),
    })),
    { path: "lab/hosts", mode: 0o644, data: list },
    { path: "lab/root/etc/ssh/sshd_config", mode: 0o644, data: guest("sshd_config") },
    { path: "lab/root/etc/pam.d/sshd", mode: 0o644, data: guest("pam-sshd") },
    { path: "lab/root/etc/ssh/lab_authorized_keys", mode: 0o644, data: `${identity.client.public}\n` },
  ];
  for (const { name } of HOSTS) {
    // The machine's own root is the host "wire".
    const root = name === "wire" ? "lab/root" : `lab/each/${name}`;
    const pair = identity.hosts[name];
    entries.push(
      { path: `${root}/etc/hostname`, mode: 0o644, data: `${name}\n` },
      {
        path: `${root}/etc/hosts`,
        mode: 0o644,
        data: `127.0.0.1 localhost\n127.0.1.1 ${name}\n::1 localhost\n`,
      },
      { path: `${root}/etc/machine-id`, mode: 0o444, data: `${randomBytes(16).toString("hex")}\n` },
      { path: `${root}/etc/ssh/ssh_host_ed25519_key`, mode: 0o600, data: pair.private },
      { path: `${root}/etc/ssh/ssh_host_ed25519_key.pub`, mode: 0o644, data: `${pair.public}\n` },
    );
  }
  return cpio(entries);
}
