export type SshErrorCode =
  | "refused"
  | "unreachable"
  | "timeout"
  | "auth"
  | "host-key"
  | "bad-key"
  | "channel"
  | "shell"
  | "sudo"
  | "netns"
  | "closed"
  | "deadline"
  | "too-large";

/** "not-run": nothing of the script ran. "unknown": it may have run; look at the host again. */
export type Outcome = "not-run" | "unknown";

export class SshError extends Error {
  override readonly name = "SshError";
  /** A failure that is foreseen: Pulumi's dynamic provider would print where in here it was worded. */
  override readonly stack = "";
  readonly code: SshErrorCode;
  readonly outcome: Outcome;
  readonly target: string;

  constructor(code: SshErrorCode, target: string, message: string, outcome: Outcome = "not-run") {
    super(`${target}: ${message}`);
    this.code = code;
    this.target = target;
    this.outcome = outcome;
  }

  /** The same fault, told to somebody whose script was, or was not, under way. */
  as(outcome: Outcome): SshError {
    if (outcome === this.outcome) return this;
    return new SshError(this.code, this.target, this.message.slice(this.target.length + 2), outcome);
  }
}

export function asError(thrown: unknown): Error & { code?: unknown; level?: unknown; reason?: unknown } {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** One printable line of what a host said, for use in a message. */
export function printable(text: string, limit = 300): string {
  const line = text
    .replace(/[^\x20-\x7e]+/g, " ")
    .replace(/ +/g, " ")
    .trim();
  return line.length > limit ? `${line.slice(0, limit)}…` : line;
}
