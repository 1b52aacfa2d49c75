import type { Tool } from "./command.ts";
import { type Command, describeCommand } from "./command.ts";

/** The cause of a failure, by the message of the kernel or of iproute2. */
export type Cause =
  | "exists"
  | "busy"
  | "missing-device"
  | "no-kind"
  | "no-module"
  | "no-permission"
  | "not-in-place"
  | "address-unavailable"
  | "unreachable-gateway"
  | "unknown-option"
  | "invalid"
  | "no-iproute2"
  | "unreadable"
  | "other";

/** Messages of the C library and of iproute2 with their causes. The first match counts. */
const WORDS: readonly (readonly [RegExp, Cause])[] = [
  [/File exists|already exists|already assigned/, "exists"],
  [/Unknown device type|Cannot find device type/, "no-kind"],
  [/Device or resource busy|Address already in use/, "busy"],
  [/Operation not permitted|Permission denied/, "no-permission"],
  [/not found|No such file or directory$/m, "no-module"],
  [/Cannot find device|No such device|does not exist/, "missing-device"],
  [/Operation not supported/, "not-in-place"],
  [/Cannot assign requested address/, "address-unavailable"],
  [/Nexthop has invalid gateway|Network is unreachable|No route to host/, "unreachable-gateway"],
  [/What is|is wrong: |garbage instead of|Unknown (argument|option)|is a garbage/, "unknown-option"],
  [/unknown command "|^Usage: /m, "unknown-option"],
  [/Invalid argument|Numerical result out of range|policy validation/, "invalid"],
];

export const causeOf = (stderr: string): Cause => WORDS.find(([words]) => words.test(stderr))?.[1] ?? "other";

/** The message of a program, without the line number of the batch, without repeated lines and without a usage text. */
export function kernelWords(stderr: string): string {
  const all = stderr
    .split("\n")
    .map((line) => line.trim().replace(/\.$/, ""))
    .filter((line) => line !== "" && !line.startsWith("Command failed"));
  const usage = all.findIndex((line) => line.startsWith("Usage: "));
  const lines = usage < 0 ? all : all.slice(0, Math.max(usage, 1));
  return [...new Set(lines)].join("; ") || "no message";
}

export interface HostFailure {
  /** `root@198.51.100.1:22` */
  readonly host: string;
  /** the object that the failure is about */
  readonly subject: string;
  readonly cause: Cause;
  readonly tool?: Tool;
  readonly command?: Command;
  readonly stderr?: string;
  /** the remedy */
  readonly advice?: string;
}

/** A failure on a host, as data. The message is made from it. */
export class HostError extends Error {
  override readonly name = "HostError";
  /** Empty, because Pulumi's dynamic provider prints the stack of an error, and users have no use for it. */
  override readonly stack = "";
  readonly failure: HostFailure;
  constructor(failure: HostFailure) {
    super(wordFailure(failure));
    this.failure = failure;
  }
}

function wordFailure({ host, subject, command, tool, stderr, advice }: HostFailure): string {
  const what = command === undefined ? undefined : `\`${describeCommand(tool ?? "ip", command)}\``;
  const report = stderr === undefined ? undefined : `the host reported: ${kernelWords(stderr)}`;
  const parts = [what && report ? `${what} failed; ${report}` : (what ?? report), advice].filter(
    (part) => part,
  );
  return `${subject} on ${host}: ${parts.join(". ")}`;
}
