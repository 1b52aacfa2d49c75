// A host of the lab has no systemd. With these files the provider takes it for a host that has one, and writes files for
// a reboot.
import type { Remote } from "./remote.ts";

const PROGRAMS = ["systemctl", "udevadm", "networkctl"];
const DIRECTORY = "/usr/local/sbin";

/** Makes a directory that only systemd makes, and programs that do nothing. */
export const addStandInSystemd = (host: Remote): Promise<string> =>
  host.must(
    [
      "mkdir -p /run/systemd/system",
      ...PROGRAMS.map(
        (name) =>
          `printf '#!/bin/sh\\n[ "$1" != --version ] || echo systemd 252\\n' >${DIRECTORY}/${name} && chmod 755 ${DIRECTORY}/${name}`,
      ),
    ].join(" && "),
  );

export const removeStandInSystemd = (host: Remote): Promise<string> =>
  host.must(`rm -rf /run/systemd ${PROGRAMS.map((name) => `${DIRECTORY}/${name}`).join(" ")}`);
