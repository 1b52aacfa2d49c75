import { type Command, printCommand, type Tool } from "../iproute2/command.ts";
import { deviceNameFault } from "../iproute2/device-name.ts";
import type { DumpSection } from "../model/host-snapshot.ts";
import type { Guard, Marker, Operation, Removal } from "../model/operation.ts";
import type { Script } from "../ssh/index.ts";
import { dumpCommands, dumpFunctions, IDENTITY_COMMAND } from "./dump-commands.ts";
import type { EventWord } from "./reply-events.ts";
import { HOST_FUNCTIONS, NAMES, SYSCTL_FUNCTIONS } from "./shell/packed.generated.ts";

/** A removal; `halfMade` also accepts a device of our group without an alias, whose creation was cut short. */
export type DeviceRemoval = Removal & { readonly halfMade?: boolean };

/** What goes to a host in one frame. */
export interface FrameRequest {
  readonly operations: readonly Operation[];
  readonly removals: readonly DeviceRemoval[];
  readonly sections: readonly DumpSection[];
  /** The host has not been asked yet what it is. */
  readonly identify: boolean;
  /** A device group without a member: removals are moved into it and deleted together. */
  readonly scratchGroup: number;
}

/** What a frame finds in the shell, and what it leaves there (./shell-state.ts). */
export interface FramePlan {
  /** The functions are not defined yet. */
  readonly defineFunctions: boolean;
  /** The shell keeps the lock, and others get their turn first. */
  readonly yieldLock: boolean;
  /** held: the shell keeps the lock. keep: it takes and keeps it. frame: it takes the lock for this frame only. */
  readonly lock: "held" | "keep" | "frame";
  /** Lines that the persistent ip was sent before; undefined: this frame does not use it. */
  readonly linesSent?: number;
  /** A persistent ip is started first. */
  readonly startIp: boolean;
}

/** From so many on, operations share one text or one dump instead of a look at each. */
export const MANY = 32;

/** The program of each tool, and the word that all its commands begin with. */
const TOOLS: Readonly<Record<Tool, { readonly program: string; readonly prefix?: string }>> = {
  ip: { program: "ip -d -j -N" },
  "ip fou": { program: "ip -d -j -N", prefix: "fou" },
  "ip -6 fou": { program: "ip -6 -d -j -N", prefix: "fou" },
  "ip xfrm": { program: "ip", prefix: "xfrm" },
  tc: { program: "tc -j" },
  sysctl: { program: NAMES.pi_set_sysctls },
};

/** Throws where something cannot be sent, before it shares a frame with others. */
export function mustBeSendable(one: Operation | DeviceRemoval): void {
  if ("device" in one) removalStatement([one], 1);
  else {
    runStatement(one.tool, [one], false);
    if (one.clsact !== undefined) deviceWord(one.clsact);
  }
}

/** Prints an event of the reply. The words are constants. */
const printEvent = (word: EventWord, ...words: readonly string[]) =>
  `${NAMES.pi_event} ${[word, ...words].join(" ")}`;

/** Releases a lock that the shell keeps. */
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
    plan.yieldLock ? RELEASE_LOCK : "",
    plan.startIp ? NAMES.pi_start_ip : "",
    request.operations.some(({ tool }) => tool === "sysctl") ? SYSCTL_FUNCTIONS : "",
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

export const isWrite = ({ operations, removals }: FrameRequest): boolean =>
  operations.length + removals.length > 0;

const usesMarkers = ({ operations }: FrameRequest) =>
  operations.some(
    (one) => one.tool === "sysctl" || one.marker || one.clsact || (one.guard && "marker" in one.guard),
  );

function writeStatements(request: FrameRequest, { lock, linesSent }: FramePlan): string[] {
  const { operations, removals, scratchGroup } = request;
  const { pi_ip_lines: ipLines, pi_ip_pid: ipPid } = NAMES;
  const tools = [...new Set(operations.map((one) => one.tool))];
  const modules = [...new Set(operations.flatMap((one) => one.modules ?? []))];
  const clsact = [...new Set(operations.flatMap((one) => one.clsact ?? []))].map(deviceWord);
  const usesIp = linesSent !== undefined;
  return [
    `if ${LOCKS[lock]}; then`,
    `${ipLines}=${linesSent ?? ""}; [ -n "$${ipPid}" ] || ${ipLines}=`,
    ...modules.map((name) => `${NAMES.pi_load_module} ${word(name)}`),
    ...clsact.map((device) => `${NAMES.pi_add_clsact} ${word(device)}`),
    ...tools.map((tool) => runStatement(tool, operations, usesIp)),
    ...clsact.map((device) => `${NAMES.pi_remove_clsact} ${word(device)}`),
    usesMarkers(request) ? NAMES.pi_tidy_markers : "",
    removals.length === 0 ? "" : removalStatement(removals, scratchGroup),
    usesIp ? `[ -z "$${ipLines}" ] || ${printEvent("persistent-ip", `$${ipLines}`)}` : "",
    "fi",
  ];
}

/** A word of the shell. Its text was parsed and printed again, so a quote in it is a defect of this provider. */
function word(text: string): string {
  if (/['\0]/.test(text)) throw new Error("a quote in a word for the shell");
  return `'${text}'`;
}

/** Checked again here, because names also come out of a state that anybody may edit. */
function deviceWord(name: string): string {
  if (deviceNameFault(name) !== undefined) throw new Error(`not a device name: ${JSON.stringify(name)}`);
  return name;
}

function aliasWord(alias: string): string {
  if (!/^[A-Za-z0-9_.:/-]+$/.test(alias)) throw new Error(`not an owner alias: ${JSON.stringify(alias)}`);
  return alias;
}

/** A name that stays one word and within its directory. */
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

/** The arguments of pi_prepare_marker. */
const markerWords = ({ name, alias, note }: Marker) =>
  [markerName(name), ...[alias, note].flatMap((one) => (one === undefined ? [] : [aliasWord(one)]))].join(
    " ",
  );

/** Lines for `-batch`. */
const batchLines = (tool: Tool, commands: readonly Command[]): string => {
  const { prefix } = TOOLS[tool];
  return commands.map((one) => `${printCommand(prefix === undefined ? one : [prefix, ...one])}\n`).join("");
};

/** Runs the operations of a tool: pi_run_batch or pi_run_singly with a record (pi_each) for each operation. */
function runStatement(tool: Tool, operations: readonly Operation[], usesIp: boolean): string {
  const program = word(TOOLS[tool].program);
  const mine = [...operations.entries()].filter(([, one]) => one.tool === tool);
  // `ip xfrm -batch` does not report the failing line, so each of its lines runs in a batch of its own
  if (tool === "ip xfrm")
    return [NAMES.pi_run_singly, program, ...mine.map((one) => record(one, false))].join(" ");
  const isPlain = mine.every(([, { guard, marker }]) => guard === undefined && marker === undefined);
  const isRange = (mine.at(-1)?.[0] ?? 0) - (mine[0]?.[0] ?? 0) === mine.length - 1;
  const isOneText = isPlain && isRange && mine.length >= MANY;
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

function record([index, operation]: readonly [number, Operation], isOneText: boolean): string {
  const { tool, guard, commands, undoGuard, undo = [], marker, shows = 0 } = operation;
  return [
    String(index),
    guard === undefined ? "" : guardWords(guard),
    String(commands.length),
    isOneText ? "" : batchLines(tool, commands),
    undoGuard === undefined ? "" : guardWords(undoGuard),
    batchLines(tool, undo),
    marker === undefined ? "" : markerWords(marker),
    String(shows),
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
