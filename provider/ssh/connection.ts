import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Client, ClientChannel } from "ssh2";
import type { Dialled } from "./dial.ts";
import { asError, printable, SshError } from "./errors.ts";

const CHANNEL_TIMEOUT_MS = 15_000;
/** An unused connection is closed after this time. */
const IDLE_MS = 60_000;
/** How long a close waits until the host has read the disconnect message. */
const DISCONNECT_MS = 500;
const PROBE_EVERY_MS = 10_000;
/** A host that does not answer a probe in this time counts as gone. */
const PROBE_TIMEOUT_MS = 30_000;

type ChannelCallback = (error: Error | undefined, channel: ClientChannel) => void;

/** An authenticated connection. It opens channels, detects its own end, and lets the process exit while it is idle. */
export class Connection {
  readonly label: string;
  readonly hostKey: Buffer;
  /** Resolves when the connection has ended. */
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

  /** The reason for the end of the connection; undefined while it is open. */
  get ended(): SshError | undefined {
    return this.#ended;
  }

  /** Runs a command. The channel carries its standard streams. */
  exec(command: string): Promise<ClientChannel> {
    const limit = new AbortController();
    const late = () => {
      const error = new SshError("timeout", this.label, "a request for a channel was not answered");
      // No other request is open, so nothing shows that the connection still works.
      if (this.#busy === 1) this.close(error);
      limit.abort(error);
    };
    const timer = setTimeout(late, CHANNEL_TIMEOUT_MS);
    const channel = this.#open(limit.signal, (done) => this.#client.exec(command, done));
    return channel.finally(() => clearTimeout(timer));
  }

  /** Opens a stream from this host to another one. If the other host does not answer, this connection stays open. */
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

  /** Counts the requests and frames that are running. The process does not exit while there are some. */
  busy(change: 1 | -1): void {
    this.#busy += change;
    if (this.#busy === (change === 1 ? 1 : 0)) this.#hold(this.#busy > 0);
    this.#hop?.busy(change);
    this.#armIdle();
  }

  /** Counts the connections through this one. This one is not closed as idle while there are some. */
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

  /** Sends a request that every server answers, if only with a refusal. A missing answer shows that the host is gone. */
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

  /** Ends the connection. Open requests fail with `error`. Resolves when the stream is closed. */
  close(error?: SshError): Promise<void> {
    if (this.#ended) return Promise.resolve();
    this.#ended = error ?? new SshError("closed", this.label, "the connection was closed", "unknown");
    const stream = this.#stream;
    const closed = new Promise<void>((resolve) => stream.once("close", resolve));
    this.#client.end();
    // A host that does not read the disconnect message must not delay the end.
    const timer = setTimeout(() => stream.destroy(), DISCONNECT_MS);
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
