import { Duplex } from "node:stream";
import type ssh2 from "ssh2";
import { on, type Remote, shellWord } from "../lab/index.ts";
import { ENVIRONMENT, LOGINS, type Machine, pidIn } from "./machine.ts";

/** The kernel makes devices for some of these modules in each new namespace, so they are loaded before the first one. */
const MODULES = [
  ...[
    "fou",
    "fou6",
    "ipip",
    "sit",
    "ip_gre",
    "vxlan",
    "ifb",
    "veth",
    "esp4",
    "esp6",
    "sch_ingress",
    "sch_htb",
  ],
  ...["cls_u32", "cls_matchall", "cls_flower", "act_mirred", "act_gact", "act_police", "act_tunnel_key"],
];

/** A stream to a channel that is still being opened. */
class OpeningStream extends Duplex {
  readonly #channel: Promise<ssh2.Channel>;

  constructor(channel: Promise<ssh2.Channel>) {
    super();
    this.#channel = channel;
    channel.then(
      (open) => {
        open.on("data", (piece: Buffer) => this.push(piece));
        open.once("end", () => this.push(null));
        open.once("close", () => this.destroy());
      },
      (error) => this.destroy(error),
    );
  }

  override _read(): void {}

  override _write(piece: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#channel.then(
      (open) => open.write(piece, () => done()),
      () => done(),
    );
  }

  override _final(done: () => void): void {
    this.#channel
      .then(
        (open) => open.end(),
        () => {},
      )
      .then(() => done());
  }
}

/** The host alpha of the lab. Its kernel can do what the kernel of this machine may lack. */
export class LabMachine implements Machine {
  readonly can = { tunnels: true };
  readonly #remote: Remote;
  readonly #directory: string;
  readonly #first: ssh2.ClientChannel;
  #count = 0;

  private constructor(remote: Remote, directory: string, first: ssh2.ClientChannel) {
    this.#remote = remote;
    this.#directory = directory;
    this.#first = first;
  }

  /** Starts `LOGINS` on alpha itself. One SSH connection has the streams to all hosts. */
  static async start(): Promise<LabMachine> {
    const remote = on("alpha");
    await remote.must(`modprobe -a ${MODULES.join(" ")}`);
    const directory = (await remote.must("mktemp -d /tmp/model-XXXXXX")).trim();
    await remote.must(`cat >${directory}/logins.pl`, { stdin: LOGINS });
    const environment = Object.entries(ENVIRONMENT).map(([name, value]) => shellWord(`${name}=${value}`));
    const first = await remote.start(
      `exec env -i ${environment.join(" ")} perl ${directory}/logins.pl ${directory}/logins`,
    );
    await new Promise((resolve) => first.once("data", resolve));
    return new LabMachine(remote, directory, first);
  }

  async makeDirectory(): Promise<string> {
    this.#count += 1;
    const directory = `${this.#directory}/${this.#count}`;
    await this.#remote.must(`mkdir ${directory}`);
    return directory;
  }

  async removeDirectory(directory: string): Promise<void> {
    await this.#remote.must(`rm -rf ${directory}`);
  }

  async start(socket: string) {
    const stream = this.connect(`${this.#directory}/logins`);
    const ended = new Promise<void>((resolve) => stream.once("close", () => resolve()));
    stream.write(`exec unshare -n -m perl ${this.#directory}/logins.pl ${socket}\n`);
    const pid = await new Promise<number>((resolve, reject) => {
      stream.once("data", (piece) => resolve(pidIn(String(piece))));
      stream.once("close", () => reject(new Error("a host's first process ended")));
    });
    return {
      pid,
      end() {
        stream.end();
        return ended;
      },
    };
  }

  connect(socket: string): Duplex {
    return new OpeningStream(this.#remote.connect(socket));
  }

  /** Ends all processes that listen on the machine. Hosts end first. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#first.once("close", resolve));
    this.#first.end();
    await ended;
    await this.#remote.must(`rm -rf ${this.#directory}`);
  }
}
