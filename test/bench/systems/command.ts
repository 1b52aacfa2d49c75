import { access, constants } from "node:fs/promises";
import path from "node:path";
import { remote } from "@pulumi/command";
import { labHosts } from "../../lab/index.ts";
import { changeLine, createLines, endsOf } from "../pairs.ts";
import type { System } from "../system.ts";
import { engineBench } from "./engine.ts";

const all = (lines: readonly string[]) => lines.map((line) => `ip ${line}`).join(" && ");

async function isOnPath(program: string): Promise<boolean> {
  const dirs = (process.env.PATH ?? "").split(path.delimiter).filter((dir) => path.isAbsolute(dir));
  const found = await Promise.allSettled(dirs.map((dir) => access(path.join(dir, program), constants.X_OK)));
  return found.some((one) => one.status === "fulfilled");
}

export const command: System = {
  name: "command",
  what: "@pulumi/command, the same by hand",
  most: 50,
  async open(pairs) {
    if (!(await isOnPath("pulumi-resource-command"))) return undefined;
    return engineBench("command", (ttl) => async () => {
      for (const end of endsOf(pairs)) {
        const { hostKey, ...connection } = labHosts()[end.side].connection;
        new remote.Command(end.name, {
          connection: { ...connection, hostKey },
          create: all(createLines(end, ttl)),
          update: all([changeLine(end, ttl)]),
          delete: `ip link del dev ${end.name}`,
        });
      }
    });
  },
};
