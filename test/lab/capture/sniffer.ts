// A tcpdump on a host. Its frames arrive here while it captures them.
import type { ClientChannel } from "ssh2";
import { on, shellWord } from "../remote.ts";
import type { HostName } from "../topology.ts";
import { type Frame, LINKTYPE_ETHERNET, PcapReader } from "./pcap.ts";

/** A text in the frame that ends a capture. */
const MARK = "lab-mark";

export class Sniffer {
  readonly frames: Frame[] = [];
  readonly #host: HostName;
  readonly #channel: ClientChannel;
  readonly #reader = new PcapReader();
  readonly #ended: Promise<void>;
  #stderr = "";
  #marked = false;
  #closed = false;
  #wake: () => void = () => undefined;

  private constructor(host: HostName, channel: ClientChannel) {
    this.#host = host;
    this.#channel = channel;
    channel.on("data", (chunk: Buffer) => {
      for (const frame of this.#reader.push(chunk)) {
        if (frame.bytes.includes(MARK)) this.#marked = true;
        else if (!this.#marked) this.frames.push(frame);
      }
      this.#wake();
    });
    channel.stderr.on("data", (data: Buffer) => {
      this.#stderr += data;
      this.#wake();
    });
    this.#ended = new Promise((resolve) => {
      channel.once("close", () => {
        this.#closed = true;
        this.#wake();
        resolve();
      });
    });
  }

  /** Resolves when tcpdump captures packets. */
  static async start(host: HostName, device: string, filter: string): Promise<Sniffer> {
    // tcpdump writes whole packets, one by one (-U, immediate). It runs as root, because the host may have no user
    // for it.
    const options = ["-i", device, "-Z", "root", "-U", "--immediate-mode", "-s", "0", "-n", "-w", "-"];
    const command = ["exec", "tcpdump", ...options, filter].map(shellWord).join(" ");
    const sniffer = new Sniffer(host, await on(host).start(`echo "pid $$" >&2; ${command}`));
    // tcpdump prints this after the kernel has accepted device and filter.
    if (await sniffer.until(() => /listening on/.test(sniffer.#stderr), 15)) return sniffer;
    await sniffer.stop();
    throw new Error(`${host}: tcpdump does not listen: ${sniffer.#stderr.replace(/^pid \d+\n/, "")}`);
  }

  get linkType(): number {
    return this.#reader.linkType ?? LINKTYPE_ETHERNET;
  }

  /** Waits until the condition holds. Returns false if it does not hold within these seconds or tcpdump ends. */
  async until(condition: () => boolean, seconds: number): Promise<boolean> {
    const end = Date.now() + seconds * 1000;
    while (!condition() && !this.#closed && Date.now() < end) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, end - Date.now());
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return condition();
  }

  /** The part of a filter that includes the mark. */
  static readonly markFilter = "udp and dst host 224.0.0.254 and dst port 9";

  /**
   * Sends the mark, a frame of this program, on the segment. When tcpdump has captured it, all earlier frames have
   * arrived too.
   */
  async catchUp(): Promise<void> {
    // A busy machine may lose a session or a frame. The mark can be sent again, because it only ends the capture.
    for (let tries = 0; tries < 3; tries++) {
      await on("wire").run(`echo ${MARK} > /dev/udp/224.0.0.254/9`);
      if (await this.until(() => this.#marked, 5)) return;
    }
    throw new Error(`${this.#host}: the capture lost its end mark: ${this.#stderr}`);
  }

  async stop(): Promise<void> {
    const pid = /^pid (\d+)/.exec(this.#stderr)?.[1];
    // Ends tcpdump by its pid, because after the channel closes it would run until it writes again.
    if (!this.#closed && pid !== undefined) await on(this.#host).run(`kill -INT ${pid}`);
    if (!this.#closed) this.#channel.close();
    await this.#ended;
  }
}
