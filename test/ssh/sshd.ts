import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Real sshd processes on the loopback address, each with its own keys and configuration. They need root. */
const SSHD = ["/usr/sbin/sshd", "/usr/local/sbin/sshd"].find(existsSync);

/** Tests are skipped without an OpenSSH server or without root. CI installs openssh-server. */
export const haveSshd = SSHD !== undefined && process.getuid?.() === 0;

export type KeyType = "ed25519" | "rsa" | "ecdsa";

export function keygen(dir: string, name: string, type: KeyType = "ed25519", passphrase = "") {
  const file = join(dir, name);
  const bits = type === "rsa" ? ["-b", "2048"] : [];
  execFileSync("ssh-keygen", ["-q", "-t", type, ...bits, "-N", passphrase, "-C", "", "-f", file]);
  return { file, secret: readFileSync(file, "utf8"), public: readFileSync(`${file}.pub`, "utf8").trim() };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function listens(port: number, host: string): Promise<void> {
  for (let n = 0; n < 200; n += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, host);
      socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
      socket.on("connect", () => socket.destroy());
    });
    if (open) return;
    await sleep(25);
  }
  throw new Error(`nothing listens on port ${port}`);
}

export interface Tally {
  begun: number;
  ended: number;
  asked: number;
}

export interface Sshd {
  dir: string;
  port: number;
  /** The host's public keys, in authorized_keys form. */
  hostKeys: Partial<Record<KeyType, string>>;
  /** The private key of the authorized user. */
  userKey: string;
  /** What sshd has logged so far. */
  log(): string;
  /**
   * Counts of this server's connections: how many began, how many ended, and how many requests for authentication
   * they sent.
   */
  tally(): Tally;
  /** The number of requests for authentication, when this many connections have ended. */
  asked(ended: number): Promise<number>;
  stop(): Promise<void>;
}

export interface SshdOptions {
  port?: number;
  hostKeys?: KeyType[];
  /** Lines of sshd_config, which override the defaults. */
  config?: string[];
}

/** A port that can be switched from one server to another. */
export interface Switch {
  port: number;
  /** Connects new connections to the servers on these ports, in turns. */
  to(...ports: number[]): void;
  /** Cuts every connection. */
  cut(): void;
  stop(): Promise<void>;
}

export async function startSwitch(...first: number[]): Promise<Switch> {
  const sockets = new Set<Socket>();
  let ports = first;
  let turn = 0;
  const server = createServer((near) => {
    const far = connect(ports[turn++ % ports.length] ?? 0, "127.0.0.1");
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("error", () => {}).on("close", () => into.destroy());
      from.pipe(into);
    }
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    port,
    to: (...next) => {
      ports = next;
      turn = 0;
    },
    cut,
    stop: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  if (!SSHD) throw new Error("there is no sshd: install openssh-server");
  mkdirSync("/run/sshd", { recursive: true });
  const dir = mkdtempSync(join(tmpdir(), "sshd-"));
  chmodSync(dir, 0o755);
  const port = options.port ?? (await freePort());
  const hostKeys: Sshd["hostKeys"] = {};
  const keyLines: string[] = [];
  for (const type of options.hostKeys ?? ["ed25519"]) {
    const key = keygen(dir, `host_${type}`, type);
    hostKeys[type] = key.public;
    keyLines.push(`HostKey ${key.file}`);
  }
  const user = keygen(dir, "user");
  writeFileSync(join(dir, "authorized_keys"), `${user.public}\n`);
  const config = [
    ...(options.config ?? []),
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    ...keyLines,
    `AuthorizedKeysFile ${join(dir, "authorized_keys")}`,
    "PidFile none",
    "PermitRootLogin yes",
    "StrictModes no",
    "UsePAM no",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "LogLevel DEBUG1",
    "UseDNS no",
  ];
  writeFileSync(join(dir, "sshd_config"), `${config.join("\n")}\n`);
  let log = "";
  const child: ChildProcess = spawn(SSHD, ["-D", "-e", "-f", join(dir, "sshd_config")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  child.stderr?.on("data", (piece: Buffer) => {
    log += piece.toString();
  });
  // Each connection has a process of its own, which logs its last line before it ends.
  const begun = () => [...log.matchAll(/Forked child (\d+)\./g)].map(([, pid]) => Number(pid));
  const ended = () => begun().filter((pid) => !isRunning(pid)).length;
  try {
    await listens(port, "127.0.0.1");
    // The check that sshd accepts connections was a connection too.
    for (let n = 0; n < 400 && ended() < 1; n += 1) await sleep(5);
  } catch (error) {
    child.kill();
    throw new Error(`${error}: ${log}`);
  }
  const probes = begun().length;
  const tally = () => ({
    begun: begun().length - probes,
    ended: ended() - probes,
    asked: log.match(/userauth-request for user/g)?.length ?? 0,
  });
  return {
    dir,
    port,
    hostKeys,
    userKey: user.secret,
    log: () => log,
    tally,
    asked: async (ended) => {
      for (let n = 0; n < 400 && tally().ended < ended; n += 1) await sleep(25);
      if (tally().ended < ended) throw new Error(`fewer than ${ended} connections have ended: ${log}`);
      await sleep(25);
      return tally().asked;
    },
    stop: async () => {
      if (child.exitCode === null) {
        const exited = new Promise((resolve) => child.once("exit", resolve));
        child.kill();
        await exited;
      }
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
