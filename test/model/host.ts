import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import path from "node:path";
import type { Duplex } from "node:stream";
import { type Capabilities, type FirstProcess, type Machine, THIS_MACHINE } from "./machine.ts";

/** The reason why this machine cannot simulate hosts; undefined if it can. */
export function missing(): string | undefined {
  const attempt = spawnSync("unshare", ["-n", "-m", "sh", "-c", SETUP], { encoding: "utf8" });
  if (attempt.error) return `unshare cannot be started: ${attempt.error.message}`;
  if (attempt.status !== 0) return `unshare -n -m is not permitted: ${attempt.stderr.trim().split("\n")[0]}`;
  if (spawnSync("perl", ["-MSocket", "-e", "1"]).status !== 0) return "there is no perl";
  const vxlan = spawnSync("unshare", ["-n", "ip", "link", "add", "v", "type", "vxlan", "id", "1"], {
    encoding: "utf8",
  });
  return vxlan.status === 0 ? undefined : `the kernel has no vxlan: ${vxlan.stderr.trim()}`;
}

/**
 * Gives a pair of namespaces what a machine has: its own /run, and a /sys that shows its own devices. Duplicate address
 * detection is off, because otherwise the kernel changes an address from tentative to ready between two readings.
 */
const SETUP = `
mount -t sysfs sysfs /sys && mount -t tmpfs tmpfs /run || exit 1
for name in all default; do echo 0 >/proc/sys/net/ipv6/conf/$name/accept_dad; done
`;

export interface HostOptions {
  /** the text of /etc/machine-id; "" means that the host has no machine id */
  readonly machineId: string;
  /** A directory that the host has as /usr/local/sbin. Its programs replace others of the same name. */
  readonly programs?: string;
  /** default: this machine */
  readonly machine?: Machine;
}

/** A shell that runs one script after the other and returns the output of each. */
class ControlShell {
  readonly #socket: Duplex;
  #text = "";
  #mark = "";
  #answer: ((text: string) => void) | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(socket: Duplex) {
    this.#socket = socket;
    socket.setEncoding("utf8").on("data", (piece: string) => this.#take(piece));
  }

  run(script: string): Promise<{ stdout: string; exitCode: number }> {
    const answer = this.#turn.then(() => this.#ask(script));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  end(): void {
    this.#socket.end();
  }

  async #ask(script: string): Promise<{ stdout: string; exitCode: number }> {
    this.#mark = randomBytes(8).toString("hex");
    this.#text = "";
    const output = await new Promise<string>((resolve) => {
      this.#answer = resolve;
      const quoted = `'${script.replaceAll("'", "'\\''")}'`;
      this.#socket.write(`( eval ${quoted} ) </dev/null 2>&1; printf '\\n%s %s\\n' ${this.#mark} "$?"\n`);
    });
    const end = output.lastIndexOf(`\n${this.#mark} `);
    return { stdout: output.slice(0, end), exitCode: Number(output.slice(end + this.#mark.length + 2)) };
  }

  #take(piece: string): void {
    this.#text += piece;
    const end = this.#text.lastIndexOf(`\n${this.#mark} `);
    if (end < 0 || this.#text.indexOf("\n", end + 1) < 0) return;
    const text = this.#text;
    this.#text = "";
    this.#answer?.(text);
  }
}

/** A host in a network namespace and a mount namespace of a machine. It runs real shells. */
export class SimulatedHost {
  /** the process id of its first process, on the machine */
  readonly pid: number;
  readonly #machine: Machine;
  readonly #first: FirstProcess;
  readonly #socket: string;
  readonly #control: ControlShell;
  /** what its kernel can do */
  readonly can: Capabilities;
  /** Whether the host answers no connection. */
  down = false;

  private constructor(machine: Machine, first: FirstProcess, socket: string) {
    this.pid = first.pid;
    this.can = machine.can;
    this.#machine = machine;
    this.#first = first;
    this.#socket = socket;
    this.#control = new ControlShell(this.login("exec /bin/sh"));
  }

  static async start({ machineId, programs, machine = THIS_MACHINE }: HostOptions): Promise<SimulatedHost> {
    const directory = await machine.makeDirectory();
    const socket = `${directory}/logins`;
    const host = new SimulatedHost(machine, await machine.start(socket), socket);
    // Two machines never share a boot_id, but two namespaces of one kernel do
    await host.must(`${SETUP}
echo ${crypto.randomUUID()} >${directory}/boot-id && : >${directory}/machine-id &&
mount --bind ${directory}/machine-id /etc/machine-id &&
mount --bind ${directory}/boot-id /proc/sys/kernel/random/boot_id || exit 1
${programs === undefined ? "" : `mount --bind ${programs} /usr/local/sbin`}`);
    await host.identify(machineId);
    return host;
  }

  /** Changes the text of /etc/machine-id. */
  async identify(machineId: string): Promise<void> {
    await this.must(machineId === "" ? ": >/etc/machine-id" : `echo ${machineId} >/etc/machine-id`);
  }

  /** Runs a script on the host, as an operator would. */
  run(script: string): Promise<{ stdout: string; exitCode: number }> {
    return this.#control.run(script);
  }

  /** Runs a script on the host. Throws if the script fails. */
  async must(script: string): Promise<string> {
    const { stdout, exitCode } = await this.run(script);
    if (exitCode !== 0) throw new Error(`exit code ${exitCode}\n${script.trim()}\n${stdout.trim()}`);
    return stdout;
  }

  /**
   * Starts a shell that runs a command, as sshd does for a session. The stream is the shell's standard input and
   * output. It closes when no process of the host has it open.
   */
  login(command: string): Duplex {
    const stream = this.#machine.connect(this.#socket);
    stream.on("error", () => {});
    stream.write(`${command}\n`);
    return stream;
  }

  /** Stops the host. The kernel removes its namespaces when its last process ends. */
  async stop(): Promise<void> {
    this.#control.end();
    await this.#first.end();
    await this.#machine.removeDirectory(path.posix.dirname(this.#socket));
  }
}
