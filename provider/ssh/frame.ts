import { randomBytes } from "node:crypto";
import { FRAMED_SHELL } from "./shell/packed.generated.ts";
import type { FrameReply, Script } from "./types.ts";

/*
 * The texts on the standard input and output of the shell.
 *
 * The prelude defines `fr` (pi_run_frame in ./shell/frame.sh) and answers with the output of the greeting. Each frame is
 * then
 *
 *     { fr NONCE KILLABLE '…the script, quoted…' '…the text before it, quoted…'
 *     }
 *
 * A shell reads a compound command to its closing brace before it runs any of it. So a stream that is cut in the middle
 * runs nothing. The script is an argument of `eval`, so a syntax error ends only its own subshell. The shell itself runs
 * the text before the script, because definitions in it must outlast the frame.
 *
 * After the reply `fr` reads one more line. The client sends "ok" when it has the reply. Another line, or the end of the
 * input, means that the client is gone. A killable script runs in the background during this read, and `fr` kills it
 * with all its children when the client is gone. `fr` waits for any other script before this read, which needs one new
 * process instead of three.
 *
 * `fr` collects the reply and writes it in one piece. sshd leaves Nagle's algorithm on for a channel without a terminal,
 * so a second piece would wait for the delayed acknowledgement of the first. The script itself never writes to the
 * connection, so a lost connection does not make its writes fail. (A shell drops NUL bytes from what it collects.)
 */

/** The client has the reply. */
export const ACKNOWLEDGE = "ok\n";
/** The client no longer waits for the reply. */
export const ABANDON = "gone\n";

export function newNonce(): string {
  return randomBytes(16).toString("hex");
}

const quoted = (text: string) => {
  if (text.includes("\0")) throw new Error("a script must not contain a NUL character");
  return `'${text.replaceAll("'", "'\\''")}'`;
};

/** The first text to a new shell. Its reply is the output of the greeting. */
export function prelude(nonce: string, greeting = ""): string {
  return `{\n${FRAMED_SHELL}\nN=${nonce}\ngr ${quoted(greeting)}\n}\n`;
}

export function frame(nonce: string, { body, before = "" }: Script, killable: boolean): string {
  return `{ fr ${nonce} ${killable ? 1 : 0} ${quoted(body)} ${quoted(before)}\n}\n`;
}

/** A text that the shell itself runs. There is no reply. */
export function statement(text: string): string {
  return `{ eval ${quoted(text)}\n}\n`;
}

/** The limit of a reply, in bytes. A dump of 10,000 links is about 10 MB. */
export const REPLY_LIMIT = 64 * 1024 * 1024;

/** Finds the reply to one frame in a stream. It takes the stream piece by piece, in linear time. */
export class ReplyReader {
  readonly #begin: Buffer;
  readonly #end: Buffer;
  #chunks: Buffer[] = [];
  /** The last bytes of the stream, because two pieces may share the first or the last line of a reply. */
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

  /** Takes a piece of the stream. Returns the reply if this piece completes it. */
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
