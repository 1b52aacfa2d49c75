import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

/** Why this machine cannot simulate hosts, or undefined where it can. */
export function missing(): string | undefined {
  const tried = spawnSync("unshare", ["-n", "-m", "sh", "-c", SETUP], { encoding: "utf8" });
  if (tried.error) return `unshare cannot be started: ${tried.error.message}`;
  if (tried.status !== 0) return `unshare -n -m is not permitted: ${tried.stderr.trim().split("\n")[0]}`;
  if (spawnSync("perl", ["-MSocket", "-e", "1"]).status !== 0) return "there is no perl";
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

/**
 * A host's first process, in place of sshd: it listens on a Unix socket, and gives each connection a shell that runs the
 * first line it gets. To enter the namespaces from outside would take several times as long. It ends with its input.
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

/** As sshd gives it to a session. */
const ENVIRONMENT = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/root" };

export interface HostOptions {
  /** text of /etc/machine-id; "" is an empty file, which means that the host has none */
  readonly machineId: string;
  /** A directory in place of /usr/local/sbin of the host, with programs that stand in for others. */
  readonly programs?: string;
}

/** A shell that answers one script after the other. */
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
    const said = await new Promise<string>((resolve) => {
      this.#answer = resolve;
      const quoted = `'${script.replaceAll("'", "'\\''")}'`;
      this.#socket.write(`( eval ${quoted} ) </dev/null 2>&1; printf '\\n%s %s\\n' ${this.#mark} "$?"\n`);
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

/** A machine for the provider: a network namespace and a mount namespace of its own, with real shells in them. */
export class SimulatedHost {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #directory: string;
  readonly #control: ControlShell;
  /** The host answers no connection while this is true. */
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
    // Two machines never have one boot_id, but two namespaces of a kernel do
    writeFileSync(path.join(directory, "boot-id"), `${crypto.randomUUID()}\n`);
    writeFileSync(path.join(directory, "machine-id"), "");
    const words = ["-n", "-m", "perl", "-e", LOGINS, path.join(directory, "logins")];
    const child = spawn("unshare", words, { stdio: ["pipe", "pipe", "inherit"], env: ENVIRONMENT });
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
   * A login of its own, as sshd gives it: what runs the command is a shell, and its standard streams are the socket. The
   * socket closes when nothing on the host has it open any more.
   */
  login(command: string): Socket {
    const socket = connect(path.join(this.#directory, "logins"));
    socket.on("error", () => {});
    socket.write(`${command}\n`);
    return socket;
  }

  /** Ends the host: its namespaces end with its last process. */
  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#control.end();
    this.#child.stdin?.end();
    await gone;
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
