// Watches the segment between the hosts while a test does something, and gives the packets back decoded.
import { on, shellWord } from "../remote.ts";
import { CONTROLLER_ADDRESS, type HostName } from "../topology.ts";
import { Packet } from "./packet.ts";
import { type Frame, LINKTYPE_ETHERNET, PcapReader } from "./pcap.ts";
import { dissect, type UdpPorts } from "./tshark.ts";
import { openUdpEncap, type UdpEncap } from "./udp-encap.ts";

export interface CaptureOptions extends UdpEncap {
  /** tcpdump's filter language. The controller's own SSH traffic is never captured. */
  readonly filter?: string;
  /** Wait for this many packets after `during` (at most `seconds`), and keep no more. */
  readonly count?: number;
  /** How long to wait for `count` packets after `during`; default 5. Without `count`: how long to go on; default 0. */
  readonly seconds?: number;
  /** Default br0 on wire: every frame once. valpha and vbeta are the ports of the hosts. */
  readonly interface?: string;
  /** Where tcpdump runs; default wire. */
  readonly on?: HostName;
  /** Dissectors for UDP ports that are not the protocol's own: `{ 5000: "geneve" }`. */
  readonly udpPorts?: UdpPorts;
}

export interface Captured<T> {
  readonly packets: readonly Packet[];
  readonly result: T;
}

const MARK_GROUP = "224.0.0.254";
const MARK_PORT = 9;

export async function capture<T>(options: CaptureOptions, during: () => Promise<T>): Promise<Captured<T>> {
  const { filter = "", count, seconds = count === undefined ? 0 : 5, interface: device = "br0" } = options;
  const host = options.on ?? "wire";
  const mark = `udp and dst host ${MARK_GROUP} and dst port ${MARK_PORT}`;
  const wanted = filter.trim() === "" ? "" : `(${filter}) or `;
  const full =
    wanted === ""
      ? `not host ${CONTROLLER_ADDRESS}`
      : `(${wanted}(${mark})) and not host ${CONTROLLER_ADDRESS}`;
  const words = [
    "exec",
    "tcpdump",
    "-i",
    device,
    "-Z",
    "root",
    "-U",
    "--immediate-mode",
    "-s",
    "0",
    "-n",
    "-w",
    "-",
    full,
  ];
  const channel = await on(host).start(words.map(shellWord).join(" "));
  const reader = new PcapReader();
  const frames: Frame[] = [];
  let marked = false;
  let stderr = "";
  let wake = (): void => undefined;
  channel.on("data", (chunk: Buffer) => {
    for (const frame of reader.push(chunk)) {
      if (frame.bytes.includes("lab-mark")) marked = true;
      else frames.push(frame);
    }
    wake();
  });
  const ended = new Promise<void>((resolve) => channel.once("close", () => resolve()));
  const until = async (condition: () => boolean, milliseconds: number): Promise<boolean> => {
    const end = Date.now() + milliseconds;
    while (!condition() && Date.now() < end) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, end - Date.now());
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        void ended.then(wake);
      });
      if (channel.destroyed) break;
    }
    return condition();
  };
  channel.stderr.on("data", (data: Buffer) => {
    stderr += data;
    wake();
  });
  try {
    // tcpdump says this after the kernel has accepted device and filter.
    if (!(await until(() => /listening on/.test(stderr), 15_000))) {
      throw new Error(`${host}: tcpdump does not listen: ${stderr}`);
    }
    const result = await during();
    if (count !== undefined) await until(() => frames.length >= count, seconds * 1000);
    else await until(() => false, seconds * 1000);
    if (host === "wire") {
      // A frame of our own: when it is here, so is everything that was sent before it.
      await on("wire").must(`echo lab-mark > /dev/udp/${MARK_GROUP}/${MARK_PORT}`);
      if (!(await until(() => marked, 10_000)))
        throw new Error(`wire: the capture on ${device} lost its end mark`);
    } else {
      await until(() => false, 300);
    }
    const kept = count === undefined ? frames : frames.slice(0, count);
    const layers = await dissect(kept, reader.linkType ?? LINKTYPE_ETHERNET, options.udpPorts ?? {});
    const opened = await openUdpEncap(layers, options, options.udpPorts ?? {});
    return {
      packets: opened.map((list, index) => new Packet(list, kept[index]?.bytes ?? Buffer.alloc(0))),
      result,
    };
  } finally {
    channel.signal("INT");
    channel.close();
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 3000).unref())]);
  }
}
