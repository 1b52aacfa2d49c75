import { familyOf, parsePrefix } from "../iproute2/address.ts";
import { deviceNameFault } from "../iproute2/device-name.ts";
import type { DumpSection } from "../model/host-snapshot.ts";
import { FACTS_MODULES } from "./facts.ts";
import { DUMPS, NAMES, WATCH_FUNCTIONS } from "./shell/packed.generated.ts";

/** What each shell prints at its start, so that the first frame knows the host (./shell/dump/identity.sh). */
export const GREETING: string = DUMPS.identity;

/** The command that prints a section (./shell/dump). */
function commandOf(section: DumpSection): string {
  if (section === "facts") return `set -- ${FACTS_MODULES.join(" ")}\n${DUMPS.facts}`;
  if (isOfPrefix(section)) return `set -- ${tableAndPrefix(section)}\n${DUMPS.holder}`;
  return isOfDevice(section) ? commandOfDevice(section) : DUMPS[section];
}

const isOfPrefix = (section: DumpSection): section is `holder:${number}:${string}` =>
  section.startsWith("holder:");

/** The table and the prefix of a section. They are parsed again, because an operator may have edited them in the state. */
function tableAndPrefix(section: `holder:${number}:${string}`): string {
  const [, table, text] = /^holder:(\d+):(.*)$/.exec(section) ?? [];
  const prefix = parsePrefix(text ?? "");
  if (prefix === undefined) throw new Error(`not a table and a prefix: ${section}`);
  return `${familyOf(prefix) === "inet6" ? "-6" : "-4"} ${table} ${prefix}`;
}

type OfDevice = "tc" | "fdb" | "vni" | "settings" | "dependents";
type SectionOfDevice = `${OfDevice}:${string}`;

const isOfDevice = (section: DumpSection): section is SectionOfDevice =>
  section.includes(":") && !isOfPrefix(section);

/** The device's name is checked again, because an operator may have edited it in the state. */
function commandOfDevice(section: SectionOfDevice): string {
  const end = section.indexOf(":");
  const [what, device] = [section.slice(0, end) as OfDevice, section.slice(end + 1)];
  const fault = deviceNameFault(device);
  if (fault !== undefined) throw new Error(`a device's name ${fault}`);
  return `set -- ${device}\n${DUMPS[what]}`;
}

/** The shell functions that the commands of sections call. */
export const dumpFunctions = (sections: readonly DumpSection[]): string =>
  sections.some((section) => commandOf(section).includes(`${NAMES.pi_watch} ip`)) ? WATCH_FUNCTIONS : "";

/** The commands that print sections. One `ip` prints links and routes, because the start of a process takes time. */
export function dumpCommands(
  sections: readonly DumpSection[],
): { readonly names: readonly DumpSection[]; readonly text: string }[] {
  const together: readonly DumpSection[] = ["links", "routes"];
  if (!together.every((name) => sections.includes(name)))
    return sections.map((name) => ({ names: [name], text: commandOf(name) }));
  const others = sections.filter((name) => !together.includes(name));
  return [{ names: together, text: DUMPS["links-routes"] }, ...dumpCommands(others)];
}
