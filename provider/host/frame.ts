import { type Command, printCommand, type Tool } from "../iproute2/command.ts";
import { deviceNameFault } from "../iproute2/device-name.ts";
import type { DumpSection } from "../model/host-snapshot.ts";
import type { Guard, Marker, Operation, Removal } from "../model/operation.ts";
import type { Script } from "../ssh/index.ts";
import { BOOT } from "./boot-script.ts";
import { dumpCommands, dumpFunctions, IDENTITY_COMMAND } from "./dump-commands.ts";
import type { EventWord } from "./reply-events.ts";
import { FILE_FUNCTIONS, HOST_FUNCTIONS, NAMES, SYSCTL_FUNCTIONS } from "./shell/packed.generated.ts";

/** A removal. `halfMade` also accepts a half-made device: it is in our group and has no alias. */
export type DeviceRemoval = Removal & { readonly halfMade?: boolean };

/** The content of one frame. */
export interface FrameRequest {
  readonly operations: readonly Operation[];
  readonly removals: readonly DeviceRemoval[];
  readonly sections: readonly DumpSection[];
  /** Whether the frame asks for the identity of the host, because it is not known yet. */
  readonly identify: boolean;
  /** Whether the host may have files that restore objects at boot. */
  readonly mayHaveFiles: boolean;
  /** The init system for which the frame installs the script that restores objects, because the host lacks it. */
  readonly installBoot?: "systemd" | "openrc" | undefined;
  /** A device group without members. Removals move their devices into it and delete them together. */
  readonly scratchGroup: number;
}

/** The state of the shell before and after a frame (./shell-state.ts). */
export interface FramePlan {
  /** Whether the frame defines the functions, because the shell lacks them. */
  readonly defineFunctions: boolean;
  /** Whether the shell first releases the lock, because other runs must get a turn. */
  readonly yieldLock: boolean;
  /** held: the shell has the lock and keeps it. keep: it takes and keeps it. frame: it takes it for this frame only. */
  readonly lock: "held" | "keep" | "frame";
  /** How many lines the persistent ip has received before; undefined: this frame does not use it. */
  readonly linesSent?: number;
  /** Whether the frame starts a persistent ip. */
  readonly startIp: boolean;
}

/** From this number on, operations share one text and one dump, and removals share one check. */
export const MANY = 32;

interface ToolFacts {
  readonly program: string;
  /** The first word of all its commands. */
  readonly prefix?: string;
  /** Its name in files for a reboot. Files of earlier releases have it, so it never changes. */
  readonly inFiles: string;
}

const TOOLS: Readonly<Record<Tool, ToolFacts>> = {
  ip: { program: "ip -d -j -N", inFiles: "ip" },
  "ip fou": { program: "ip -d -j -N", prefix: "fou", inFiles: "fou" },
  "ip -6 fou": { program: "ip -6 -d -j -N", prefix: "fou", inFiles: "fou6" },
  "ip xfrm": { program: "ip", prefix: "xfrm", inFiles: "xfrm" },
  tc: { program: "tc -j", inFiles: "tc" },
  sysctl: { program: NAMES.pi_set_sysctls, inFiles: "sysctl" },
};

/** Throws if an operation or removal cannot be sent, because otherwise it would break the frame of others. */
export function mustBeSendable(one: Operation | DeviceRemoval): void {
  if ("device" in one) removalStatement([one], 1);
  else {
    if (isWriteOnly(one)) record([0, one], false);
    else runStatement(one.tool, [one], false);
    if (one.clsact !== undefined) deviceWord(one.clsact);
  }
}

/** The statement that prints an event of the reply. Its words are constants. */
const printEvent = (word: EventWord, ...words: readonly string[]) =>
  `${NAMES.pi_event} ${[word, ...words].join(" ")}`;

/** The statement that releases the lock of the shell. */
export const RELEASE_LOCK = NAMES.pi_release_lock;

const LOCKS: Readonly<Record<FramePlan["lock"], string>> = {
  held: ":",
  keep: `${NAMES.pi_take_lock} y`,
  frame: `${NAMES.pi_open_lock}; ${NAMES.pi_take_lock} n`,
};

