import type { Tool } from "../iproute2/command.ts";
import { type Command, printCommand } from "../iproute2/command.ts";
import { deviceNameFault } from "../iproute2/device-name.ts";
import type { Section } from "../model/host-snapshot.ts";
import type { Guard, Marker, Operation, Removal } from "../model/operation.ts";
import type { Script } from "../ssh/index.ts";
import { FUNCTIONS } from "./functions.ts";
import { partsOf } from "./sections.ts";

/** What goes to a host in one frame. */
export interface Batch {
  readonly operations: readonly Operation[];
  readonly removals: readonly (Removal & { readonly halfMade?: boolean })[];
  readonly sections: readonly Section[];
  /** the host has not said yet what it is */
  readonly introduce: boolean;
  /** a group that no device is in: the removals' meeting place */
  readonly meeting: number;
}

/** From so many operations on they are looked at one by one only if one of them fails. */
const MANY = 32;

/** A word of the shell. What is in it was parsed and printed again; a quote in it would be a defect of ours. */
function word(text: string): string {
  if (/['\0]/.test(text)) throw new Error("a quote in a word for the shell");
  return `'${text}'`;
}

const lines = (commands: readonly Command[]): string =>
  commands.map((one) => `${printCommand(one)}\n`).join("");

const PROGRAMS: Record<Tool, string> = {
  ip: "ip -d -j -N",
  "ip fou": "ip -d -j -N",
  "ip -6 fou": "ip -6 -d -j -N",
  "ip xfrm": "ip",
  tc: "tc -j",
  sysctl: "y",
};
/** The word that every command of a tool begins with. */
const PREFIXES: Partial<Record<Tool, string>> = { "ip fou": "fou", "ip -6 fou": "fou", "ip xfrm": "xfrm" };

/** Throws where something cannot be sent, before it is in a frame with others. */
export function mustBeSendable(one: Operation | Batch["removals"][number]): void {
  if ("device" in one) removalsOf([one], 1);
  else {
    runOf(one.tool, [one], false);
    if (one.clsact !== undefined) deviceWord(one.clsact);
  }
}

/** What a frame finds in the shell, and what it is to leave there: see ./resident.ts. */
export interface Standing {
  /** the functions are not there yet */
  readonly define: boolean;
  /** the lock is kept and others get their turn first */
  readonly letGo: boolean;
  /** then it is kept still, to be taken and kept, or to be taken for this frame alone */
  readonly lock: "held" | "keep" | "frame";
  /** lines that the ip which stays was given before; undefined: it is not to be used */
  readonly fed?: number;
  /** an ip that stays is to be started first */
  readonly start: boolean;
}

/** Prints a mark. */
const mark = (words: string) => `printf '\\n%s %s\\n' "$N" "${words}"`;

const INTRODUCTION = `
${mark("introduction")}
m=; { IFS= read -r m; } 2>/dev/null </etc/machine-id; echo "$m"
m=; { IFS= read -r m; } 2>/dev/null </proc/sys/kernel/osrelease; echo "$m"`;

/** Lets go of a lock that is kept. */
export const LET_GO = "q";
const LOCKS = { held: ":", keep: "z y", frame: "o; z n" } as const;

/** The text of a frame. */
export function script(
  { operations, removals, sections, introduce, meeting }: Batch,
  { define, letGo, lock, fed, start }: Standing,
): Script {
  const writes = operations.length + removals.length > 0;
  const modules = [...new Set(operations.flatMap((one) => one.modules ?? []))];
  const tools = [...new Set(operations.map((one) => one.tool))];
  const clsact = [...new Set(operations.flatMap((one) => one.clsact ?? []))].map(deviceWord);
  const marked =
    tools.includes("sysctl") ||
    operations.some((one) => one.marker || one.clsact || (one.guard && "marker" in one.guard));
  const before = [
    define ? FUNCTIONS : "",
    letGo ? LET_GO : "",
    start ? "i" : "",
    marked || sections.includes("markers") ? "e" : "",
  ];
  const body = [
    "Y=",
    introduce ? INTRODUCTION : "",
    writes ? `if ${LOCKS[lock]}; then` : "",
    writes ? `Q=${fed ?? ""}; [ -n "$I" ] || Q=` : "",
    ...modules.map(
      (name) =>
        `[ -e ${word(`/sys/module/${name}`)} ] || modprobe -q ${word(name)} || ${mark(`module ${name}`)}`,
    ),
    ...clsact.map((device) => `c ${word(device)}`),
    ...tools.map((tool) => runOf(tool, operations, fed !== undefined)),
    ...clsact.map((device) => `t ${word(device)}`),
    marked ? 'rmdir "$M" /run/pulumi-iproute2 2>/dev/null' : "",
    removals.length === 0 ? "" : removalsOf(removals, meeting),
    fed === undefined ? "" : `[ -z "$Q" ] || ${mark("fed $Q")}`,
    writes ? "fi" : "",
    ...partsOf(sections).map(({ names, text }) => `${mark(`section ${names.join(" ")}`)}; ${text}`),
    sections.includes("facts") ? "Y=y" : "",
    `[ -z "$Y" ] || { ${mark("version")}; ip -V 2>&1; }`,
    mark("end"),
  ];
  const text = (parts: readonly string[]) => parts.filter((part) => part !== "").join("\n");
  return { body: text(body), before: text(before) };
}

const guardWords = (guard: Guard) =>
  "marker" in guard
    ? [`@${markerName(guard.marker)}`, "n", ...guard.aliases.map(aliasWord)].join(" ")
    : [deviceWord(guard.device), guard.halfMade ? "y" : "n", ...guard.aliases.map(aliasWord)].join(" ");

/** Names were checked when they were given; here once more, since they come out of a state that anybody may edit. */
function deviceWord(name: string): string {
  if (deviceNameFault(name) !== undefined) throw new Error(`not a device's name: ${JSON.stringify(name)}`);
  return name;
}

function aliasWord(alias: string): string {
  if (!/^[A-Za-z0-9_.:/-]+$/.test(alias)) throw new Error(`not an alias of ours: ${JSON.stringify(alias)}`);
  return alias;
}

/** A name that stays one word and within its directory. */
function markerName(name: string): string {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.:,-]{0,239}$/.test(name)) throw new Error(`not a marker's name: ${name}`);
  return name;
}

