/**
 * Packs the shell functions that hosts run. It removes comments and indentation, and shortens names of ours (`pi_…`) to
 * one or two characters. It writes the packed texts to the generated modules that the provider imports.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The root of the checkout. It is not imported from scripts/setup, because scripts/setup imports this file. */
const root = path.resolve(import.meta.dirname, "../..");

/** Fixed short names: scripts read the nonce of their frame as `$N`, `fr` runs a frame, and `gr` a greeting. */
const FIXED: Readonly<Record<string, string>> = {
  pi_nonce: "N",
  pi_run_frame: "fr",
  pi_greet: "gr",
};

const NAME = /\bpi_[a-z0-9_]+\b/g;
const LETTERS = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** The files of each packed text, in the order in which the shell runs them. */
export const FRAMED_SHELL = ["provider/ssh/shell/frame.sh"];
export const HOST_FUNCTIONS = [
  ...["roots", "lock", "persistent-ip", "guards", "markers", "operations", "removals", "clsact"],
].map((name) => `provider/host/shell/${name}.sh`);
/** Sent only with operations on objects that another program may have replaced. */
export const REPLACED_OBJECT_FUNCTIONS = ["provider/host/shell/replaced-object.sh"];
/** Sent only with states whose keys the host records. */
export const USED_KEYS_FUNCTIONS = ["provider/host/shell/used-keys.sh"];
/** Sent only to hosts that may have files for a reboot. */
export const FILE_FUNCTIONS = ["provider/host/shell/files.sh"];
/** Sent only with frames that write many files. */
export const MANY_FILES_FUNCTIONS = ["provider/host/shell/many-files.sh"];
/** The script that restores objects at boot. */
export const BOOT = [
  ...[
    "roots",
    "lock",
    "guards",
    "markers",
    "replaced-object",
    "operations",
    "clsact",
    "sysctl",
    "ip-and-bridge",
    "nft",
    "files",
    "boot-service",
    "boot",
  ].map((name) => `provider/host/shell/${name}.sh`),
];
/** Sent only with changes that may cut the SSH connection. */
export const CONFIRM_FUNCTIONS = ["provider/host/shell/confirm.sh"];
/** Sent only with frames that change settings of the kernel. */
export const SYSCTL_FUNCTIONS = ["provider/host/shell/sysctl.sh"];
/** Sent only with frames that set forwarding entries. */
export const BRIDGE_FUNCTIONS = ["provider/host/shell/ip-and-bridge.sh", "provider/host/shell/nft.sh"];
/** Sent only with frames that read lists of the kernel. */
export const WATCH_FUNCTIONS = ["provider/host/shell/watch.sh"];
export const PING = ["provider/kinds/link-check/ping.sh"];
/** Sent only by the command line's doctor. It has no names of its own that begin with pi_. */
export const DOCTOR = ["cli/doctor/host/collect.sh"];
const DUMPS = "provider/host/shell/dump";

export const dumpNames = (): string[] =>
  readdirSync(path.join(root, DUMPS))
    .map((file) => path.basename(file, ".sh"))
    .sort();
export const dumpFile = (name: string): string => `${DUMPS}/${name}.sh`;

/** Every shell file of the provider. */
const providerFiles = (): string[] => [
  ...FRAMED_SHELL,
  ...HOST_FUNCTIONS,
  ...REPLACED_OBJECT_FUNCTIONS,
  ...USED_KEYS_FUNCTIONS,
  ...FILE_FUNCTIONS,
  ...MANY_FILES_FUNCTIONS,
  ...CONFIRM_FUNCTIONS,
  ...SYSCTL_FUNCTIONS,
  ...BRIDGE_FUNCTIONS,
  ...WATCH_FUNCTIONS,
  ...["boot-service", "boot"].map((name) => `provider/host/shell/${name}.sh`),
  ...dumpNames().map(dumpFile),
  ...PING,
];

/** Every shell file that hosts run. */
export const shellFiles = (): string[] => [...providerFiles(), ...DOCTOR];

/** The source text of shell files, one after the other. */
export const readShell = (files: readonly string[]): string =>
  files.map((file) => readFileSync(path.join(root, file), "utf8")).join("");

/**
 * The short name of each name of ours. The most frequent names get the shortest ones. All files share one table, because
 * they share a shell. A name for both a function and a variable is an error.
 */
export function shortNames(text: string): ReadonlyMap<string, string> {
  const counts = new Map<string, number>(Object.keys(FIXED).map((name) => [name, 0]));
  for (const [name] of stripped(text).matchAll(NAME)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const functions = new Set([...text.matchAll(/^(pi_\w+)\(\)/gm)].map(([, name]) => name));
  const both = [...text.matchAll(/\b(pi_\w+)=/g)].find(([, name]) => functions.has(name));
  if (both) throw new Error(`${both[1]} is a function and a variable`);
  const shorts = [
    ...LETTERS,
    ...LETTERS.flatMap((letter) => [0, 1, 2, 3, 4].map((digit) => letter + digit)),
  ].filter((short) => !Object.values(FIXED).includes(short));
  const sorted = [...counts.keys()]
    .filter((name) => FIXED[name] === undefined)
    .sort((one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0) || (one < other ? -1 : 1));
  if (sorted.length > shorts.length) throw new Error("there are more names than short ones");
  return new Map([
    ...Object.entries(FIXED),
    ...sorted.map((name, index) => [name, shorts[index] ?? ""] as const),
  ]);
}

const stripped = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.trimStart())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .join("\n");

