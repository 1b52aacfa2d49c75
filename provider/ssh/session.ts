import type { ClientChannel } from "ssh2";
import type { Connection } from "./connection.ts";
import { SshError } from "./errors.ts";
import {
  ABANDON,
  ACKNOWLEDGE,
  frame,
  newNonce,
  prelude,
  REPLY_LIMIT,
  ReplyReader,
  statement,
} from "./frame.ts";
import { startupError } from "./startup-errors.ts";
import { stats } from "./stats.ts";
import { shellCommand } from "./target.ts";
import type { FrameReply, Script, Target } from "./types.ts";

const START_TIMEOUT_MS = 30_000;
const STDERR_KEPT = 4096;

interface Waiting {
  reader: ReplyReader;
  resolve(reply: Pick<FrameReply, "stdout" | "exitCode">): void;
  reject(error: SshError): void;
}

/** One running shell on a host. It takes one frame at a time, and ends at the first failure. */
export class Session {
  readonly connection: Connection;
  /** The output of the greeting. */
  greeting = "";
  readonly #target: Target;
  readonly #channel: ClientChannel;
  #waiting: Waiting | undefined;
  #ended: SshError | undefined;
  #started = false;
  /** The last reply is not acknowledged yet. The acknowledgement is sent with the next text. */
  #owesAcknowledgement = false;
  /** The host's stderr while the shell starts. Later output is dropped, because it may quote a script with secrets. */
  #stderr: Buffer = Buffer.alloc(0);
  /** The host's output while the shell starts. A login shell that refuses logins prints its reason there. */
  #stdout: Buffer = Buffer.alloc(0);

  /** Opens a shell and waits for its reply, because errors of sudo or of a namespace must come before the first frame. */
  static async open(connection: Connection, target: Target, greeting: string): Promise<Session> {
    const session = new Session(connection, target, await connection.exec(shellCommand(target)));
    const nonce = newNonce();
    const answer = await session.#exchange(nonce, prelude(nonce, greeting), START_TIMEOUT_MS, "not-run");
    session.greeting = answer.stdout;
    session.#started = true;
    stats.shells += 1;
    return session;
  }

  constructor(connection: Connection, target: Target, channel: ClientChannel) {
    this.connection = connection;
    this.#target = target;
    this.#channel = channel;
    channel.on("data", (piece: Buffer) => this.#take(piece));
    channel.stderr.on("data", (piece: Buffer) => {
      if (!this.#started) this.#stderr = Buffer.concat([this.#stderr, piece]).subarray(-STDERR_KEPT);
    });
    channel.on("error", () => this.#end(undefined));
    channel.stderr.on("error", () => {});
    channel.on("close", () => this.#end(undefined));
    connection.gone.then(() => this.#end(connection.ended));
  }

  /** Whether another frame can be sent. */
  get usable(): boolean {
    return this.#ended === undefined && this.connection.ended === undefined;
  }

  async run(script: Script, killable: boolean, deadlineSeconds: number): Promise<FrameReply> {
    const nonce = newNonce();
    const text = frame(nonce, script, killable);
    const before = performance.now();
    stats.frames += 1;
    const reply = await this.#exchange(nonce, text, deadlineSeconds * 1000, "unknown");
    return { nonce, ...reply, durationMs: performance.now() - before };
  }

  /** Runs a text in the shell itself. While a frame runs nothing is sent, because the frame reads the same input. */
  send(text: string): void {
    if (this.usable && !this.#waiting) this.#write(statement(text));
  }

  async #exchange(nonce: string, text: string, timeoutMs: number, outcome: "not-run" | "unknown") {
    if (this.#ended) throw this.#ended.as("not-run");
    let timer: NodeJS.Timeout | undefined;
    this.connection.busy(1);
    try {
      return await new Promise<Pick<FrameReply, "stdout" | "exitCode">>((resolve, reject) => {
        const reader = new ReplyReader(nonce);
        this.#waiting = { reader, resolve, reject: (error) => reject(error.as(outcome)) };
        timer = setTimeout(() => this.#end(this.#late(timeoutMs, outcome)), timeoutMs);
        this.#write(text);
      });
    } finally {
      clearTimeout(timer);
      this.connection.busy(-1);
      this.#waiting = undefined;
    }
  }

  #late(timeoutMs: number, outcome: "not-run" | "unknown"): SshError {
    const label = this.connection.label;
    const seconds = timeoutMs / 1000;
    if (outcome === "unknown") {
      return new SshError("deadline", label, `no reply within ${seconds} s; the frame may have run`, outcome);
    }
    return new SshError("shell", label, `no shell answered within ${seconds} s`);
  }

  #tooLarge(): SshError {
    const message = `the host printed more than ${REPLY_LIMIT / 1024 / 1024} MiB in one reply`;
    return new SshError("too-large", this.connection.label, message, "unknown");
  }

  #take(piece: Buffer): void {
    if (!this.#started) this.#stdout = Buffer.concat([this.#stdout, piece]).subarray(-STDERR_KEPT);
    // Output while no frame runs is dropped.
    const reply = this.#waiting?.reader.push(piece);
    if (this.#waiting?.reader.tooLarge) this.#end(this.#tooLarge());
    if (!reply) return;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#owesAcknowledgement = true;
    waiting?.resolve(reply);
  }

  #write(text: string): void {
    this.#channel.write(this.#owesAcknowledgement ? ACKNOWLEDGE + text : text);
    this.#owesAcknowledgement = false;
  }

  /** Ends the shell by the end of its input. */
  close(): void {
    this.#end(new SshError("closed", this.connection.label, "the shell was closed", "unknown"));
  }

  #end(error: SshError | undefined): void {
    if (this.#ended) return;
    this.#ended = error ?? this.connection.ended ?? this.#reason();
    if (this.connection.ended === undefined) {
      if (this.#waiting) this.#channel.write(ABANDON);
      this.#channel.end();
      this.#channel.close();
    }
    this.#waiting?.reject(this.#ended);
  }

  #reason(): SshError {
    const { label } = this.connection;
    const printed = this.#stderr.length > 0 ? this.#stderr : this.#stdout;
    return this.#started
      ? new SshError("shell", label, "the shell on the host ended unexpectedly", "unknown")
      : startupError(printed.toString("latin1"), label, this.#target);
  }
}
