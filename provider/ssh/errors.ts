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

/** "not-run": no part of the script ran. "unknown": it may have run, so the caller must read the host again. */
export type Outcome = "not-run" | "unknown";

export class SshError extends Error {
  override readonly name = "SshError";
  /** Empty, because Pulumi's dynamic provider prints the stack of an error, and users have no use for it. */
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

  /** The same error with the outcome for another caller, whose script was, or was not, running. */
  as(outcome: Outcome): SshError {
    if (outcome === this.outcome) return this;
    return new SshError(this.code, this.target, this.message.slice(this.target.length + 2), outcome);
  }
}

export function asError(thrown: unknown): Error & { code?: unknown; level?: unknown; reason?: unknown } {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** The text of a host as one printable line, for a message. */
export function printable(text: string, limit = 300): string {
  const line = text
    .replace(/[^\x20-\x7e]+/g, " ")
    .replace(/ +/g, " ")
    .trim();
  return line.length > limit ? `${line.slice(0, limit)}…` : line;
}
