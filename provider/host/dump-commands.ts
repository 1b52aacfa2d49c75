import type { DumpSection } from "../model/host-snapshot.ts";
import { FACTS_MODULES } from "./facts.ts";
import { DUMPS } from "./shell/packed.generated.ts";

/** The command that prints the identity of the host (./shell/dump/identity.sh). */
export const IDENTITY_COMMAND: string = DUMPS.identity;

/** The command that prints a section (./shell/dump). */
const commandOf = (section: DumpSection): string =>
  section === "facts" ? `set -- ${FACTS_MODULES.join(" ")}\n${DUMPS.facts}` : DUMPS[section];

/** The commands that print sections. One ip prints both links and routes, because the start of a program takes time. */
export function dumpCommands(
  sections: readonly DumpSection[],
): { readonly names: readonly DumpSection[]; readonly text: string }[] {
  const together: readonly DumpSection[] = ["links", "routes"];
  if (!together.every((name) => sections.includes(name)))
    return sections.map((name) => ({ names: [name], text: commandOf(name) }));
  const others = sections.filter((name) => !together.includes(name));
  return [{ names: together, text: DUMPS["links-routes"] }, ...dumpCommands(others)];
}
