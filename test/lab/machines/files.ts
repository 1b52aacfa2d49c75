// The files that a machine gets at each boot, in a second initramfs. They are the same at each boot of one start, so a
// reboot changes neither the host key nor the machine id.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cpio } from "../cpio.ts";
import type { KeyPair } from "../key-pair.ts";
import { guestDir } from "../paths.ts";
import { MACHINES, type MachineName, SSH_ADDRESS } from "./topology.ts";

/** What one machine differs by from another one. */
export interface MachineIdentity {
  readonly client: KeyPair;
  readonly host: KeyPair;
}

/** systemd-networkd's configuration of a device. */
const networkOf = (device: string, addresses: readonly string[]): string =>
  [
    `[Match]\nName=${device}\n[Network]\nIPv6AcceptRA=no`,
    ...addresses.map((address) => `[Address]\nAddress=${address}\nDuplicateAddressDetection=none`),
    "",
  ].join("\n");

export function machineInitrd(name: MachineName, { client, host }: MachineIdentity): Buffer {
  const { underlay4, underlay6 } = MACHINES[name];
  const guest = (file: string): Buffer => readFileSync(join(guestDir, file));
  const files: Readonly<Record<string, { readonly mode?: number; readonly data: string | Buffer }>> = {
    "etc/hostname": { data: `${name}\n` },
    "etc/hosts": { data: `127.0.0.1 localhost\n127.0.1.1 ${name}\n::1 localhost\n` },
    "etc/machine-id": { mode: 0o444, data: `${randomBytes(16).toString("hex")}\n` },
    "etc/ssh/ssh_host_ed25519_key": { mode: 0o600, data: host.private },
    "etc/ssh/ssh_host_ed25519_key.pub": { data: `${host.public}\n` },
    "etc/ssh/sshd_config": { data: guest("sshd_config") },
    "etc/pam.d/sshd": { data: guest("pam-sshd") },
    "etc/ssh/lab_authorized_keys": { data: `${client.public}\n` },
    "etc/systemd/network/10-eth0.network": { data: networkOf("eth0", [`${SSH_ADDRESS}/24`]) },
    "etc/systemd/network/10-eth1.network": {
      data: networkOf("eth1", [`${underlay4}/24`, `${underlay6}/64`]),
    },
    "etc/systemd/system/lab-ready.service": { data: guest("lab-ready.service") },
  };
  return cpio([
    { path: "init", mode: 0o755, data: guest("initrd-init") },
    ...Object.entries(files).map(([file, { mode = 0o644, data }]) => ({
      path: `lab/root/${file}`,
      mode,
      data,
    })),
  ]);
}