/** The packed text. The provider sends it. */
export const packed = (text: string, names: ReadonlyMap<string, string>): string =>
  stripped(text).replace(NAME, (name) => {
    const short = names.get(name);
    if (short === undefined) throw new Error(`${name} has no short name`);
    return short;
  });

export const allNames = (): ReadonlyMap<string, string> => shortNames(readShell(providerFiles()));

interface Generated {
  readonly file: string;
  readonly text: string;
}

/** The modules that the provider imports. */
export function generated(): Generated[] {
  const names = allNames();
  const text = (files: readonly string[]) => literal(packed(readShell(files), names));
  const parts = [...new Set([...HOST_FUNCTIONS, ...BOOT])];
  const joined = (files: readonly string[]) =>
    `[${files.map((file) => `TEXTS[${JSON.stringify(file)}]`).join(", ")}].join("\\n")`;
  const dumps = dumpNames().map((name) => `  ${JSON.stringify(name)}: ${text([dumpFile(name)])},\n`);
  const used = [
    ...new Set(
      readShell([
        ...[...HOST_FUNCTIONS, ...FILE_FUNCTIONS, ...CONFIRM_FUNCTIONS],
        ...[...SYSCTL_FUNCTIONS, ...BRIDGE_FUNCTIONS, ...WATCH_FUNCTIONS, ...MANY_FILES_FUNCTIONS],
        ...[...REPLACED_OBJECT_FUNCTIONS, ...USED_KEYS_FUNCTIONS],
      ]).match(NAME),
    ),
  ].sort();
  return [
    {
      file: "provider/ssh/shell/packed.generated.ts",
      text: `${HEADER}export const FRAMED_SHELL = ${text(FRAMED_SHELL)};\n`,
    },
    {
      file: "provider/host/shell/packed.generated.ts",
      text: `${HEADER}/** The texts of the files that several of the constants below consist of. */
const TEXTS = {\n${parts.map((file) => `  ${JSON.stringify(file)}: ${text([file])},\n`).join("")}} as const;

/** Defined once in each shell. */
export const HOST_FUNCTIONS = ${joined(HOST_FUNCTIONS)};

/** Defined in each frame with operations on objects that another program may have replaced. */
export const REPLACED_OBJECT_FUNCTIONS = ${joined(REPLACED_OBJECT_FUNCTIONS)};

/** Defined in each frame with states whose keys the host records. */
export const USED_KEYS_FUNCTIONS = ${text(USED_KEYS_FUNCTIONS)};

/** Defined once in each shell, if the host may have files for a reboot. */
export const FILE_FUNCTIONS = ${joined(FILE_FUNCTIONS)};

/** Defined in each frame that writes many files. */
export const MANY_FILES_FUNCTIONS = ${text(MANY_FILES_FUNCTIONS)};

/** Defined in each frame with a change that may cut the SSH connection. */
export const CONFIRM_FUNCTIONS = ${text(CONFIRM_FUNCTIONS)};

/** The script that restores objects at boot, without its first line. */
export const BOOT_FUNCTIONS = ${joined(BOOT)};

/** Defined in each frame that changes settings of the kernel. */
export const SYSCTL_FUNCTIONS = ${joined(SYSCTL_FUNCTIONS)};

/** Defined in each frame that sets forwarding entries. */
export const BRIDGE_FUNCTIONS = ${joined(BRIDGE_FUNCTIONS)};

/** Defined in each frame that reads lists of the kernel. */
export const WATCH_FUNCTIONS = ${text(WATCH_FUNCTIONS)};

/** What the functions and variables are called in the packed text. */
export const NAMES = {\n${used.map((name) => `  ${name}: "${names.get(name)}",\n`).join("")}} as const;

/** What prints each section of a dump. */
export const DUMPS = {\n${dumps.join("")}} as const;
`,
    },
    {
      file: "provider/kinds/link-check/ping.generated.ts",
      text: `${HEADER}export const PING_FUNCTIONS = ${text(PING)};

export const PING = "${names.get("pi_ping")}";
`,
    },
    {
      file: "cli/doctor/host/collect.generated.ts",
      text: `${HEADER}export const COLLECT = ${text(DOCTOR)};\n`,
    },
  ];
}

const HEADER =
  "// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.\n\n";

const literal = (text: string): string =>
  `\`${text.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${")}\``;

export function writePackedShell(): void {
  for (const { file, text } of generated()) {
    const where = path.join(root, file);
    let before = "";
    try {
      before = readFileSync(where, "utf8");
    } catch {}
    if (before !== text) writeFileSync(where, text);
  }
}
