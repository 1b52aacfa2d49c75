import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Client, ClientChannel } from "ssh2";
import type { Dialled } from "./dial.ts";
import { asError, printable, SshError } from "./errors.ts";

const CHANNEL_TIMEOUT_MS = 15_000;
/** A connection that nobody uses is closed after this time. */
const IDLE_MS = 60_000;
const FAREWELL_MS = 500;
const PROBE_EVERY_MS = 10_000;
/** A probe that is not answered in this time means that the other side is gone. */
const PROBE_TIMEOUT_MS = 30_000;

type ChannelCallback = (error: Error | undefined, channel: ClientChannel) => void;

/** An authenticated connection: opens channels, notices its own end, and lets the process exit when idle. */
export class Connection {
  readonly label: string;
  readonly hostKey: Buffer;
  /** Calls back once, when the connection is gone. */
  readonly gone: Promise<void>;
  readonly #client: Client;
  readonly #stream: Duplex;
  readonly #hop: Connection | undefined;
  readonly #probe: NodeJS.Timeout;
  #markGone: () => void = () => {};
  #ended: SshError | undefined;
  #carried = 0;
  #busy = 0;
  #idle: NodeJS.Timeout | undefined;
  #probeSentAt: number | undefined;

  constructor(label: string, dialled: Dialled, hop?: Connection) {
    this.label = label;
    this.hostKey = dialled.hostKey;
    this.#client = dialled.client;
    this.#stream = dialled.stream;
    this.#hop = hop;
    this.gone = new Promise((resolve) => {
      this.#markGone = resolve;
    });
    this.#client.on("error", (error) => this.#end(`the connection broke (${printable(error.message)})`));
    this.#client.on("close", () => this.#end("the connection was closed by the host or the network"));
    this.#probe = setInterval(() => this.#sendProbe(), PROBE_EVERY_MS);
    this.#probe.unref();
    hop?.carry(1);
    this.#hold(false);
    this.#armIdle();
  }

  /** Why the connection is gone; undefined while it lives. */
  get ended(): SshError | undefined {
    return this.#ended;
  }

  /** Runs a command; its standard streams are the channel. */
  exec(command: string): Promise<ClientChannel> {
    const limit = new AbortController();
    const late = () => {
      const error = new SshError("timeout", this.label, "a request for a channel was not answered");
      // With nothing else under way there is no sign that the connection still works.
      if (this.#busy === 1) this.close(error);
      limit.abort(error);
    };
    const timer = setTimeout(late, CHANNEL_TIMEOUT_MS);
    const channel = this.#open(limit.signal, (done) => this.#client.exec(command, done));
    return channel.finally(() => clearTimeout(timer));
  }

  /** A stream to another host, as seen from this one. A host that does not answer says nothing about this one. */
  forward(host: string, port: number, signal: AbortSignal): Promise<Duplex> {
    return this.#open(signal, (done) => this.#client.forwardOut("127.0.0.1", 0, host, port, done));
  }

  #mustLive(): void {
    if (this.#ended) throw this.#ended.as("not-run");
  }

  async #open(signal: AbortSignal, start: (done: ChannelCallback) => void): Promise<ClientChannel> {
    this.#mustLive();
    this.busy(1);
    let onAbort = () => {};
    try {
      return await new Promise<ClientChannel>((resolve, reject) => {
        onAbort = () => reject(signal.reason);
        signal.addEventListener("abort", onAbort, { once: true });
        start((error, channel) => {
          if (error) reject(error);
          else if (signal.aborted) channel.close();
          else resolve(channel);
        });
      });
    } catch (thrown) {
      if (thrown instanceof SshError) throw thrown;
      this.#mustLive();
      const error = asError(thrown);
      const forbidden = error.reason === 1;
      const words = printable(error.message.replace(/^\(SSH\) Channel open failure: /, ""));
      throw new SshError(
        "channel",
        this.label,
        `${forbidden ? "forbidden" : "no further channel"} (${words})`,
      );
    } finally {
      signal.removeEventListener("abort", onAbort);
      this.busy(-1);
    }
  }

  /** Counts what is under way: as long as there is something the process does not exit. */
  busy(change: 1 | -1): void {
    this.#busy += change;
    if (this.#busy === (change === 1 ? 1 : 0)) this.#hold(this.#busy > 0);
    this.#hop?.busy(change);
    this.#armIdle();
  }

  /** Counts the connections that go through this one: as long as there are some it is not closed as idle. */
  carry(change: 1 | -1): void {
    this.#carried += change;
    this.#armIdle();
  }

  #hold(on: boolean): void {
    const socket = this.#stream as Partial<Socket>;
    if (on) socket.ref?.();
    else socket.unref?.();
  }

  #armIdle(): void {
    clearTimeout(this.#idle);
    if (this.#ended || this.#busy > 0 || this.#carried > 0) return;
    this.#idle = setTimeout(() => this.close(), IDLE_MS);
    this.#idle.unref();
  }

  /** A request that every server answers, if only with "no": notices a connection of which only one end is left. */
  #sendProbe(): void {
    if (this.#probeSentAt !== undefined) {
      if (performance.now() - this.#probeSentAt < PROBE_TIMEOUT_MS) return;
      this.close(new SshError("closed", this.label, "the host no longer answers", "unknown"));
      return;
    }
    this.#probeSentAt = performance.now();
    const answered = () => {
      this.#probeSentAt = undefined;
    };
    try {
      this.#client.unforwardIn("127.0.0.1", 1, answered);
    } catch {
      answered();
    }
  }

  /** Ends the connection; what is under way fails with `error`. Resolves when the stream is closed. */
  close(error?: SshError): Promise<void> {
    if (this.#ended) return Promise.resolve();
    this.#ended = error ?? new SshError("closed", this.label, "the connection was closed", "unknown");
    const stream = this.#stream;
    const closed = new Promise<void>((resolve) => stream.once("close", resolve));
    this.#client.end();
    // The farewell is written; a host that does not take it is not waited for.
    const timer = setTimeout(() => stream.destroy(), FAREWELL_MS);
    this.#hold(true);
    this.#finish();
    return closed.finally(() => clearTimeout(timer));
  }

  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = new SshError("closed", this.label, reason, "unknown");
    this.#stream.destroy();
    this.#finish();
  }

  #finish(): void {
    clearInterval(this.#probe);
    clearTimeout(this.#idle);
    this.#hop?.carry(-1);
    this.#markGone();
  }
}
