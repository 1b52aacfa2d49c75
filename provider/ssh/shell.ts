import type { Connection } from "./connection.ts";
import { SshError } from "./errors.ts";
import { closeConnections, type Reached, reach } from "./pool.ts";
import { Session } from "./session.ts";
import { checkTarget, labelOf, shellKey } from "./target.ts";
import type { FrameReply, Script, Shell, ShellInstance, ShellOptions, Target } from "./types.ts";

const DEADLINE_SECONDS = 60;

/** A shell that opens on first use, and again after its connection was lost. Its frames run one after another. */
class PooledShell {
  /** The target, with the recorded host key of a caller as soon as that key was verified. */
  target: Target;
  readonly #main: PooledShell | undefined;
  readonly #killable: boolean;
  readonly #greeting: string;
  #session: Session | undefined;
  #opening: Promise<Session> | undefined;
  /** The connection on which the host refused a second shell. */
  #fullConnection: Connection | undefined;
  #hostKey = "";
  #turn: Promise<unknown> = Promise.resolve();
  #closed = 0;

  /** With `main`, this is a shell of the slow lane. `main` replaces it on a host that refuses a second shell. */
  constructor(target: Target, greeting: string, main?: PooledShell) {
    this.target = target;
    this.#greeting = greeting;
    this.#main = main;
    this.#killable = main !== undefined;
  }

  get hostKey(): string {
    return this.#hostKey;
  }

  get instance(): ShellInstance | undefined {
    return this.#session;
  }

  run(
    script: (instance: ShellInstance) => Script,
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

  send(instance: ShellInstance, statement: () => string | undefined): void {
    this.#turn = this.#turn.then(() => {
      const text = this.#session === instance ? statement() : undefined;
      if (text !== undefined) this.#session?.send(text);
    });
  }

  /** The target with the recorded host key of a caller, if it has one. */
  #way(recordedHostKey: string | undefined): Target {
    return recordedHostKey === undefined ? this.target : { ...this.target, recordedHostKey };
  }

  /** Verifies that the host has the key that a caller recorded. */
  async admit(recordedHostKey: string): Promise<void> {
    if (recordedHostKey === this.target.recordedHostKey) return;
    if (this.#session?.usable) await reach(this.#way(recordedHostKey));
    else await this.session(recordedHostKey);
    this.target = this.#way(recordedHostKey);
  }

  /** The open session, or a new one; "main" if the host refuses a second shell. */
  async session(recordedHostKey?: string): Promise<Session | "main"> {
    if (this.#session?.usable) return this.#session;
    if (this.#fullConnection && !this.#fullConnection.ended) return "main";
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
    // The main shell opens first, because the host may allow only one shell.
    await this.#main?.session(target.recordedHostKey);
    let reached = await this.#reach(target);
    try {
      return await Session.open(reached.connection, target, this.#greeting);
    } catch (thrown) {
      if (closed !== this.#closed || !(thrown instanceof SshError)) throw thrown;
      const lost = reached.connection.ended !== undefined && thrown.code !== "sudo";
      const full = thrown.code === "channel" && !this.#main;
      if (thrown.code === "channel" && !full) this.#fullConnection = reached.connection;
      if (!lost && !full) throw thrown;
      // Nothing has run yet, so a second attempt is safe. A lost connection is opened again. If the sshd allows one
      // session for each connection, this shell gets a connection of its own.
      reached = await this.#reach(target, full && !lost ? shellKey(target) : "");
      return Session.open(reached.connection, target, this.#greeting);
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

function pooled(target: Target, { lane = "main", greeting = "" }: ShellOptions): PooledShell {
  const key = `${lane} ${shellKey(target)}`;
  let shell = shells.get(key);
  if (!shell) {
    const { recordedHostKey: _, ...way } = target;
    shell =
      lane === "slow"
        ? new PooledShell(way, "", pooled(target, { greeting }))
        : new PooledShell(way, greeting);
    shells.set(key, shell);
  }
  return shell;
}

/**
 * The shell for a target. It connects on first use, and all spellings of a target share it (`shellKey`). Callers with
 * different recorded host keys share the shell, provided the key the host presented satisfies each of them.
 */
export async function shellOn(target: Target, options: ShellOptions = {}): Promise<Shell> {
  checkTarget(target);
  const shell = pooled(target, options);
  if (target.recordedHostKey !== undefined) await shell.admit(target.recordedHostKey);
  const session = await shell.session();
  if (session === "main") await pooled(target, { ...options, lane: "main" }).session();
  return {
    target: labelOf(target.connection),
    get hostKey() {
      return shell.hostKey;
    },
    get instance() {
      return shell.instance;
    },
    run: (script, { deadlineSeconds = DEADLINE_SECONDS } = {}) =>
      shell.run(typeof script === "string" ? () => ({ body: script }) : script, deadlineSeconds),
    send: (instance, statement) => shell.send(instance, statement),
  };
}

/**
 * Closes every connection, and forgets the host keys that were accepted on trust. Running scripts fail with outcome
 * "unknown", waiting ones with "not-run".
 *
 * A process that is killed leaves no shell behind: its connections end, and each shell on the hosts reads the end of its
 * input. The shell then kills its killable script, lets any other script finish, and exits.
 */
export async function closeAll(): Promise<void> {
  for (const shell of shells.values()) shell.close();
  shells.clear();
  await closeConnections();
}