/** The text of a frame. */
export function renderFrame(request: FrameRequest, plan: FramePlan): Script {
  const { sections, identify } = request;
  const before = [
    plan.defineFunctions ? HOST_FUNCTIONS : "",
    plan.defineFunctions && request.mayHaveFiles ? FILE_FUNCTIONS : "",
    plan.yieldLock ? RELEASE_LOCK : "",
    plan.startIp ? NAMES.pi_start_ip : "",
    request.operations.some((one) => one.tool === "sysctl" && !isWriteOnly(one)) ? SYSCTL_FUNCTIONS : "",
    usesMarkers(request) || sections.includes("markers") ? NAMES.pi_find_marker_dir : "",
  ];
  const body = [
    `${NAMES.pi_failed}=`,
    ...(identify ? [printEvent("identity"), IDENTITY_COMMAND] : []),
    ...(isWrite(request) ? writeStatements(request, plan) : []),
    dumpFunctions(sections),
    ...dumpCommands(sections).flatMap(({ names, text }) => [printEvent("section", ...names), text]),
    `[ -z "$${NAMES.pi_failed}" ] || { ${printEvent("version")}; ip -V 2>&1; }`,
    printEvent("end"),
  ];
  const text = (parts: readonly string[]) => parts.filter((part) => part !== "").join("\n");
  return { body: text(body), before: text(before) };
}

/** Whether the host runs no command of an operation, and only writes its file. */
export const isWriteOnly = ({ file }: Operation): boolean => file?.action === "write only";

/** The statement that installs the script. The text of the script is a here-document. */
const installStatement = (init: string): string =>
  [`${NAMES.pi_install_boot} ${init} <<'pi_end'`, BOOT, "pi_end"].join("\n");

/** The words of an operation in its file, without those that depend on the host. */
export function bootFileWords(operation: Operation) {
  const { tool, commands, shows = 0, undo = [], undoGuard, marker, clsact = "", modules = [] } = operation;
  const acting = commands.slice(0, commands.length - shows);
  return {
    tool: TOOLS[tool].inFiles,
    count: acting.length,
    lines: batchLines(tool, acting),
    undoChecks: undoGuard === undefined ? "" : undoWords(undoGuard, commands),
    undo: batchLines(tool, undo),
    marker: marker === undefined ? "" : markerWords(marker),
    modules,
    device: clsact,
  };
}

/** The word of a record for the file of an operation (./shell/files.sh). */
function fileWords({ file, tool, clsact, modules = [] }: Operation): string {
  if (file === undefined) return "";
  const name = markerName(file.name);
  if (file.action === "remove") return `- ${name}`;
  return ["+", name, TOOLS[tool].inFiles, clsact ?? "-", ...modules].join(" ");
}

export const isWrite = ({ operations, removals }: FrameRequest): boolean =>
  operations.length + removals.length > 0;

const usesMarkers = ({ operations }: FrameRequest) =>
  operations.some(
    (one) => one.tool === "sysctl" || one.marker || one.clsact || (one.guard && "marker" in one.guard),
  );

function writeStatements(request: FrameRequest, { lock, linesSent }: FramePlan): string[] {
  const { operations, removals, scratchGroup } = request;
  const { pi_ip_lines: ipLines, pi_ip_pid: ipPid } = NAMES;
  const writeOnly = [...operations.entries()].filter(([, one]) => isWriteOnly(one));
  const tools = [...new Set(operations.filter((one) => !isWriteOnly(one)).map((one) => one.tool))];
  const modules = [...new Set(operations.flatMap((one) => one.modules ?? []))];
  const filtered = operations.filter((one) => !isWriteOnly(one));
  const clsact = [...new Set(filtered.flatMap((one) => one.clsact ?? []))].map(deviceWord);
  const usesIp = linesSent !== undefined;
  return [
    `if ${LOCKS[lock]}; then`,
    `${ipLines}=${linesSent ?? ""}; [ -n "$${ipPid}" ] || ${ipLines}=`,
    request.installBoot === undefined ? "" : installStatement(request.installBoot),
    ...modules.map((name) => `${NAMES.pi_load_module} ${word(name)}`),
    ...clsact.map((device) => `${NAMES.pi_add_clsact} ${word(device)}`),
    ...tools.map((tool) => runStatement(tool, operations, usesIp)),
    ...clsact.map((device) => `${NAMES.pi_remove_clsact} ${word(device)}`),
    writeOnly.length === 0 ? "" : [NAMES.pi_keep, ...writeOnly.map((one) => record(one, false))].join(" "),
    usesMarkers(request) ? NAMES.pi_tidy_markers : "",
    removals.length === 0 ? "" : removalStatement(removals, scratchGroup),
    usesIp ? `[ -z "$${ipLines}" ] || ${printEvent("persistent-ip", `$${ipLines}`)}` : "",
    "fi",
  ];
}

