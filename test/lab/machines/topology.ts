// Two machines that boot with systemd, on one Ethernet segment of their own.
import { join } from "node:path";
import { filesIn, type Lab, labOf } from "../paths.ts";

export type MachineName = "gamma" | "delta";

export interface MachineSpec {
  readonly underlay4: string;
  readonly underlay6: string;
  /** the address of eth1, which is on the segment */
  readonly ethernet: string;
}

export const MACHINES: Readonly<Record<MachineName, MachineSpec>> = {
  gamma: { underlay4: "10.0.3.21", underlay6: "fd00:3::21", ethernet: "02:00:00:00:03:21" },
  delta: { underlay4: "10.0.3.22", underlay6: "fd00:3::22", ethernet: "02:00:00:00:03:22" },
};

export const machineNames: readonly MachineName[] = ["gamma", "delta"];

/** The address of eth0 of each machine. Only SSH from the controller arrives there. */
export const SSH_ADDRESS = "10.0.2.15";

/** A machine's files. They are in a directory of the lab's. */
export const filesOf = (name: MachineName): Lab => filesIn(join(labOf(1).directory, name), 0);