const markerWords = ({ name, alias, note }: Marker) =>
  [markerName(name), ...[alias, note].flatMap((one) => (one === undefined ? [] : [aliasWord(one)]))].join(
    " ",
  );

function runOf(tool: Tool, operations: readonly Operation[], kept: boolean): string {
  const prefix = PREFIXES[tool];
  const text = (commands: readonly Command[]) =>
    lines(prefix === undefined ? commands : commands.map((one) => [prefix, ...one]));
  const mine = [...operations.entries()].filter(([, one]) => one.tool === tool);
  const plain = mine.every(([, { guard, marker }]) => guard === undefined && marker === undefined);
  const whole = plain && tool !== "ip xfrm" && mine.length >= MANY;
  const words = mine.map(([index, { guard, commands, undo = [], marker, shows = 0 }]) =>
    [
      String(index),
      guard === undefined ? "" : guardWords(guard),
      String(commands.length),
      whole ? "" : text(commands),
      text(undo),
      marker === undefined ? "" : markerWords(marker),
      String(shows),
    ]
      .map(word)
      .join(" "),
  );
  const program = word(PROGRAMS[tool]);
  if (tool === "ip xfrm") return `l ${program} ${words.join(" ")}`;
  const all = whole ? text(mine.flatMap(([, one]) => one.commands)) : "";
  const staying = kept && tool === "ip";
  return `b ${program} ${plain ? "y" : "n"} ${word(all)} ${staying ? "y" : "n"} ${words.join(" ")}`;
}

function removalsOf(removals: Batch["removals"], meeting: number): string {
  const words = removals.map(({ device, aliases, halfMade }, index) =>
    [`r${index}`, guardWords({ device, aliases, halfMade: halfMade ?? false }), device].map(word).join(" "),
  );
  const each = `d ${meeting} ${words.join(" ")}`;
  return removals.length < MANY || removals.some((one) => one.halfMade || one.aliases.length !== 1)
    ? each
    : `p ${allOf(removals)} || ${each}`;
}

/** What `p` compares with what there is. */
function allOf(removals: Batch["removals"]): string {
  const named = removals
    .map(({ device, aliases: [alias = ""] }) => ({ device: deviceWord(device), alias: aliasWord(alias) }))
    .sort((one, other) => (one.device < other.device ? -1 : 1));
  const aliases = named.map(({ device, alias }) => `${device}/ifalias:${alias}`).join("\n");
  const groups = named.map(({ device }) => `${device}/netdev_group`).join("\n");
  return [aliases, groups, ...named.map(({ device }) => device)].map(word).join(" ");
}
