import { EventEmitter } from "node:events";
import type { Duplex } from "node:stream";
import type { SimulatedHost } from "./host.ts";
import { type Reached, SshError, type Target } from "./provider.ts";

/**
 * This module replaces provider/ssh/pool.ts in the model. Its `reach` connects to a simulated host, and not to an sshd.
 * The code that calls `reach` is the real one of the provider: its shells, sessions and frames.
 */

/** A failure of the connection that the model causes at one frame. */
export interface Fault {
  /** the number of frames that run completely before that one */
  after: number;
  /**
   * "unsent": the connection breaks before the frame arrives. "unanswered": the frame runs, and its reply is lost. A
   * number: the connection breaks after this part of the frame's bytes, between 0 and 1.
   */
  readonly how: "unsent" | "unanswered" | number;
  /** "connection": only the connection breaks. "process": the provider is killed, and does not connect again. */
  readonly what: "connection" | "process";
}

/** All connections of one provider process. */
export class Connections {
  readonly hosts: Readonly<Record<string, SimulatedHost>>;
  fault: Fault | undefined;
  /** hosts to which the process opened a connection */
  readonly reached = new Set<SimulatedHost>();
  /** the number of frames that the process sent */
  frames = 0;
  /** the number of bytes that arrived after each frame */
  readonly received: number[] = [];
  #dead = false;
  readonly #links = new Set<Wire>();

  constructor(hosts: Readonly<Record<string, SimulatedHost>>) {
    this.hosts = hosts;
  }

  /** The number of the process's shells that still run on the hosts. */
  get shells(): number {
    return [...this.#links].reduce((sum, link) => sum + link.shells, 0);
  }

  get dead(): boolean {
    return this.#dead;
  }

  /** Finds or opens the connection to a host. */
  async reach(_target: Target, { name, label }: { name: string; label: string }): Promise<Reached> {
    return { connection: this.open(name, label) as never, hostKeys: [KEY] };
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

  /** Counts a frame before it is sent. Returns the fault, if it is due at this frame. */
  faultOfNext(): Fault | undefined {
    this.frames += 1;
    this.received.push(0);
    const { fault } = this;
    if (fault === undefined || fault.after-- > 0) return undefined;
    this.fault = undefined;
    return fault;
  }

  count(bytes: number): void {
    const last = this.received.length - 1;
    if (last >= 0) this.received[last] = (this.received[last] ?? 0) + bytes;
  }

  /** Ends the process and its connections. Resolves when none of its shells runs on a host. */
  async end(): Promise<void> {
    this.#dead = true;
    await Promise.all([...this.#links].map((link) => link.close()));
  }

  /** Breaks all connections. The process may connect again. */
  cut(): void {
    for (const link of this.#links) link.cut();
  }

  /** Ends the process at once, as a kill does. Its connections break. */
  kill(): void {
    this.#dead = true;
    for (const link of this.#links) link.cut();
  }
}

/** One connection to a host, with the methods that the provider's sessions call. */
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
      faultOfNext: () => this.#connections.faultOfNext(),
      count: (bytes) => this.#connections.count(bytes),
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

  /** Breaks the connection. The host receives no close message. */
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

/** The part of the connections that a channel calls. It counts frames and bytes, and decides about faults. */
interface Meter {
  faultOfNext(): Fault | undefined;
  count(bytes: number): void;
  cut(what: Fault["what"]): void;
}

/** The standard streams of a shell, with the events and methods of a channel of ssh2. */
export class Channel extends EventEmitter {
  readonly stderr = new EventEmitter();
  readonly #socket: Duplex;
  readonly #meter: Meter;
  readonly #closed: Promise<void>;
  /** Whether the shell still runs on the host, or a process that it started and that has the same output. */
  alive = true;
  /** The reply that is lost. The provider does not receive it, and the fault occurs when it is complete. */
  #withheld: { readonly end: string; readonly what: Fault["what"]; text: string } | undefined;

  constructor(socket: Duplex, meter: Meter) {
    super();
    this.#socket = socket;
    this.#meter = meter;
    socket.on("data", (piece: Buffer) => this.#receive(piece));
    this.#closed = new Promise((resolve) => socket.once("close", () => resolve()));
    this.#closed.then(() => {
      this.alive = false;
      this.emit("close");
    });
  }

  write(text: string): void {
    const nonce = /\{ fr ([0-9a-f]+) /.exec(text)?.[1];
    const fault = nonce === undefined ? undefined : this.#meter.faultOfNext();
    if (fault?.how === "unsent") return void setImmediate(() => this.#meter.cut(fault.what));
    if (typeof fault?.how === "number") {
      this.#socket.write(text.slice(0, Math.floor(fault.how * text.length)));
      return void setImmediate(() => this.#meter.cut(fault.what));
    }
    if (fault !== undefined) this.#withheld = { end: `\n${nonce}} `, what: fault.what, text: "" };
    this.#socket.write(text);
  }

  #receive(piece: Buffer): void {
    this.#meter.count(piece.length);
    if (this.#withheld === undefined) return void this.emit("data", piece);
    this.#withheld.text += piece.toString("latin1");
    const { text, end, what } = this.#withheld;
    const position = text.indexOf(end);
    if (position >= 0 && text.indexOf("\n", position + 1) >= 0) this.#meter.cut(what);
  }

  /** Ends the input of the shell. */
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

/** Registers a provider process and returns its id. A host of the process has the name `NAME.ID`. */
export function enter(connections: Connections): string {
  count += 1;
  processes.set(String(count), connections);
  return String(count);
}

export const leave = (id: string): void => void processes.delete(id);

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIModelModelModelModelModelModelModelModelMode";

/** Replaces `reach` of provider/ssh/pool.ts. */
export async function reach(target: Target): Promise<Reached> {
  const { host } = target.connection;
  const [name = "", id = ""] = host.split(".");
  const connections = processes.get(id);
  const label = `${target.connection.user ?? "root"}@${host}:${target.connection.port ?? 22}`;
  if (connections === undefined) throw new SshError("unreachable", label, "there is no such host");
  return connections.reach(target, { name, label });
}

export async function closeLinks(): Promise<void> {
  await Promise.all([...processes.values()].map((connections) => connections.end()));
}
