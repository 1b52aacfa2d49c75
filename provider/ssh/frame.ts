import { randomBytes } from "node:crypto";
import { SET_ENVIRONMENT } from "./target.ts";
import type { FrameReply, Script } from "./types.ts";

/*
 * What travels over the shell's standard input and output.
 *
 * The prelude defines `fr`, which runs one frame, and answers with a marker line. After that each frame is
 *
 *     { fr NONCE KILLABLE '…the script, quoted…' '…what comes before it…'
 *     }
 *
 * A shell reads a compound command to its closing brace before it runs any of it, so a stream that is cut runs
 * nothing. The script is an argument of `eval`, so a mistake in it ends its own subshell only; what comes before it is
 * run by the shell itself, for what is to outlast the frame. Then `fr` waits for one more line of input: "ok", sent when
 * the reply has arrived; anything else, or the end of the input, means that nobody waits for the reply any more. A
 * killable script runs in the background meanwhile, and is killed then with all its children. Any other is left to
 * finish, so that it may as well be waited for: it takes one new process, for itself, and not three.
 *
 * The reply is gathered on the host and written in one piece: sshd leaves Nagle's algorithm on for a channel without
 * a terminal, so that a second piece would wait a round trip and a delayed acknowledgement for the first. For the
 * script it means that no lost connection is ever a failing write. (A shell drops NUL bytes from what it gathers.)
 */

/** Ends the wait for a script that has answered. */
export const ACKNOWLEDGE = "ok\n";
/** Tells the host that nobody waits any more. */
export const ABANDON = "gone\n";

const FUNCTIONS = `${SET_ENVIRONMENT}
trap '' PIPE
k() { (
kill -STOP "$1"
C=
read -r C <"/proc/$1/task/$1/children"
for c in $C; do k "$c"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
fp() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
fe() { [ -n "$E" ] || printf '\\n%s} %s' "$N" "$1"; E=y; }
fr() {
[ "$#" = 4 ] || exit 70
N=$1 K=$2 B=$3 A= E=
eval "$4"
set --
if [ "$K" = 0 ]; then
O=$(trap 'fe "$?"' EXIT; eval "$B" </dev/null; fe "$?")
A=$?
case $O in *"
$N} "*) ;; *) O="$O
$N} $A";; esac
fp "$O"
A=
read -r A
else
(
O=$( (eval "$B") </dev/null; fe "$?")
fp "$O"
) &
P=$!
read -r A
[ "$A" = ok ] || k "$P"
wait "$P"
fi
[ "$A" = ok ] || exit 0
}
`;

export function newNonce(): string {
  return randomBytes(16).toString("hex");
}

/** Sent once, when the shell is opened; answered by a reply of its own. */
export function prelude(nonce: string): string {
  return `{\n${FUNCTIONS}printf '\\n%s{\\n\\n%s} 0\\n' ${nonce} ${nonce}\n}\n`;
}

const quoted = (text: string) => {
  if (text.includes("\0")) throw new Error("a script must not contain a NUL character");
  return `'${text.replaceAll("'", "'\\''")}'`;
};

export function frame(nonce: string, { body, before = "" }: Script, killable: boolean): string {
  return `{ fr ${nonce} ${killable ? 1 : 0} ${quoted(body)} ${quoted(before)}\n}\n`;
}

/** Text for the shell itself, which says nothing to it. */
export function aside(before: string): string {
  return `{ eval ${quoted(before)}\n}\n`;
}

/** Finds one frame's reply in the stream, piece by piece, without looking at any byte twice. */
export class ReplyReader {
  readonly #begin: Buffer;
  readonly #end: Buffer;
  #chunks: Buffer[] = [];
  /** The last bytes seen: a marker may be split between two pieces. */
  #tail: Buffer = Buffer.alloc(0);
  #begun = false;

  constructor(nonce: string) {
    this.#begin = Buffer.from(`\n${nonce}{\n`);
    this.#end = Buffer.from(`\n${nonce}} `);
  }

  /** True once the host has said that it began to run the frame. */
  get begun(): boolean {
    return this.#begun;
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
