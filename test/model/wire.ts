import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import type { SimulatedHost } from "./host.ts";
import { SshError, type Target } from "./provider.ts";

/**
 * Takes the place of provider/ssh/pool.ts: `reach` leads to a simulated host and not to an sshd. What is above it is the
 * provider's own: its shells, sessions and frames.
 */

/** What becomes of the frame that is counted down to. */
export interface Fault {
  /** frames that still run in full before */
  after: number;
  /** "unsent": the connection breaks before the frame arrives. "unanswered": it runs, and its reply is lost. */
  readonly how: "unsent" | "unanswered";
  /** "connection": the provider may connect again. "process": the provider is dead, and connects no more. */
  readonly what: "connection" | "process";
}

/** The connections of one process of the provider. */
export class Connections {
  readonly hosts: Readonly<Record<string, SimulatedHost>>;
  fault: Fault | undefined;
  /** hosts that a connection was opened to */
  readonly reached = new Set<SimulatedHost>();
  /** frames that were sent */
  frames = 0;
  /** bytes of the reply to each frame */
  readonly received: number[] = [];
  #dead = false;
  readonly #links = new Set<Wire>();

  constructor(hosts: Readonly<Record<string, SimulatedHost>>) {
    this.hosts = hosts;
  }

  /** Shells of it that live on the hosts. */
  get shells(): number {
    return [...this.#links].reduce((sum, link) => sum + link.shells, 0);
  }

  get dead(): boolean {
    return this.#dead;
  }

  open(name: string, label: string): Wire {
    const host = this.hosts[name.toLowerCase()];
    if (this.#dead) throw new SshError("closed", label, "the provider was killed");
    if (host === undefined || host.down) throw new SshError("unreachable", label, "no answer from the host");
    const open = [...this.#links].find((link) => link.host === host && link.ended === undefined);
    const link = open ?? new Wire(host, label, this);
    this.#links.add(link);
    this.reached.add(host);
    return link;
  }

  /** What is to become of the next frame. */
  next(): Fault | undefined {
    this.frames += 1;
    this.received.push(0);
    const { fault } = this;
    if (fault === undefined || fault.after-- > 0) return undefined;
    this.fault = undefined;
    return fault;
  }

  took(bytes: number): void {
    const last = this.received.length - 1;
    if (last >= 0) this.received[last] = (this.received[last] ?? 0) + bytes;
  }

  /** The process ends, and with it its connections; resolves when no shell of it is left. */
  async end(): Promise<void> {
    this.#dead = true;
    await Promise.all([...this.#links].map((link) => link.close()));
  }

  kill(): void {
    this.#dead = true;
    for (const link of this.#links) link.cut();
  }
}

/** What a session needs of a connection. */
export class Wire {
  readonly host: SimulatedHost;
  readonly label: string;
  readonly gone: Promise<void>;
  ended: SshError | undefined;
  readonly #connections: Connections;
  readonly #channels = new Set<Channel>();
  #markGone: () => void = () => {};

  constructor(host: SimulatedHost, label: string, connections: Connections) {
    this.host = host;
    this.label = label;
    this.#connections = connections;
    this.gone = new Promise((resolve) => {
      this.#markGone = resolve;
    });
  }

  async exec(command: string): Promise<Channel> {
    if (this.ended) throw this.ended.as("not-run");
    const channel = new Channel(this.host.login(command), {
      next: () => this.#connections.next(),
      took: (bytes) => this.#connections.took(bytes),
      cut: (what) => (what === "process" ? this.#connections.kill() : this.cut()),
    });
    this.#channels.add(channel);
    return channel;
  }

  get shells(): number {
    return [...this.#channels].filter(({ alive }) => alive).length;
  }

  busy(): void {}
  carry(): void {}

  /** The connection breaks: nobody is told but by its silence. */
  cut(): void {
    this.#end("the connection was closed by the host or the network");
    for (const channel of this.#channels) channel.end();
  }

  async close(): Promise<void> {
    this.#end("the connection was closed");
    await Promise.all([...this.#channels].map((channel) => channel.exited()));
  }

  #end(reason: string): void {
    if (this.ended) return;
    this.ended = new SshError("closed", this.label, reason, "unknown");
    this.#markGone();
  }
}

/** Who counts frames, and says what becomes of them. */
interface Hearer {
  next(): Fault | undefined;
  took(bytes: number): void;
  cut(what: Fault["what"]): void;
}

/** A shell's standard streams, as ssh2 gives them. */
export class Channel extends EventEmitter {
  readonly stderr = new EventEmitter();
  readonly #socket: Socket;
  readonly #process: Hearer;
  readonly #closed: Promise<void>;
  /** The shell lives on the host, or something that it started and that has its output. */
  alive = true;
  #losing: { readonly end: string; readonly what: Fault["what"]; text: string } | undefined;

  constructor(socket: Socket, process: Hearer) {
    super();
    this.#socket = socket;
    this.#process = process;
    socket.on("data", (piece: Buffer) => this.#take(piece));
    this.#closed = new Promise((resolve) => socket.once("close", () => resolve()));
    this.#closed.then(() => {
      this.alive = false;
      this.emit("close");
    });
  }

  write(text: string): void {
    const nonce = /\{ fr ([0-9a-f]+) /.exec(text)?.[1];
    const fault = nonce === undefined ? undefined : this.#process.next();
    if (fault?.how === "unsent") return void setImmediate(() => this.#process.cut(fault.what));
    if (fault !== undefined) this.#losing = { end: `\n${nonce}} `, what: fault.what, text: "" };
    this.#socket.write(text);
  }

  #take(piece: Buffer): void {
    this.#process.took(piece.length);
    if (this.#losing === undefined) return void this.emit("data", piece);
    this.#losing.text += piece.toString("latin1");
    const { text, end, what } = this.#losing;
    const at = text.indexOf(end);
    if (at >= 0 && text.indexOf("\n", at + 1) >= 0) this.#process.cut(what);
  }

  /** The host sees the end of the shell's input. */
  end(): void {
    this.#socket.end();
  }

  close(): void {}

  async exited(): Promise<void> {
    this.#socket.end();
    await this.#closed;
  }
}

const processes = new Map<string, Connections>();
let count = 0;

/** Enters a process of the provider; hosts are called `NAME.ID` in it, so that no two processes share a thing. */
export function enter(connections: Connections): string {
  count += 1;
  processes.set(String(count), connections);
  return String(count);
}

export const leave = (id: string): void => void processes.delete(id);

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIModelModelModelModelModelModelModelModelMode";

/** As `reach` of provider/ssh/pool.ts. */
export async function reach(target: Target): Promise<{ connection: Wire; hostKeys: string[] }> {
  const { host } = target.connection;
  const [name = "", id = ""] = host.split(".");
  const connections = processes.get(id);
  const label = `${target.connection.user ?? "root"}@${host}:${target.connection.port ?? 22}`;
  if (connections === undefined) throw new SshError("unreachable", label, "there is no such host");
  return { connection: connections.open(name, label), hostKeys: [KEY] };
}

export async function closeLinks(): Promise<void> {
  await Promise.all([...processes.values()].map((connections) => connections.end()));
}
