import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";

const real = (program: string) =>
  execFileSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).trim();

/** The path of the real ip. */
export const IP = real("ip");

/** A flock with the options of busybox's: -s, -x, -u and -n. It refuses others. */
export const BUSYBOX_FLOCK = `for word; do
  case $word in
  -n|-s|-x|-u|[0-9]*) ;;
  *) echo "flock: invalid option -- '\${word#-}'" >&2; exit 1;;
  esac
done
exec ${real("flock")} "$@"`;

/** A directory with programs that replace those of the same name on a host. It is at the front of the host's PATH. */
export function programsWith(scripts: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(path.join(tmpdir(), "model-programs-"));
  for (const [name, script] of Object.entries(scripts)) {
    const file = path.join(directory, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
