// The Debian mirror that this machine's apt uses, for another release.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Releases whose security suite is at its end. Its index names files that are removed, so an image has the packages of
 * the last point release.
 */
const WITHOUT_SECURITY: ReadonlySet<string> = new Set(["bullseye"]);

/** One-line and deb822 source lists of this machine that belong to its Debian, with the release replaced. */
export function debianSources(release: string, etc = "/etc"): { oneLine: string; deb822: string } {
  const own = /^VERSION_CODENAME=(\w+)/m.exec(readFileSync(join(etc, "os-release"), "utf8"))?.[1];
  if (own === undefined) throw new Error(`${etc}/os-release names no Debian release`);
  const parts = join(etc, "apt/sources.list.d");
  const files = [
    join(etc, "apt/sources.list"),
    ...(existsSync(parts) ? readdirSync(parts).sort() : []).map((file) => join(parts, file)),
  ].filter((file) => existsSync(file));
  const renamed = (text: string): string => text.replaceAll(new RegExp(`\\b${own}\\b`, "g"), release);
  const isWanted = (source: string): boolean =>
    !(WITHOUT_SECURITY.has(release) && new RegExp(`\\b${own}(-security|/updates)\\b`).test(source));
  const oneLine: string[] = [];
  const deb822: string[] = [];
  for (const file of files) {
    const text = readFileSync(file, "utf8").replaceAll(/^\s*#.*\n?/gm, "");
    if (file.endsWith(".list")) {
      const ofSuite = new RegExp(`^deb\\s.*\\s${own}(-\\w+)*(/\\w+)?\\s.*\\bmain\\b`);
      oneLine.push(...text.split("\n").filter((line) => ofSuite.test(line) && isWanted(line)));
    } else if (file.endsWith(".sources")) {
      const ofSuite = new RegExp(`^Suites:.*\\b${own}\\b`, "m");
      const wanted = (stanza: string): boolean =>
        ofSuite.test(stanza) &&
        isWanted(stanza) &&
        /^Types:.*\bdeb\b/m.test(stanza) &&
        /^Components:.*\bmain\b/m.test(stanza);
      deb822.push(...text.split(/\n\s*\n/).filter(wanted));
    }
  }
  if (oneLine.length + deb822.length === 0) {
    throw new Error(`this machine's apt lists no source of Debian ${own}; see ${etc}/apt`);
  }
  return { oneLine: renamed(`${oneLine.join("\n")}\n`), deb822: renamed(`${deb822.join("\n\n")}\n`) };
}
