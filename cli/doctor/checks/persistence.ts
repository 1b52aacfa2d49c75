import type { Check, Finding } from "../model/finding.ts";
import { ok, problem, warning } from "../model/finding.ts";

const RERUN = "run `pulumi up --refresh` after each reboot";

/** What restores the tunnels at boot. */
export const checkPersistence: Check = ({ facts, netns }) => {
  const { init, writable } = facts;
  const directory = init === "systemd" ? "/etc/systemd/system" : "/etc/init.d";
  if (netns !== undefined)
    return [warning("persistence", "nothing restores the tunnels of a network namespace at boot", RERUN)];
  if (init === "none")
    return [
      warning(
        "persistence",
        "the host runs neither systemd nor OpenRC, so no reboot restores tunnels",
        RERUN,
      ),
    ];
  const fixed = ["/etc", directory].filter((one) => writable.get(one) !== true);
  if (fixed.length > 0)
    return [
      warning(
        "persistence",
        `${fixed.join(" and ")} cannot be written, so no reboot restores tunnels`,
        `make ${fixed[0]} writable, or ${RERUN}`,
      ),
    ];
  return [ok("persistence", `${init} restores tunnels at boot`), ...serviceFindings(facts)];
};

/** The service that restores the objects of earlier runs. */
function serviceFindings({ bootService, bootFiles, machineId }: Parameters<Check>[0]["facts"]): Finding[] {
  const failed = bootService.ActiveState === "failed";
  const off = bootFiles.length > 0 && bootService.UnitFileState === "disabled";
  const others = bootFiles.filter((id) => id !== machineId).length;
  return [
    ...(failed
      ? [
          warning(
            "persistence",
            "pulumi-iproute2.service has failed",
            "read the reason in `journalctl -b -u pulumi-iproute2`",
          ),
        ]
      : []),
    ...(off
      ? [
          warning(
            "persistence",
            "pulumi-iproute2.service is disabled, so the next boot restores nothing",
            "run `systemctl enable pulumi-iproute2`",
          ),
        ]
      : []),
    ...(others > 0
      ? [
          warning(
            "clone",
            `${others} of ${bootFiles.length} files in /etc/pulumi-iproute2/objects are of another machine id, and restore nothing`,
            "the disk is a copy of another machine: remove these files, or run `pulumi up --refresh` if the machine id was changed",
          ),
        ]
      : []),
  ];
}

/** KiB and inodes below which a run may fail. */
const LEAST_KIB = 1024;
const LEAST_INODES = 100;

/** Space for the files in /run and /etc. */
export const checkDisk: Check = ({ facts: { disk, inodes, writable } }) => {
  const fixed = writable.get("/run") === false;
  const full = disk.filter(({ free }) => free < LEAST_KIB).map(({ directory }) => directory);
  const none = inodes.filter(({ directory, free }) => free < LEAST_INODES && !full.includes(directory));
  const findings = [
    ...(fixed
      ? [
          problem(
            "disk",
            "/run cannot be written, and the lock and the markers are there",
            "mount a tmpfs on /run",
          ),
        ]
      : []),
    ...full.map((one) =>
      problem(
        "disk",
        `the file system of ${one} is full`,
        `free some space: a run writes small files to ${one}`,
      ),
    ),
    ...none.map(({ directory }) =>
      problem(
        "disk",
        `the file system of ${directory} has no free inodes`,
        `remove files: a run writes small files to ${directory}`,
      ),
    ),
  ];
  return findings.length === 0 ? [ok("disk", "/etc and /run have space")] : findings;
};

/** The machine id, by which the provider recognises a machine. */
export const checkMachineId: Check = ({ facts: { machineId } }) =>
  /^[0-9a-f]{32}$/.test(machineId)
    ? [ok("machine-id", `the machine id is ${machineId}`)]
    : [
        warning(
          "machine-id",
          machineId === ""
            ? "/etc/machine-id is empty or missing, so the provider does not recognise the machine"
            : `/etc/machine-id is "${machineId}", which is no id`,
          "run `systemd-machine-id-setup`, or write 32 hexadecimal digits to /etc/machine-id",
        ),
      ];
