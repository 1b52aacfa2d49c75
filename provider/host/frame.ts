import type { Tool } from "../iproute2/command.ts";
import type { DumpSection } from "../model/host-snapshot.ts";
import type { Operation, Removal } from "../model/operation.ts";
import type { Script } from "../ssh/index.ts";
import { BOOT } from "./boot-script.ts";
import { armStatements } from "./confirmation.ts";
import { dumpCommands, dumpFunctions } from "./dump-commands.ts";
import {
  aliasWord,
  batchLines,
  deviceWord,
  fileRecords,
  guardWords,
  isWriteOnly,
  keyWords,
  mayBeReplaced,
  record,
  TOOLS,
  word,
} from "./operation-record.ts";
import type { EventWord } from "./reply-events.ts";
import {
  BRIDGE_FUNCTIONS,
  CONFIRM_FUNCTIONS,
  FILE_FUNCTIONS,
  HOST_FUNCTIONS,
  MANY_FILES_FUNCTIONS,
  NAMES,
  REPLACED_OBJECT_FUNCTIONS,
  SYSCTL_FUNCTIONS,
  USED_KEYS_FUNCTIONS,
} from "./shell/packed.generated.ts";

/** A removal. `halfMade` also accepts a half-made device: it is in our group and has no alias. */
export type DeviceRemoval = Removal & { readonly halfMade?: boolean };

