import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

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

/**
 * The first process of a host. It replaces sshd: it listens on a Unix socket, and starts a shell for each connection.
 * The shell runs the first line that it receives. The process ends at the end of its input. It runs inside the
 * namespaces, because entering them from outside for each connection takes several times as long.
 */
const LOGINS = `
use Socket;
my $path = shift;
socket(my $listener, PF_UNIX, SOCK_STREAM, 0) or die $!;
bind($listener, pack_sockaddr_un($path)) && listen($listener, 64) or die $!;
$SIG{CHLD} = "IGNORE";
syswrite STDOUT, "ready\\n";
for (;;) {
  my $ready = "";
  vec($ready, fileno(STDIN), 1) = 1;
  vec($ready, fileno($listener), 1) = 1;
  select($ready, undef, undef, undef) > 0 or next;
  exit 0 if vec($ready, fileno(STDIN), 1);
  accept(my $connection, $listener) or next;
  defined(my $pid = fork) or die $!;
  next if $pid;
  $SIG{CHLD} = "DEFAULT";
  open STDIN, "<&", $connection;
  open STDOUT, ">&", $connection;
  open STDERR, ">", "/dev/null";
  exec "/bin/sh", "-c", 'IFS= read -r command; eval "$command"';
}
`;

/**
 * The environment that sshd gives a session. A session of a simulated host has no addresses. Without the variable each new
 * shell would look for it in all processes above it, up to the test runner. (provider/host/shell/dump/identity.sh)
 */
const ENVIRONMENT = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: "/root",
  SSH_CONNECTION: " ",
};

export interface HostOptions {
  /** the text of /etc/machine-id; "" means that the host has no machine id */
  readonly machineId: string;
  /** A directory that the host has as /usr/local/sbin. Its programs replace others of the same name. */
  readonly programs?: string;
}

/** A shell that runs one script after the other and returns the output of each. */
class ControlShell {
  readonly #socket: Socket;
  #text = "";
  #mark = "";
  #answer: ((text: string) => void) | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(socket: Socket) {
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

/** A host in a network namespace and a mount namespace of this machine. It runs real shells. */
export class SimulatedHost {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #directory: string;
  readonly #control: ControlShell;
  /** Whether the host answers no connection. */
  down = false;

  private constructor(child: ChildProcess, directory: string) {
    if (child.pid === undefined) throw new Error("unshare did not start");
    this.pid = child.pid;
    this.#child = child;
    this.#directory = directory;
    this.#control = new ControlShell(this.login("exec /bin/sh"));
  }

  static async start({ machineId, programs }: HostOptions): Promise<SimulatedHost> {
    const directory = mkdtempSync(path.join(tmpdir(), "model-host-"));
    // Two machines never share a boot_id, but two namespaces of one kernel do
    writeFileSync(path.join(directory, "boot-id"), `${crypto.randomUUID()}\n`);
    writeFileSync(path.join(directory, "machine-id"), "");
    const argv = ["-n", "-m", "perl", "-e", LOGINS, path.join(directory, "logins")];
    const child = spawn("unshare", argv, { stdio: ["pipe", "pipe", "inherit"], env: ENVIRONMENT });
    await new Promise<void>((resolve, reject) => {
      child.stdout.once("data", () => resolve());
      child.once("exit", (code) => reject(new Error(`a host's first process ended with ${code}`)));
    });
    const host = new SimulatedHost(child, directory);
    host.machineId = machineId;
    await host.must(`${SETUP}
mount --bind ${directory}/machine-id /etc/machine-id &&
mount --bind ${directory}/boot-id /proc/sys/kernel/random/boot_id || exit 1
${programs === undefined ? "" : `mount --bind ${programs} /usr/local/sbin`}`);
    return host;
  }

  set machineId(text: string) {
    writeFileSync(path.join(this.#directory, "machine-id"), text === "" ? "" : `${text}\n`);
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
   * Starts a shell that runs a command, as sshd does for a session. The socket is the shell's standard input and
   * output. It closes when no process of the host has it open.
   */
  login(command: string): Socket {
    const socket = connect(path.join(this.#directory, "logins"));
    socket.on("error", () => {});
    socket.write(`${command}\n`);
    return socket;
  }

  /** Stops the host. The kernel removes its namespaces when its last process ends. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#control.end();
    this.#child.stdin?.end();
    await ended;
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