/** A quoted word of the shell. Its text was parsed and printed again, so a quote in it is a defect of this provider. */
function word(text: string): string {
  if (/['\0]/.test(text)) throw new Error("a quote in a word for the shell");
  return `'${text}'`;
}

/** A device name. It is checked again here, because names also come from the state, which users may edit. */
function deviceWord(name: string): string {
  if (deviceNameFault(name) !== undefined) throw new Error(`not a device name: ${JSON.stringify(name)}`);
  return name;
}

function aliasWord(alias: string): string {
  if (!/^[A-Za-z0-9_.:/-]+$/.test(alias)) throw new Error(`not an owner alias: ${JSON.stringify(alias)}`);
  return alias;
}

/** The name of a marker. It must be one word of the shell, and a file name without a directory. */
function markerName(name: string): string {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.:,-]{0,239}$/.test(name)) throw new Error(`not a marker name: ${name}`);
  return name;
}

/** The arguments of pi_guard. */
const guardWords = (guard: Guard) =>
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
const batchLines = (tool: Tool, commands: readonly Command[]): string => {
  const { prefix } = TOOLS[tool];
  return commands.map((one) => `${printCommand(prefix === undefined ? one : [prefix, ...one])}\n`).join("");
};

/** The statement that runs the operations of a tool: pi_run_batch or pi_run_singly, with a record for each operation. */
function runStatement(tool: Tool, operations: readonly Operation[], usesIp: boolean): string {
  const program = word(TOOLS[tool].program);
  const mine = [...operations.entries()].filter(([, one]) => one.tool === tool && !isWriteOnly(one));
  // `ip xfrm -batch` does not report the failing line, so each line runs in its own batch
  if (tool === "ip xfrm")
    return [NAMES.pi_run_singly, program, ...mine.map((one) => record(one, false))].join(" ");
  const isPlain = mine.every(
    ([, { guard, marker, file }]) => guard === undefined && marker === undefined && file?.action !== "remove",
  );
  const isRange = (mine.at(-1)?.[0] ?? 0) - (mine[0]?.[0] ?? 0) === mine.length - 1;
  const hasFiles = mine.some(([, { file }]) => file !== undefined);
  const isOneText = isPlain && isRange && !hasFiles && mine.length >= MANY;
  const text = isOneText ? mine.map(([, one]) => batchLines(tool, one.commands)).join("") : "";
  return [
    NAMES.pi_run_batch,
    program,
    isPlain ? "y" : "n",
    word(text),
    usesIp && tool === "ip" ? "y" : "n",
    ...mine.map((one) => record(one, isOneText)),
  ].join(" ");
}

/** The words of an operation for pi_each (./shell/operations.sh). */
function record([index, operation]: readonly [number, Operation], isOneText: boolean): string {
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

function removalStatement(removals: readonly DeviceRemoval[], scratchGroup: number): string {
  const records = removals.map(({ device, aliases, halfMade = false }, index) =>
    [`r${index}`, guardWords({ device, aliases, halfMade }), device].map(word).join(" "),
  );
  const each = `${NAMES.pi_delete_devices} ${scratchGroup} ${records.join(" ")}`;
  return removals.length < MANY || removals.some((one) => one.halfMade || one.aliases.length !== 1)
    ? each
    : `${NAMES.pi_delete_all} ${deleteAllWords(removals)} || ${each}`;
}

/** The arguments of pi_delete_all. */
function deleteAllWords(removals: readonly DeviceRemoval[]): string {
  const named = removals
    .map(({ device, aliases: [alias = ""] }) => ({ device: deviceWord(device), alias: aliasWord(alias) }))
    .sort((one, other) => (one.device < other.device ? -1 : 1));
  const aliases = named.map(({ device, alias }) => `${device}/ifalias:${alias}`).join("\n");
  const groups = named.map(({ device }) => `${device}/netdev_group`).join("\n");
  return [aliases, groups, ...named.map(({ device }) => device)].map(word).join(" ");
}
