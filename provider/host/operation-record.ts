import { type Command, printCommand, type Tool } from "../iproute2/command.ts";
import { deviceNameFault } from "../iproute2/device-name.ts";
import type { Guard, Marker, Operation, SenderKey } from "../model/operation.ts";
import { NAMES } from "./shell/packed.generated.ts";

interface ToolFacts {
  readonly program: string;
  /** The first word of all its commands. */
  readonly prefix?: string;
  /** Its name in files for a reboot. Files of earlier releases have it, so it never changes. */
  readonly inFiles: string;
}

export const TOOLS: Readonly<Record<Tool, ToolFacts>> = {
  ip: { program: "ip -d -j -N", inFiles: "ip" },
  "ip -6": { program: "ip -6 -d -j -N", inFiles: "ip6" },
  "ip fou": { program: "ip -d -j -N", prefix: "fou", inFiles: "fou" },
  "ip -6 fou": { program: "ip -6 -d -j -N", prefix: "fou", inFiles: "fou6" },
  "ip xfrm": { program: "ip", prefix: "xfrm", inFiles: "xfrm" },
  tc: { program: "tc -j", inFiles: "tc" },
  sysctl: { program: NAMES.pi_set_sysctls, inFiles: "sysctl" },
  "ip and bridge": { program: NAMES.pi_ip_and_bridge, inFiles: "bridge" },
};

/** Whether the host runs no command of an operation, and only writes its file. */
export const isWriteOnly = ({ file }: Operation): boolean => file?.action === "write only";

/** Whether another program may have added an object in the place of ours. (./shell/replaced-object.sh) */
export const mayBeReplaced = ({ marker, guard }: Operation) => {
  const name = marker?.name ?? (guard !== undefined && "marker" in guard ? guard.marker : "");
  return name.startsWith("xfrm-policy:") || name.startsWith("neigh:");
};

const KEY_SIGNS: Readonly<Record<SenderKey["action"], string>> = {
  ...{ add: "+", "add again": "!", keep: "=", "take over": "~" },
};

/** The keys of a frame's operations, for pi_frame_keys (./shell/used-keys.sh); empty without keys. */
export function keyWords(operations: readonly Operation[]): string {
  const words = operations.flatMap(({ senderKey }, index) =>
    senderKey === undefined ? [] : [`${index}:${KEY_SIGNS[senderKey.action]}${digestWord(senderKey)}`],
  );
  return words.length === 0 ? "" : ` ${words.join(" ")} `;
}

function digestWord({ digest }: SenderKey): string {
  if (!/^[0-9a-f]{64}$/.test(digest)) throw new Error("not the digest of a key");
  return digest;
}

/**
 * The records that only write files: those of operations which run no command, and those of operations whose file
 * contains other commands. The host writes the latter only after its operation is done.
 */
export const fileRecords = (operations: readonly Operation[]): string[] =>
  [...operations.entries()].flatMap(([index, one]) => {
    if (isWriteOnly(one)) return [record([index, one], false)];
    const { file } = one;
    if (file?.content === undefined) return [];
    const written: Operation = { ...file.content, file: { name: file.name, action: "write" } };
    return [record([`k${index}`, written], false)];
  });

/** A quoted word of the shell. Its text was parsed and printed again, so a quote in it is a defect of this provider. */
export function word(text: string): string {
  if (/['\0]/.test(text)) throw new Error("a quote in a word for the shell");
  return `'${text}'`;
}

/** A device name. It is checked again here, because names also come from the state, which users may edit. */
export function deviceWord(name: string): string {
  if (deviceNameFault(name) !== undefined) throw new Error(`not a device name: ${JSON.stringify(name)}`);
  return name;
}

export function aliasWord(alias: string): string {
  if (!/^[A-Za-z0-9_.:/-]+$/.test(alias)) throw new Error(`not an owner alias: ${JSON.stringify(alias)}`);
  return alias;
}

/** The name of a marker. It must be one word of the shell, and a file name without a directory. */
function markerName(name: string): string {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.:,-]{0,239}$/.test(name)) throw new Error(`not a marker name: ${name}`);
  return name;
}

/** The arguments of pi_guard. */
export const guardWords = (guard: Guard) =>
  [
    "marker" in guard ? `@${markerName(guard.marker)}` : deviceWord(guard.device),
    "halfMade" in guard && guard.halfMade ? "y" : "n",
    ...guard.aliases.map(aliasWord),
  ].join(" ");

/** The arguments of pi_guard before an undo: "=" for the alias that the commands themselves give the device. */
function undoWords(guard: Guard, commands: readonly Command[]): string {
  const words = guardWords(guard);
  const [alias, second] = guard.aliases;
  if (!("device" in guard) || alias === undefined || second !== undefined) return words;
  const isSet = commands.some((one) =>
    `${printCommand(one)} `.startsWith(`link set dev ${guard.device} alias ${alias} `),
  );
  return isSet ? `${words.slice(0, -alias.length)}=` : words;
}

/** The arguments of pi_prepare_marker. */
const markerWords = ({ name, alias, note }: Marker) =>
  [markerName(name), ...[alias, note].flatMap((one) => (one === undefined ? [] : [aliasWord(one)]))].join(
    " ",
  );

/** The lines for `-batch`. */
export const batchLines = (tool: Tool, commands: readonly Command[]): string => {
  const { prefix } = TOOLS[tool];
  return commands.map((one) => `${printCommand(prefix === undefined ? one : [prefix, ...one])}\n`).join("");
};

/** The words of an operation for pi_each (./shell/operations.sh). */
export function record(
  [index, operation]: readonly [number | string, Operation],
  isOneText: boolean,
): string {
  const { tool, guard, commands, undoGuard, undo = [], marker, shows = 0 } = operation;
  return [
    String(index),
    guard === undefined ? "" : guardWords(guard),
    String(commands.length),
    isOneText ? "" : batchLines(tool, commands),
    undoGuard === undefined ? "" : undoWords(undoGuard, commands),
    batchLines(tool, undo),
    marker === undefined ? "" : markerWords(marker),
    String(shows),
    fileWords(operation),
  ]
    .map(word)
    .join(" ");
}

/** The words of an operation in its file, without those that depend on the host. */
export function bootFileWords(operation: Operation) {
  const { tool, commands, shows = 0, undo = [], undoGuard, marker, clsact = [], modules = [] } = operation;
  const acting = commands.slice(0, commands.length - shows);
  return {
    tool: TOOLS[tool].inFiles,
    count: acting.length,
    lines: batchLines(tool, acting),
    undoChecks: undoGuard === undefined ? "" : undoWords(undoGuard, commands),
    undo: batchLines(tool, undo),
    marker: marker === undefined ? "" : markerWords(marker),
    modules,
    devices: clsact.map(deviceWord).join(","),
  };
}

/** The word of a record for the file of an operation (./shell/files.sh). */
function fileWords({ file, tool, clsact = [], modules = [] }: Operation): string {
  if (file?.content !== undefined || file === undefined) return "";
  const name = markerName(file.name);
  if (file.action === "remove") return `- ${name}`;
  return ["+", name, TOOLS[tool].inFiles, clsact.map(deviceWord).join(",") || "-", ...modules].join(" ");
}
