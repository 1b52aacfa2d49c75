import type { ClientChannel } from "ssh2";
import { printable, SshError, type SshErrorCode } from "./errors.ts";
import { ABANDON, ACKNOWLEDGE, aside, frame, newNonce, prelude, ReplyReader } from "./frame.ts";
import type { Link } from "./link.ts";
import { stats } from "./stats.ts";
import { shellCommand, userOf } from "./target.ts";
import type { FrameReply, Script, Target } from "./types.ts";

const START_TIMEOUT_MS = 30_000;
const STDERR_KEPT = 4096;

interface Waiting {
  reader: ReplyReader;
  resolve(reply: Pick<FrameReply, "stdout" | "exitCode">): void;
  reject(error: SshError): void;
}

/** One live shell on a host. Takes one frame at a time; when anything goes wrong it is over. */
export class Session {
  readonly link: Link;
  readonly #target: Target;
  readonly #channel: ClientChannel;
  #waiting: Waiting | undefined;
  #ended: SshError | undefined;
  #started = false;
  /** A reply has arrived of which the shell has not heard yet: it is told with whatever is said to it next. */
  #owed = false;
  /** What the host said while the shell started. Later it could quote a script, so it is not kept. */
  #stderr: Buffer = Buffer.alloc(0);

  /** Opens a shell and hears it answer, so that a failing sudo or namespace is known before any frame is sent. */
  static async open(link: Link, target: Target): Promise<Session> {
    const session = new Session(link, target, await link.exec(shellCommand(target)));
    const nonce = newNonce();
    await session.#exchange(nonce, prelude(nonce), START_TIMEOUT_MS, "not-run");
    session.#started = true;
    stats.shells += 1;
    return session;
  }

  constructor(link: Link, target: Target, channel: ClientChannel) {
    this.link = link;
    this.#target = target;
    this.#channel = channel;
    channel.on("data", (piece: Buffer) => this.#take(piece));
    channel.stderr.on("data", (piece: Buffer) => {
      if (!this.#started) this.#stderr = Buffer.concat([this.#stderr, piece]).subarray(-STDERR_KEPT);
    });
    channel.on("error", () => this.#end(undefined));
    channel.stderr.on("error", () => {});
    channel.on("close", () => this.#end(undefined));
    link.gone.then(() => this.#end(link.ended));
  }

  /** True when another frame can be sent. */
  get usable(): boolean {
    return this.#ended === undefined && this.link.ended === undefined;
  }

  async run(script: Script, killable: boolean, deadlineSeconds: number): Promise<FrameReply> {
    const nonce = newNonce();
    const text = frame(nonce, script, killable);
    const before = performance.now();
    stats.frames += 1;
    const reply = await this.#exchange(nonce, text, deadlineSeconds * 1000, "unknown");
    return { nonce, ...reply, durationMs: performance.now() - before };
  }

  /** Not while a frame is under way: its script reads the same input. */
  tell(before: string): void {
    if (this.usable && !this.#waiting) this.#write(aside(before));
  }

  async #exchange(nonce: string, text: string, timeoutMs: number, outcome: "not-run" | "unknown") {
    if (this.#ended) throw this.#ended.as("not-run");
    let timer: NodeJS.Timeout | undefined;
    this.link.busy(1);
    try {
      return await new Promise<Pick<FrameReply, "stdout" | "exitCode">>((resolve, reject) => {
        const reader = new ReplyReader(nonce);
        this.#waiting = { reader, resolve, reject: (error) => reject(error.as(outcome)) };
        timer = setTimeout(() => this.#end(this.#late(timeoutMs, outcome)), timeoutMs);
        this.#write(text);
      });
    } finally {
      clearTimeout(timer);
      this.link.busy(-1);
      this.#waiting = undefined;
    }
  }

  #late(timeoutMs: number, outcome: "not-run" | "unknown"): SshError {
    const label = this.link.label;
    const seconds = timeoutMs / 1000;
    if (outcome === "unknown") {
      return new SshError(
        "deadline",
        label,
        `no reply within ${seconds} s; what was asked may have been done`,
        outcome,
      );
    }
    return new SshError("shell", label, `no shell answered within ${seconds} s`);
  }

  #take(piece: Buffer): void {
    // What comes when nothing was asked is noise.
    const reply = this.#waiting?.reader.push(piece);
    if (!reply) return;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#owed = true;
    waiting?.resolve(reply);
  }

  #write(text: string): void {
    this.#channel.write(this.#owed ? ACKNOWLEDGE + text : text);
    this.#owed = false;
  }

  /** Lets the shell go: it ends when its input does. */
  close(): void {
    this.#end(new SshError("closed", this.link.label, "the shell was closed", "unknown"));
  }

  #end(error: SshError | undefined): void {
    if (this.#ended) return;
    this.#ended = error ?? this.link.ended ?? this.#explain();
    if (this.link.ended === undefined) {
      if (this.#waiting) this.#channel.write(ABANDON);
      this.#channel.end();
      this.#channel.close();
    }
    this.#waiting?.reject(this.#ended);
  }

  /** Words the end of a shell, one that never started by what it said last. */
  #explain(): SshError {
    if (this.#started) {
      return new SshError("shell", this.link.label, "the shell on the host ended unexpectedly", "unknown");
    }
    const said = this.#stderr.toString("latin1");
    const { netns, connection } = this.#target;
    const user = userOf(connection);
    const error = (code: SshErrorCode, message: string) =>
      new SshError(code, this.link.label, message, "unknown");
    if (this.#target.sudo === true) {
      const rule = `\`${user} ALL=(root) NOPASSWD: ALL\``;
      if (/a password is required|no tty present|a terminal is required/.test(said)) {
        return error(
          "sudo",
          `sudo wants a password, and none is ever typed: add the line ${rule} to /etc/sudoers.d/${user} ` +
            "(visudo -f). It makes this user root, as does every rule that allows ip",
        );
      }
      if (/must have a tty/.test(said)) {
        return error(
          "sudo",
          `sudo wants a terminal: add \`Defaults:${user} !requiretty\` to /etc/sudoers.d/${user}`,
        );
      }
      if (/not in the sudoers file|is not allowed to (run sudo|execute)|may not run sudo/.test(said)) {
        return error(
          "sudo",
          `${user} may not use sudo: add the line ${rule} to /etc/sudoers.d/${user} (visudo -f)`,
        );
      }
      if (/sudo: *(command )?not found|sudo.: No such file/.test(said)) {
        return error("sudo", "the host has no sudo: install it, or connect as root and leave out `sudo`");
      }
    }
    if (netns !== undefined) {
      if (/Cannot open network namespace/.test(said)) {
        return error(
          "netns",
          `there is no network namespace ${netns}: make it with \`ip netns add ${netns}\``,
        );
      }
      if (/Operation not permitted|Permission denied/.test(said)) {
        return error(
          "netns",
          `${user} may not enter the network namespace ${netns}: connect as root or set \`sudo\``,
        );
      }
      if (/ip.?: (No such file|not found)/.test(said))
        return error("netns", "the host has no ip command (iproute2)");
    }
    const last = printable(said.trim().split("\n").at(-1) ?? "");
    return error("shell", `the shell on the host ended${last ? `: ${last}` : " without a word"}`);
  }
}
