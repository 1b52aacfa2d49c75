// Commands on the lab's hosts, for tests: one kept connection per host and user. Independent of the provider's own
// SSH code on purpose: it must not share that code's mistakes.
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import ssh2 from "ssh2";
import { labHosts } from "./hosts.ts";
import type { HostName } from "./topology.ts";

export interface RunOptions {
  readonly stdin?: string | Buffer;
  /** Default 60. The command is not known to have ended when this passes. */
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
  readonly name: HostName;
  /** Runs a line of shell; a failure is in exitCode, not thrown. */
  run(command: string, options?: RunOptions): Promise<RunResult>;
  /** The same, and throws unless it succeeded; gives stdout. */
  must(command: string, options?: RunOptions): Promise<string>;
  /** `ip -j …` parsed; throws when ip fails. */
  ip(...args: string[]): Promise<unknown>;
  /** A command that is still running: for tcpdump and the like. */
  start(command: string, options?: Pick<RunOptions, "user">): Promise<ssh2.ClientChannel>;
  /** Ends this host's connections; the next command makes new ones. */
  close(): void;
}

/**
 * sshd allows 10 sessions per connection; beyond these, commands wait their turn. Fewer, because sshd counts a
 * session until it has noticed its end, later than we do.
 */
const MAX_SESSIONS = 6;

class Connection {
  readonly client = new ssh2.Client();
  readonly #socket: Socket;
  readonly #ready: Promise<void>;
  readonly #waiting: (() => void)[] = [];
  #active = 0;
  #closed = false;

  constructor(name: HostName, user: string) {
    const { host, port, privateKey, hostKey } = labHosts()[name].connection;
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

  async #open(command: string): Promise<ssh2.ClientChannel> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await new Promise<ssh2.ClientChannel>((resolve, reject) => {
          this.client.exec(command, (error, opened) => (error ? reject(error) : resolve(opened)));
        });
      } catch (error) {
        // Too many sessions: the command has not started, so it may be tried again.
        const refused = error instanceof Error && /open failed/i.test(error.message);
        if (!refused || attempt === 20) throw error;
        await sleep(50);
      }
    }
  }

  /** A session; the process stays alive while at least one is open, not because of the idle connection. */
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

export function on(name: HostName): Remote {
  const connection = (user = "root"): Connection => {
    const key = `${user}@${name}`;
    let known = connections.get(key);
    if (known === undefined || !known.usable) {
      known = new Connection(name, user);
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
    // Not on "exit": of a short command that can come together with the channel, before anybody listens.
    channel.on("close", (code: number | null | undefined) => {
      clearTimeout(timer);
      // 255, as OpenSSH says it, when the command ended by a signal or the connection broke.
      const exitCode = code ?? 255;
      resolve({ stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString(), exitCode });
    });
    channel.end(stdin ?? "");
  });
}

/** A word that the shell takes as it is. */
export function shellWord(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