/** The content of one frame. */
export interface FrameRequest {
  readonly operations: readonly Operation[];
  readonly removals: readonly DeviceRemoval[];
  readonly sections: readonly DumpSection[];
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

/** Throws if an operation or removal cannot be sent, because otherwise it would break the frame of others. */
export function mustBeSendable(one: Operation | DeviceRemoval): void {
  if ("device" in one) removalStatement([one], 1);
  else {
    if (!isWriteOnly(one)) runStatements(one.tool, [one], false);
    fileRecords([one]);
    one.clsact?.map(deviceWord);
    keyWords([one]);
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
  const { sections } = request;
  const before = [
    plan.defineFunctions ? HOST_FUNCTIONS : "",
    plan.defineFunctions && request.mayHaveFiles ? FILE_FUNCTIONS : "",
    request.operations.some(mayBeReplaced) ? REPLACED_OBJECT_FUNCTIONS : "",
    keyWords(request.operations) === "" ? "" : USED_KEYS_FUNCTIONS,
    request.operations.filter(writesOwnFile).length >= MANY ? MANY_FILES_FUNCTIONS : "",
    plan.yieldLock ? RELEASE_LOCK : "",
    plan.startIp ? NAMES.pi_start_ip : "",
    request.operations.some(({ arm }) => arm !== undefined) ? CONFIRM_FUNCTIONS : "",
    request.operations.some((one) => one.tool === "sysctl" && !isWriteOnly(one)) ? SYSCTL_FUNCTIONS : "",
    request.operations.some((one) => one.tool === "ip and bridge" && !isWriteOnly(one))
      ? BRIDGE_FUNCTIONS
      : "",
    usesMarkers(request) || sections.includes("markers") ? NAMES.pi_find_marker_dir : "",
  ];
  const body = [
    `${NAMES.pi_failed}=`,
    ...(isWrite(request) ? writeStatements(request, plan) : []),
    dumpFunctions(sections),
    ...dumpCommands(sections).flatMap(({ names, text }) => [printEvent("section", ...names), text]),
    `[ -z "$${NAMES.pi_failed}" ] || { ${printEvent("version")}; ip -V 2>&1; }`,
    printEvent("end"),
  ];
  const text = (parts: readonly string[]) => parts.filter((part) => part !== "").join("\n");
  return { body: text(body), before: text(before) };
}

/** The statement that installs the script. The text of the script is a here-document. */
const installStatement = (init: string): string =>
  [`${NAMES.pi_install_boot} ${init} <<'pi_end'`, BOOT, "pi_end"].join("\n");

export const isWrite = ({ operations, removals }: FrameRequest): boolean =>
  operations.length + removals.length > 0;

const usesMarkers = ({ operations }: FrameRequest) =>
  operations.some(
    (one) => one.tool === "sysctl" || one.marker || one.clsact || (one.guard && "marker" in one.guard),
  );

function writeStatements(request: FrameRequest, { lock, linesSent }: FramePlan): string[] {
  const { operations, removals, scratchGroup } = request;
  const { pi_ip_lines: ipLines, pi_ip_pid: ipPid } = NAMES;
  const files = fileRecords(operations);
  const running = operations.filter((one) => !isWriteOnly(one));
  const tools = [...new Set(running.map((one) => one.tool))];
  const modules = [...new Set(operations.flatMap((one) => one.modules ?? []))];
  const clsact = [...new Set(running.flatMap((one) => one.clsact ?? []))].map(deviceWord);
  const usesIp = linesSent !== undefined;
  const keys = keyWords(operations);
  return [
    `if ${LOCKS[lock]}; then`,
    `${ipLines}=${linesSent ?? ""}; [ -n "$${ipPid}" ] || ${ipLines}=`,
    request.installBoot === undefined ? "" : installStatement(request.installBoot),
    ...armStatements(operations),
    ...modules.map((name) => `${NAMES.pi_load_module} ${word(name)}`),
    ...clsact.map((device) => `${NAMES.pi_add_clsact} ${word(device)}`),
    keys === "" ? "" : `${NAMES.pi_frame_keys}=${word(keys)}`,
    ...tools.flatMap((tool) => runStatements(tool, operations, usesIp)),
    ...clsact.map((device) => `${NAMES.pi_remove_clsact} ${word(device)}`),
    files.length === 0 ? "" : [NAMES.pi_keep, ...files].join(" "),
    usesMarkers(request) ? NAMES.pi_tidy_markers : "",
    removals.length === 0 ? "" : removalStatement(removals, scratchGroup),
    usesIp ? `[ -z "$${ipLines}" ] || ${printEvent("persistent-ip", `$${ipLines}`)}` : "",
    "fi",
  ];
}

/** Whether the host writes a file with the commands of the operation. */
const writesOwnFile = ({ file }: Operation) => file?.action === "write" && file.content === undefined;

type Indexed = readonly [number, Operation];

/**
 * Whether each line of an operation runs in a process of its own. `ip xfrm -batch` does not report the failing line, and
 * neither does `ip` where it exits, as for a neighbour that exists. The other operations of the process are then unknown. An
 * unknown device has its alias, but an object without its marker would be foreign. (iproute2: ipneigh_modify, parse_nexthops)
 */
const runsSingly = ({ tool, marker }: Operation): boolean =>
  tool === "ip xfrm" || (marker !== undefined && (tool === "ip" || tool === "ip -6"));

/** The statements that run the operations of a tool: pi_run_batch and pi_run_singly, with a record for each operation. */
function runStatements(tool: Tool, operations: readonly Operation[], usesIp: boolean): string[] {
  const mine = [...operations.entries()].filter(([, one]) => one.tool === tool && !isWriteOnly(one));
  const [single, together] = [true, false].map((is) => mine.filter(([, one]) => runsSingly(one) === is));
  return [
    ...(together?.length ? [batchStatement(tool, together, usesIp)] : []),
    ...(single?.length ? [singleStatement(tool, single)] : []),
  ];
}

const singleStatement = (tool: Tool, mine: readonly Indexed[]): string =>
  [
    mine.some(([, one]) => one.senderKey) ? NAMES.pi_run_with_keys : NAMES.pi_run_singly,
    word(TOOLS[tool].program),
    ...mine.map((one) => record(one, false)),
  ].join(" ");

function batchStatement(tool: Tool, mine: readonly Indexed[], usesIp: boolean): string {
  const isPlain = mine.every(
    ([, { guard, marker, file, arm }]) => (guard ?? marker ?? arm) === undefined && file?.action !== "remove",
  );
  const isRange = (mine.at(-1)?.[0] ?? 0) - (mine[0]?.[0] ?? 0) === mine.length - 1;
  const withFile = mine.filter(([, one]) => writesOwnFile(one)).length;
  const hasAllFilesOrNone = withFile === mine.length || mine.every(([, { file }]) => file === undefined);
  const isOneText = isPlain && isRange && hasAllFilesOrNone && mine.length >= MANY;
  const text = isOneText ? mine.map(([, one]) => batchLines(tool, one.commands)).join("") : "";
  return [
    NAMES.pi_run_batch,
    word(TOOLS[tool].program),
    isPlain ? "y" : "n",
    word(text),
    usesIp && tool === "ip" ? "y" : "n",
    ...mine.map((one) => record(one, isOneText)),
  ].join(" ");
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
