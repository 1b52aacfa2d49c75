import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Duplex, PassThrough, type Readable, type Writable } from "node:stream";

/** Why this machine cannot simulate hosts, or undefined where it can. */
export function missing(): string | undefined {
  const tried = spawnSync("unshare", ["-n", "-m", "sh", "-c", SETUP], { encoding: "utf8" });
  if (tried.error) return `unshare cannot be started: ${tried.error.message}`;
  if (tried.status !== 0) return `unshare -n -m is not permitted: ${tried.stderr.trim().split("\n")[0]}`;
  const vxlan = spawnSync("unshare", ["-n", "ip", "link", "add", "v", "type", "vxlan", "id", "1"], {
    encoding: "utf8",
  });
  return vxlan.status === 0 ? undefined : `the kernel has no vxlan: ${vxlan.stderr.trim()}`;
}

/**
 * What makes a pair of namespaces a machine: a /run of its own, and a /sys that shows its own devices. Duplicate address
 * detection is off because a tentative address turns into a ready one between two looks.
 */
const SETUP = `
mount -t sysfs sysfs /sys && mount -t tmpfs tmpfs /run || exit 1
for name in all default; do echo 0 >/proc/sys/net/ipv6/conf/$name/accept_dad; done
`;

export interface HostOptions {
  /** text of /etc/machine-id; "" is an empty file, which means that the host has none */
  readonly machineId: string;
  /** directories that come before /usr/local/sbin of the host, with programs that stand in for others */
  readonly programs?: string;
}

/** A shell that answers one script after the other. */
class ControlShell {
  readonly #stdin: Writable;
  #text = "";
  #mark = "";
  #answer: ((text: string) => void) | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ stdin, stdout }: ChildProcess) {
    if (stdin === null || stdout === null) throw new Error("a shell without standard streams");
    this.#stdin = stdin.on("error", () => {});
    stdout.setEncoding("utf8").on("data", (piece: string) => this.#take(piece));
  }

  /** Runs text in the shell itself, which says nothing to it. */
  tell(text: string): void {
    this.#turn = this.#turn.then(() => this.#stdin.write(`${text}\n`));
  }

  end(): void {
    this.#stdin.end();
  }

  run(script: string): Promise<{ stdout: string; exitCode: number }> {
    const answer = this.#turn.then(() => this.#ask(script));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  async #ask(script: string): Promise<{ stdout: string; exitCode: number }> {
    this.#mark = randomBytes(8).toString("hex");
    this.#text = "";
    const said = await new Promise<string>((resolve) => {
      this.#answer = resolve;
      const quoted = `'${script.replaceAll("'", "'\\''")}'`;
      this.#stdin.write(`( eval ${quoted} ) </dev/null 2>&1; printf '\\n%s %s\\n' ${this.#mark} "$?"\n`);
    });
    const at = said.lastIndexOf(`\n${this.#mark} `);
    return { stdout: said.slice(0, at), exitCode: Number(said.slice(at + this.#mark.length + 2)) };
  }

  #take(piece: string): void {
    this.#text += piece;
    const at = this.#text.lastIndexOf(`\n${this.#mark} `);
    if (at < 0 || this.#text.indexOf("\n", at + 1) < 0) return;
    const text = this.#text;
    this.#text = "";
    this.#answer?.(text);
  }
}

/** As sshd gives it to a session. */
const ENVIRONMENT = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/root" };

/** Sockets that a host's first shell has from its start for logins: dash knows file descriptors of one digit. */
const SOCKETS = [3, 4, 5, 6, 7, 8, 9] as const;

/** A shell of a login: what is written to it and what it says. */
export interface Login {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** The shell has ended, and with it all that had its standard streams. */
  readonly ended: Promise<void>;
}

/** A machine for the provider: a network namespace and a mount namespace of its own, with real shells in them. */
export class SimulatedHost {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #control: ControlShell;
  readonly #directory: string;
  readonly #sockets: number[] = [...SOCKETS];
  /** The host answers no connection while this is true. */
  down = false;

  private constructor(child: ChildProcess, directory: string) {
    if (child.pid === undefined) throw new Error("unshare did not start");
    this.pid = child.pid;
    this.#child = child;
    this.#control = new ControlShell(child);
    this.#directory = directory;
  }

  static async start({ machineId, programs }: HostOptions): Promise<SimulatedHost> {
    const directory = mkdtempSync(path.join(tmpdir(), "model-host-"));
    writeFileSync(path.join(directory, "machine-id"), machineId === "" ? "" : `${machineId}\n`);
    // Two machines never have one boot_id, but two namespaces of a kernel do
    writeFileSync(path.join(directory, "boot-id"), `${crypto.randomUUID()}\n`);
    const stdio = ["pipe", "pipe", "ignore", ...SOCKETS.map(() => "pipe" as const)] as const;
    const child = spawn("unshare", ["-n", "-m", "/bin/sh"], { stdio: [...stdio], env: ENVIRONMENT });
    const host = new SimulatedHost(child, directory);
    await host.must(`${SETUP}
mount --bind ${directory}/machine-id /etc/machine-id &&
mount --bind ${directory}/boot-id /proc/sys/kernel/random/boot_id || exit 1
${programs === undefined ? "" : `mount --bind ${programs} /usr/local/sbin`}`);
    return host;
  }

  /** Runs a script in the host as its administrator would. */
  run(script: string): Promise<{ stdout: string; exitCode: number }> {
    return this.#control.run(script);
  }

  /** As `run`; throws where the script fails. */
  async must(script: string): Promise<string> {
    const { stdout, exitCode } = await this.run(script);
    if (exitCode !== 0) throw new Error(`exit code ${exitCode}\n${script.trim()}\n${stdout.trim()}`);
    return stdout;
  }

  /**
   * Starts a login of its own, as sshd does: the command is run by the user's shell. The first logins are children of
   * the host's first shell, which is quicker than to enter the namespaces from outside.
   */
  login(command: string): Login {
    const number = this.#sockets.shift();
    if (number === undefined) return this.#enter(command);
    const socket = this.#child.stdio[number] as Duplex;
    const closed = SOCKETS.map((one) => `${one}>&-`).join(" ");
    const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    socket.on("error", () => {});
    this.#control.tell(
      `( exec /bin/sh -c '${command.replaceAll("'", "'\\''")}' <&${number} >&${number} 2>/dev/null ${closed} ) & exec ${number}>&-`,
    );
    const silent = new PassThrough();
    silent.end();
    return { stdin: socket, stdout: socket, stderr: silent, ended };
  }

  #enter(command: string): Login {
    const child = spawn("nsenter", ["-t", String(this.pid), "-n", "-m", "/bin/sh", "-c", command], {
      stdio: "pipe",
      env: ENVIRONMENT,
    });
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, ended };
  }

  /** Ends the host: its namespaces end with its last process. */
  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#control.end();
    for (const number of this.#sockets) (this.#child.stdio[number] as Duplex).destroy();
    await gone;
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
