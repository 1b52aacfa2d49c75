// Runs commands on the lab's hosts, for tests, with one kept connection per host and user. It shares no code with the
// provider's SSH, because tests must not share the provider's mistakes.
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import ssh2 from "ssh2";
import { type LabConnection, labHosts } from "./hosts.ts";
import type { HostName } from "./topology.ts";

export interface RunOptions {
  readonly stdin?: string | Buffer;
  /** Default 60. After this time it is unknown whether the command has ended. */
  readonly timeoutSeconds?: number;
  /** root (default), ops or plain. */
  readonly user?: string;
}

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly durationMs: number;
}

export interface Remote {
  readonly name: string;
  /** Runs a line of shell. A failure is in exitCode, and nothing is thrown. */
  run(command: string, options?: RunOptions): Promise<RunResult>;
  /** Runs a line of shell and returns its stdout. Throws if it fails. */
  must(command: string, options?: RunOptions): Promise<string>;
  /** The parsed output of `ip -j …`. Throws if ip fails. */
  ip(...args: string[]): Promise<unknown>;
  /** A command that continues to run, such as tcpdump. */
  start(command: string, options?: Pick<RunOptions, "user">): Promise<ssh2.ClientChannel>;
  /** Connects to a Unix socket of the host. It does not keep this process running, and there is no limit of their number. */
  connect(socket: string): Promise<ssh2.Channel>;
  /** Ends this host's connections. The next command makes new ones. */
  close(): void;
}

/**
 * sshd allows 10 sessions per connection, and further commands wait. The limit here is lower, because sshd notices
 * the end of a session later than this process.
 */
const MAX_SESSIONS = 6;

/** Seconds in which an emulated sshd opens a session. A machine that stopped opens none. */
const OPENS_WITHIN = 60;

class Connection {
  readonly client = new ssh2.Client();
  readonly #socket: Socket;
  readonly #ready: Promise<void>;
  readonly #waiting: (() => void)[] = [];
  #active = 0;
  #closed = false;

  constructor(name: string, user: string, { host, port, privateKey, hostKey }: LabConnection) {
    this.#socket = connect({ host, port, noDelay: true });
    const pinned = hostKey.split(" ")[1];
    this.#ready = new Promise((resolve, reject) => {
      this.client.once("ready", resolve).on("error", reject);
      this.client.once("close", () => {
        this.#closed = true;
        reject(new Error(`${name}: the connection closed`));
      });
    });
    this.#ready.catch(() => undefined);
    this.client.connect({
      sock: this.#socket,
      username: user,
      privateKey,
      hostVerifier: (key: Buffer) => key.toString("base64") === pinned,
      readyTimeout: 30_000,
    });
  }

  get usable(): boolean {
    return !this.#closed;
  }

  #channel(command: string): Promise<ssh2.ClientChannel> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no session after ${OPENS_WITHIN} s`)),
        OPENS_WITHIN * 1000,
      );
      this.client.exec(command, (error, opened) => {
        clearTimeout(timer);
        if (error) reject(error);
        else resolve(opened);
      });
    });
  }

  async #open(command: string): Promise<ssh2.ClientChannel> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#channel(command);
      } catch (error) {
        // Too many sessions: the command has not started, so it can be tried again.
        const refused = error instanceof Error && /open failed/i.test(error.message);
        if (!refused || attempt === 20) throw error;
        await sleep(50);
      }
    }
  }

  async connect(socket: string): Promise<ssh2.Channel> {
    await this.#ready;
    return new Promise((resolve, reject) => {
      this.client.openssh_forwardOutStreamLocal(socket, (error, channel) => {
        if (error) reject(error);
        else resolve(channel);
      });
    });
  }

  /** A session. The process runs while a session is open. An idle connection does not keep it running. */
  async exec(command: string): Promise<ssh2.ClientChannel> {
    if (this.#active >= MAX_SESSIONS) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#active++;
    this.#socket.ref();
    const done = (): void => {
      if (--this.#active === 0) this.#socket.unref();
      this.#waiting.shift()?.();
    };
    try {
      await this.#ready;
      const channel = await this.#open(command);
      channel.once("close", done);
      return channel;
    } catch (error) {
      done();
      throw error;
    }
  }
}

const connections = new Map<string, Connection>();

/** A host of this worker's lab. */
export const on = (name: HostName): Remote => remoteAt(name, () => labHosts()[name].connection);

/** A host with a name of its own in this process. `connectionOf` is called for each new connection. */
export function remoteAt(name: string, connectionOf: () => LabConnection): Remote {
  const connection = (user = "root"): Connection => {
    const key = `${user}@${name}`;
    let known = connections.get(key);
    if (known === undefined || !known.usable) {
      known = new Connection(name, user, connectionOf());
      connections.set(key, known);
    }
    return known;
  };
  const run = async (command: string, options: RunOptions = {}): Promise<RunResult> => {
    const start = performance.now();
    const channel = await connection(options.user).exec(command);
    const output = await collect(channel, options, `${name}: ${command}`);
    return { ...output, durationMs: performance.now() - start };
  };
  const must = async (command: string, options?: RunOptions): Promise<string> => {
    const { exitCode, stdout, stderr } = await run(command, options);
    if (exitCode !== 0) throw new Error(`${name}: ${command}\nended with ${exitCode}: ${stderr || stdout}`);
    return stdout;
  };
  return {
    name,
    run,
    must,
    async ip(...args) {
      const stdout = await must(["ip", "-j", ...args].map(shellWord).join(" "));
      return stdout.trim() === "" ? [] : (JSON.parse(stdout) as unknown);
    },
    start: (command, options) => connection(options?.user).exec(command),
    connect: (socket) => connection().connect(socket),
    close() {
      for (const [key, known] of connections) {
        if (!key.endsWith(`@${name}`)) continue;
        known.client.end();
        connections.delete(key);
      }
    },
  };
}

function collect(
  channel: ssh2.ClientChannel,
  { stdin, timeoutSeconds = 60 }: RunOptions,
  what: string,
): Promise<{ stdout: string; stderr: string; exitCode: number }> {
  return new Promise((resolve, reject) => {
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    const timer = setTimeout(() => {
      channel.destroy();
      reject(
        new Error(`no end after ${timeoutSeconds} s: ${what}\n${Buffer.concat(out)}${Buffer.concat(err)}`),
      );
    }, timeoutSeconds * 1000);
    channel.on("data", (data: Buffer) => out.push(data));
    channel.stderr.on("data", (data: Buffer) => err.push(data));
    // This does not use "exit", because a short command's exit can arrive together with the channel, before any
    // listener exists.
    channel.on("close", (code: number | null | undefined) => {
      clearTimeout(timer);
      // 255, as OpenSSH returns it, when a signal ended the command or the connection broke.
      const exitCode = code ?? 255;
      resolve({ stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString(), exitCode });
    });
    channel.end(stdin ?? "");
  });
}

/** A word that the shell reads unchanged. */
export function shellWord(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
