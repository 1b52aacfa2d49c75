import { randomBytes } from "node:crypto";
import { FRAMED_SHELL } from "./shell/packed.generated.ts";
import type { FrameReply, Script } from "./types.ts";

/*
 * The text that goes over the standard input and output of the shell.
 *
 * The prelude defines `fr` (pi_run_frame in ./shell/frame.sh) and answers with an empty reply. Each frame is then
 *
 *     { fr NONCE KILLABLE '…the script, quoted…' '…what comes before it…'
 *     }
 *
 * A shell reads a compound command to its closing brace before it runs any of it, so a stream that is cut runs
 * nothing. The script is an argument of `eval`, so a syntax error ends its own subshell only. The text before it is run
 * by the shell itself, for what is to outlast the frame. Then `fr` reads one more line: "ok" once the reply has
 * arrived; any other line, or the end of the input, means that the client is gone. A killable script runs in the
 * background meanwhile, and is killed then with all its children. Any other script finishes, so that `fr` can wait for
 * it: it takes one new process instead of three.
 *
 * The reply is gathered on the host and written in one piece: sshd leaves Nagle's algorithm on for a channel without
 * a terminal, so that a second piece would wait a round trip and a delayed acknowledgement for the first. The script
 * never sees a failing write, whatever becomes of the connection. (A shell drops NUL bytes from what it gathers.)
 */

/** Ends the wait for a script that has answered. */
export const ACKNOWLEDGE = "ok\n";
/** The client does not wait any more. */
export const ABANDON = "gone\n";

export function newNonce(): string {
  return randomBytes(16).toString("hex");
}

/** Sent once, when the shell is opened; its reply is empty. */
export function prelude(nonce: string): string {
  return `{\n${FRAMED_SHELL}\nprintf '\\n%s{\\n\\n%s} 0\\n' ${nonce} ${nonce}\n}\n`;
}

const quoted = (text: string) => {
  if (text.includes("\0")) throw new Error("a script must not contain a NUL character");
  return `'${text.replaceAll("'", "'\\''")}'`;
};

export function frame(nonce: string, { body, before = "" }: Script, killable: boolean): string {
  return `{ fr ${nonce} ${killable ? 1 : 0} ${quoted(body)} ${quoted(before)}\n}\n`;
}

/** Text that the shell itself runs, without a reply. */
export function statement(text: string): string {
  return `{ eval ${quoted(text)}\n}\n`;
}

/** The limit of a reply, in bytes. A dump of 10,000 links is about 10 MB. */
export const REPLY_LIMIT = 64 * 1024 * 1024;

/** Finds the reply to one frame in the stream, piece by piece, in linear time. */
export class ReplyReader {
  readonly #begin: Buffer;
  readonly #end: Buffer;
  #chunks: Buffer[] = [];
  /** The last bytes seen, because the begin or the end of a reply may be split between two pieces. */
  #tail: Buffer = Buffer.alloc(0);
  #begun = false;
  #size = 0;

  constructor(nonce: string) {
    this.#begin = Buffer.from(`\n${nonce}{\n`);
    this.#end = Buffer.from(`\n${nonce}} `);
  }

  /** The host has begun to answer. */
  get begun(): boolean {
    return this.#begun;
  }

  /** The host has printed more than a reply may have. What comes then is dropped. */
  get tooLarge(): boolean {
    return this.#size > REPLY_LIMIT;
  }

  /** Takes a piece of the stream; returns the reply when this piece completes it. */
  push(piece: Buffer): Pick<FrameReply, "stdout" | "exitCode"> | undefined {
    let seen = this.#tail.length > 0 ? Buffer.concat([this.#tail, piece]) : piece;
    let fresh = piece;
    if (!this.#begun) {
      const at = seen.indexOf(this.#begin);
      if (at < 0) {
        this.#tail = Buffer.from(seen.subarray(Math.max(0, seen.length - this.#begin.length + 1)));
        return undefined;
      }
      this.#begun = true;
      seen = fresh = seen.subarray(at + this.#begin.length);
    }
    this.#size += fresh.length;
    if (this.tooLarge) {
      this.#chunks = [];
      return undefined;
    }
    this.#chunks.push(fresh);
    const at = seen.indexOf(this.#end);
    const stop = at < 0 ? -1 : seen.indexOf(0x0a, at + this.#end.length);
    if (stop < 0) {
      const keep = at < 0 ? this.#end.length - 1 : seen.length - at;
      this.#tail = Buffer.from(seen.subarray(Math.max(0, seen.length - keep)));
      return undefined;
    }
    const whole = Buffer.concat(this.#chunks);
    this.#chunks = [];
    return {
      stdout: whole.toString("utf8", 0, whole.length - (seen.length - at)),
      exitCode: Number(seen.toString("latin1", at + this.#end.length, stop)),
    };
  }
}
