import { SshError } from "./errors.ts";
import type { Link } from "./link.ts";
import { closeLinks, type Reached, reach } from "./pool.ts";
import { Session } from "./session.ts";
import { checkTarget, labelOf, shellKey } from "./target.ts";
import type { FrameReply, Lane, Life, Script, Shell, Target } from "./types.ts";

const DEADLINE_SECONDS = 60;

/** A shell that is opened when it is needed, and again after it was lost. Frames wait for each other. */
class PooledShell {
  /** With the host key that was recorded of it, by whoever asks, once it was found right. */
  target: Target;
  readonly #main: PooledShell | undefined;
  readonly #killable: boolean;
  #session: Session | undefined;
  #opening: Promise<Session> | undefined;
  /** A connection that has no room for this shell. */
  #crowded: Link | undefined;
  #hostKey = "";
  #turn: Promise<unknown> = Promise.resolve();
  #closed = 0;

  /** With `main`, a shell of the slow lane, which `main` stands in for where the host allows no second one. */
  constructor(target: Target, main?: PooledShell) {
    this.target = target;
    this.#main = main;
    this.#killable = main !== undefined;
  }

  get hostKey(): string {
    return this.#hostKey;
  }

  run(
    script: (life: Life) => Script,
    deadlineSeconds: number,
    killable = this.#killable,
  ): Promise<FrameReply> {
    const closed = this.#closed;
    const result = this.#turn.then(async () => {
      if (closed !== this.#closed) {
        throw new SshError("closed", labelOf(this.target.connection), "the shell was closed");
      }
      const session = await this.session();
      return session === "main" ? session : session.run(script(session), killable, deadlineSeconds);
    });
    this.#turn = result.catch(() => {});
    return result.then((reply) => {
      if (reply !== "main") return reply;
      if (!this.#main) throw new Error("a main shell has no stand-in");
      return this.#main.run(script, deadlineSeconds, killable);
    });
  }

  tell(life: Life, before: string): void {
    this.#turn = this.#turn.then(() => {
      if (this.#session === life) this.#session.tell(before);
    });
  }

  /** As it has to be reached by somebody who has recorded this host key, or none. */
  #way(recordedHostKey: string | undefined): Target {
    return recordedHostKey === undefined ? this.target : { ...this.target, recordedHostKey };
  }

  /** For somebody who has recorded a host key: that the host which answers, or has answered, is the right one. */
  async admit(recordedHostKey: string): Promise<void> {
    if (recordedHostKey === this.target.recordedHostKey) return;
    if (this.#session?.usable) await reach(this.#way(recordedHostKey));
    else await this.session(recordedHostKey);
    this.target = this.#way(recordedHostKey);
  }

  /** The live session, opened if need be; "main" where the host allows no second shell. */
  async session(recordedHostKey?: string): Promise<Session | "main"> {
    if (this.#session?.usable) return this.#session;
    if (this.#crowded && !this.#crowded.ended) return "main";
    this.#opening ??= this.#open(this.#way(recordedHostKey)).finally(() => {
      this.#opening = undefined;
    });
    try {
      this.#session = await this.#opening;
      return this.#session;
    } catch (thrown) {
      if (this.#main && thrown instanceof SshError && thrown.code === "channel") return "main";
      throw thrown;
    }
  }

  async #open(target: Target): Promise<Session> {
    const closed = this.#closed;
    // Where there can be only one shell, it is the main one.
    await this.#main?.session(target.recordedHostKey);
    let reached = await this.#reach(target);
    try {
      return await Session.open(reached.link, target);
    } catch (thrown) {
      if (closed !== this.#closed || !(thrown instanceof SshError)) throw thrown;
      const lost = reached.link.ended !== undefined && thrown.code !== "sudo";
      const full = thrown.code === "channel" && !this.#main;
      if (thrown.code === "channel" && !full) this.#crowded = reached.link;
      if (!lost && !full) throw thrown;
      // Nothing has run yet. A connection that died unnoticed is opened again; where an sshd allows one session a
      // connection, this shell gets a connection of its own.
      reached = await this.#reach(target, full && !lost ? shellKey(target) : "");
      return Session.open(reached.link, target);
    }
  }

  async #reach(target: Target, slot = ""): Promise<Reached> {
    const reached = await reach(target, slot);
    this.#hostKey = reached.hostKeys.join("\n");
    return reached;
  }

  close(): void {
    this.#closed += 1;
    this.#session?.close();
    this.#session = undefined;
  }
}

const shells = new Map<string, PooledShell>();

function pooled(target: Target, lane: Lane): PooledShell {
  const key = `${lane} ${shellKey(target)}`;
  let shell = shells.get(key);
  if (!shell) {
    const { recordedHostKey: _, ...way } = target;
    shell = new PooledShell(way, lane === "slow" ? pooled(target, "main") : undefined);
    shells.set(key, shell);
  }
  return shell;
}

/**
 * The shell for a target. Connects on first use; all who ask for the same target share one, those that have recorded
 * other host keys than it was opened with (or none) too, if the host that answered is right for them.
 */
export async function shellOn(target: Target, lane: Lane = "main"): Promise<Shell> {
  checkTarget(target);
  const shell = pooled(target, lane);
  if (target.recordedHostKey !== undefined) await shell.admit(target.recordedHostKey);
  const session = await shell.session();
  if (session === "main") await pooled(target, "main").session();
  return {
    target: labelOf(target.connection),
    get hostKey() {
      return shell.hostKey;
    },
    run: (script, { deadlineSeconds = DEADLINE_SECONDS } = {}) =>
      shell.run(typeof script === "string" ? () => ({ body: script }) : script, deadlineSeconds),
    tell: (life, before) => shell.tell(life, before),
  };
}

/**
 * Closes every connection, and forgets the host keys that were taken on trust. Scripts under way fail with outcome
 * "unknown", those that wait with "not-run".
 *
 * A process that is killed needs no such farewell, and none is said from a signal handler: whichever way it ends,
 * its connections end with it, each shell on the hosts finds its input at an end, kills what may be killed, lets
 * the rest finish, and exits.
 */
export async function closeAll(): Promise<void> {
  for (const shell of shells.values()) shell.close();
  shells.clear();
  await closeLinks();
}
