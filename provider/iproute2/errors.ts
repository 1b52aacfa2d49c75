import type { Tool } from "./command.ts";
import { type Command, describeCommand } from "./command.ts";

/** What the kernel or iproute2 meant, as far as its words tell. */
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

/** Kernel and iproute2 words, most telling first. The texts are the C library's and iproute2's own. */
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
  [/Invalid argument|Numerical result out of range|policy validation/, "invalid"],
];

export const causeOf = (stderr: string): Cause => WORDS.find(([words]) => words.test(stderr))?.[1] ?? "other";

/** What was said, without the batch's own line count and without the same words twice. */
export function kernelWords(stderr: string): string {
  const lines = stderr
    .split("\n")
    .map((line) => line.trim().replace(/\.$/, ""))
    .filter((line) => line !== "" && !line.startsWith("Command failed"));
  return [...new Set(lines)].join("; ") || "nothing was said";
}

export interface HostFailure {
  /** `root@198.51.100.1:22` */
  readonly host: string;
  /** the device, port or state that it was about */
  readonly subject: string;
  readonly cause: Cause;
  readonly tool?: Tool;
  readonly command?: Command;
  readonly stderr?: string;
  /** what to do about it */
  readonly advice?: string;
}

/** A failure on a host: the data first, one sentence worded here. */
export class HostError extends Error {
  override readonly name = "HostError";
  /** A failure that is foreseen: Pulumi's dynamic provider would print where in here it was worded. */
  override readonly stack = "";
  readonly failure: HostFailure;
  constructor(failure: HostFailure) {
    super(wordFailure(failure));
    this.failure = failure;
  }
}

function wordFailure({ host, subject, command, tool, stderr, advice }: HostFailure): string {
  const what = command === undefined ? undefined : `\`${describeCommand(tool ?? "ip", command)}\``;
  const said = stderr === undefined ? undefined : `the host said: ${kernelWords(stderr)}`;
  const parts = [what && said ? `${what} failed; ${said}` : (what ?? said), advice].filter((part) => part);
  return `${subject} on ${host}: ${parts.join(". ")}`;
}
