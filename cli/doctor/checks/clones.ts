import type { Finding } from "../model/finding.ts";
import { warning } from "../model/finding.ts";

/** A host and its machine id. */
export interface Identified {
  readonly label: string;
  readonly machineId: string;
}

/** The hosts that have the machine id of another one. */
export function checkClones(host: Identified, hosts: readonly Identified[]): Finding[] {
  const same = hosts.filter(
    (other) => other !== host && host.machineId !== "" && other.machineId === host.machineId,
  );
  if (same.length === 0) return [];
  return [
    warning(
      "clone",
      `${same.map(({ label }) => label).join(", ")} has the same machine id`,
      "give each clone its own: empty /etc/machine-id, run `systemd-machine-id-setup`, and reboot",
    ),
  ];
}
