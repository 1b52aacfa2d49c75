// Captures packets between the hosts while a test runs `during`, and returns them decoded.
import { CONTROLLER_ADDRESS, type HostName } from "../topology.ts";
import { Packet } from "./packet.ts";
import { Sniffer } from "./sniffer.ts";
import { dissect, type EspKey, type UdpPorts } from "./tshark.ts";
import { openUdpEncap, type UdpEncap } from "./udp-encap.ts";

export interface CaptureOptions extends UdpEncap {
  /** tcpdump's filter language. The controller's own SSH traffic is never captured. */
  readonly filter?: string;
  /** Wait for this many packets after `during` (at most `seconds`), and keep no more. */
  readonly count?: number;
  /**
   * How many seconds to wait for `count` packets after `during`; default 5. Without `count`: how long to continue;
   * default 0.
   */
  readonly seconds?: number;
  /** Default br0 on wire, which sees every frame once. valpha and vbeta are the ports of the hosts. */
  readonly interface?: string;
  /** The host on which tcpdump runs; default wire. */
  readonly on?: HostName;
  /** Dissectors for UDP ports that are not the protocol's own: `{ 5000: "geneve" }`. */
  readonly udpPorts?: UdpPorts;
  /** IPsec states whose packets are decrypted. The inner layers follow the layer "esp". */
  readonly espKeys?: readonly EspKey[];
}

export interface Captured<T> {
  readonly packets: readonly Packet[];
  readonly result: T;
}

export async function capture<T>(options: CaptureOptions, during: () => Promise<T>): Promise<Captured<T>> {
  const { on: host = "wire", interface: device = "br0", filter = "", count, udpPorts = {} } = options;
  const seconds = options.seconds ?? (count === undefined ? 0 : 5);
  const wanted = filter.trim() === "" ? "" : `((${filter}) or (${Sniffer.markFilter})) and `;
  const sniffer = await Sniffer.start(host, device, `${wanted}not host ${CONTROLLER_ADDRESS}`);
  let stopped = Promise.resolve();
  try {
    const result = await during();
    await sniffer.until(() => count !== undefined && sniffer.frames.length >= count, seconds);
    // The end mark passes the Ethernet segment, but no tunnel. A capture elsewhere waits for a moment instead.
    if (host === "wire") await sniffer.catchUp();
    else await sniffer.until(() => false, 0.3);
    stopped = sniffer.stop();
    const frames = sniffer.frames.slice(0, count);
    const layers = await dissect(frames, sniffer.linkType, udpPorts, options.espKeys);
    const opened = await openUdpEncap(layers, options, udpPorts);
    return {
      packets: opened.map((list, index) => new Packet(list, frames[index]?.bytes ?? Buffer.alloc(0))),
      result,
    };
  } finally {
    await stopped;
    await sniffer.stop();
  }
}
