import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Duplex } from "node:stream";

/** The first process of a host. */
export interface FirstProcess {
  /** its id on the machine */
  readonly pid: number;
  /** Ends its input, and resolves when it has ended. */
  end(): Promise<void>;
}

/** A machine whose kernel has the namespaces of simulated hosts. */
export interface Machine {
  /** What its kernel can do, and some kernels cannot. */
  readonly can: Capabilities;
  /** A new directory, which all hosts of the machine see. */
  makeDirectory(): Promise<string>;
  removeDirectory(directory: string): Promise<void>;
  /** Starts `LOGINS` in new namespaces, and resolves when it listens. */
  start(socket: string): Promise<FirstProcess>;
  /** Connects to a Unix socket of the machine. */
  connect(socket: string): Duplex;
}

/** What the kernel of a machine can do. Random sequences have only what it can do. */
export interface Capabilities {
  /** FOU ports, IPsec states, mirrors with their tc filters, and tunnels of other kinds than vxlan */
  readonly tunnels: boolean;
}

/**
 * The first process of a host. It replaces sshd: it listens on a Unix socket, and starts a shell for each connection.
 * The shell runs the first line that it receives. The process ends at the end of its input. It runs inside the
 * namespaces, because entering them from outside for each connection takes several times as long.
 */
export const LOGINS = `
use Socket;
my $path = shift;
socket(my $listener, PF_UNIX, SOCK_STREAM, 0) or die $!;
bind($listener, pack_sockaddr_un($path)) && listen($listener, 64) or die $!;
$SIG{CHLD} = "IGNORE";
syswrite STDOUT, "ready $$\\n";
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
export const ENVIRONMENT = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: "/root",
  SSH_CONNECTION: " ",
};

/** The machine of this process. */
export const THIS_MACHINE: Machine = {
  can: { tunnels: false },
  makeDirectory: async () => mkdtempSync(path.join(tmpdir(), "model-host-")),
  removeDirectory: async (directory) => rmSync(directory, { recursive: true, force: true }),
  async start(socket) {
    const argv = ["-n", "-m", "perl", "-e", LOGINS, socket];
    const child = spawn("unshare", argv, { stdio: ["pipe", "pipe", "inherit"], env: ENVIRONMENT });
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    const pid = await new Promise<number>((resolve, reject) => {
      child.stdout.once("data", (piece) => resolve(pidIn(String(piece))));
      child.once("exit", (code) => reject(new Error(`a host's first process ended with ${code}`)));
    });
    return {
      pid,
      end() {
        child.stdin.end();
        return ended;
      },
    };
  },
  connect: (socket) => connect(socket),
};

/** The process id in the first line of `LOGINS`. */
export const pidIn = (line: string): number => Number(/^ready (\d+)$/m.exec(line)?.[1]);
