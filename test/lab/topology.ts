// A lab is three hosts on one Ethernet segment, inside one virtual machine.

/** The names of the hosts: `alpha` and `beta` are the ends of tunnels, and `wire` sees every frame between them. */
export type HostName = "alpha" | "beta" | "wire";

export interface HostSpec {
  readonly name: HostName;
  readonly underlay4: string;
  readonly underlay6: string;
}

/** `wire` has an address only so that its sshd can be reached. */
export const HOSTS: readonly HostSpec[] = [
  { name: "alpha", underlay4: "10.0.2.11", underlay6: "fd00:2::11" },
  { name: "beta", underlay4: "10.0.2.12", underlay6: "fd00:2::12" },
  { name: "wire", underlay4: "10.0.2.10", underlay6: "fd00:2::10" },
];

/** The source address of the controller's SSH connections in QEMU's user network. No test sends traffic to it. */
export const CONTROLLER_ADDRESS = "10.0.2.2";

/** Users besides root. All accept the lab's key. `ops` may `sudo -n`, `plain` may not. */
export const USERS = {
  ops: { name: "ops", password: "ops-lab-password" },
  plain: { name: "plain", password: "plain-lab-password" },
} as const;
