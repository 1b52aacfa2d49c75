import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Client, ClientChannel } from "ssh2";
import type { Dialled } from "./dial.ts";
import { asError, printable, SshError } from "./errors.ts";

const CHANNEL_TIMEOUT_MS = 15_000;
/** A connection that nobody uses is closed after this time. */
const IDLE_MS = 60_000;
const PROBE_EVERY_MS = 10_000;
/** A probe that is not answered in this time means that the other side is gone. */
const PROBE_TIMEOUT_MS = 30_000;

/** An authenticated connection: opens channels, notices its own end, and lets the process exit when idle. */
export class Link {
  readonly label: string;
  readonly hostKey: Buffer;
  /** Calls back once, when the connection is gone. */
  readonly gone: Promise<void>;
  readonly #client: Client;
  readonly #stream: Duplex;
  readonly #hop: Link | undefined;
  readonly #probe: NodeJS.Timeout;
  #markGone: () => void = () => {};
  #ended: SshError | undefined;
  #users = 0;
  #busy = 0;
  #idle: NodeJS.Timeout | undefined;
  #probeSentAt: number | undefined;

  constructor(label: string, dialled: Dialled, hop?: Link) {
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
    hop?.attach();
    this.#hold(false);
    this.#armIdle();
  }

  /** Why the connection is gone; undefined while it lives. */
  get ended(): SshError | undefined {
    return this.#ended;
  }

  /** Runs a command; its standard streams are the channel. */
  exec(command: string): Promise<ClientChannel> {
    return this.#open((done) => this.#client.exec(command, done));
  }

  /** A stream to another host, as seen from this one. */
  forward(host: string, port: number): Promise<Duplex> {
    return this.#open((done) => this.#client.forwardOut("127.0.0.1", 0, host, port, done));
  }

  #open(
    start: (done: (error: Error | undefined, channel: ClientChannel) => void) => void,
  ): Promise<ClientChannel> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended.as("not-run"));
      const late = () => {
        const error = new SshError("timeout", this.label, "the host did not answer a request for a channel");
        this.close(error);
        reject(error);
      };
      const timer = setTimeout(late, CHANNEL_TIMEOUT_MS);
      this.busy(1);
      const refused = (thrown: unknown) =>
        reject(
          this.#ended?.as("not-run") ??
            new SshError("channel", this.label, `no further channel: ${printable(asError(thrown).message)}`),
        );
      try {
        start((error, channel) => {
          clearTimeout(timer);
          this.busy(-1);
          if (error) return refused(error);
          resolve(channel);
        });
      } catch (thrown) {
        clearTimeout(timer);
        this.busy(-1);
        refused(thrown);
      }
    });
  }

  /** Counts those who keep the connection from being closed as idle. */
  attach(): void {
    this.#users += 1;
    clearTimeout(this.#idle);
  }

  detach(): void {
    this.#users -= 1;
    if (this.#users === 0) this.#armIdle();
  }

  /** Counts what is under way: as long as there is something the process does not exit. */
  busy(change: 1 | -1): void {
    this.#busy += change;
    if (this.#busy === (change === 1 ? 1 : 0)) this.#hold(this.#busy > 0);
    this.#hop?.busy(change);
  }

  #hold(on: boolean): void {
    const socket = this.#stream as Partial<Socket>;
    if (on) socket.ref?.();
    else socket.unref?.();
  }

  #armIdle(): void {
    clearTimeout(this.#idle);
    if (this.#ended) return;
    this.#idle = setTimeout(() => this.close(), IDLE_MS);
    this.#idle.unref();
  }

  /** A request that every server answers, if only with "no": notices a connection of which only one end is left. */
  #sendProbe(): void {
    if (this.#probeSentAt !== undefined) {
      if (Date.now() - this.#probeSentAt < PROBE_TIMEOUT_MS) return;
      this.close(new SshError("closed", this.label, "the host no longer answers", "unknown"));
      return;
    }
    this.#probeSentAt = Date.now();
    const answered = () => {
      this.#probeSentAt = undefined;
    };
    try {
      this.#client.unforwardIn("127.0.0.1", 1, answered);
    } catch {
      answered();
    }
  }

  /** Ends the connection; what is under way fails with `error`. */
  close(error?: SshError): void {
    if (this.#ended) return;
    this.#ended = error ?? new SshError("closed", this.label, "the connection was closed", "unknown");
    this.#client.end();
    // The farewell has been written; whoever does not take it is not waited for.
    const stream = this.#stream;
    setTimeout(() => stream.destroy(), 500).unref();
    this.#finish();
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
    this.#hop?.detach();
    this.#markGone();
  }
}
