import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { exec } from "../../../scripts/setup/exec.ts";
import { labHosts } from "../../lab/index.ts";
import { currentLab } from "../../lab/paths.ts";
import { changeLine, createLines, type End, endsOf, OTHER_TTL, SIDES, type Side, TTL } from "../pairs.ts";
import type { System } from "../system.ts";

/** A loop over the ends, with a call of ssh for each, through one ControlMaster connection per host. */
export const ssh: System = {
  name: "ssh",
  what: "a shell loop of ssh over ControlMaster",
  async open(pairs) {
    const dir = await mkdtemp(path.join(tmpdir(), "bench-"));
    const ends = endsOf(pairs);
    const call = (side: Side, words: string) => {
      const { host, port, user } = labHosts()[side].connection;
      return `ssh -i ${currentLab().key} -o UserKnownHostsFile=${currentLab().knownHosts} -o ControlMaster=auto -o ControlPath=${dir}/%h-%p -o ControlPersist=60 -p ${port} ${user}@${host} '${words}'`;
    };
    const loop = (words: (end: End) => string) =>
      exec("sh", ["-ec", ends.map((end) => call(end.side, words(end))).join("\n")]);
    const all = (lines: readonly string[]) => lines.map((line) => `ip ${line}`).join(" && ");
    return {
      up: () => loop((end) => all(createLines(end, TTL))),
      refresh: () => loop(({ name }) => `ip -d -j addr show dev ${name}`),
      change: () => loop((end) => all([changeLine(end, OTHER_TTL)])),
      destroy: () => loop(({ name }) => `ip link del dev ${name}`),
      async [Symbol.asyncDispose]() {
        for (const side of SIDES)
          await exec("sh", ["-c", `${call(side, "").replace("ssh ", "ssh -O exit ")} 2>/dev/null || true`]);
        await rm(dir, { recursive: true, force: true });
      },
    };
  },
};
