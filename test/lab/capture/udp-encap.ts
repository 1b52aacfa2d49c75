// FOU and GUE carry IP protocols in UDP. Debian's tshark has no dissector for either, and they have no fixed port. So
// this code reads the header, and gives the payload to tshark again with an IPv4 header in front.
import { type Frame, LINKTYPE_RAW } from "./pcap.ts";
import { dissect, type Layer, type UdpPorts } from "./tshark.ts";

export interface UdpEncap {
  /** Ports with FOU and the IP protocol each carries: 4 IPIP, 41 IPv6, 47 GRE. */
  readonly fou?: Readonly<Record<number, number>>;
  /** Ports with GUE, whose header contains the protocol. */
  readonly gue?: readonly number[];
}

/** Replaces the layers after the UDP header on these ports by the layers found inside. */
export async function openUdpEncap(packets: Layer[][], encap: UdpEncap, ports: UdpPorts): Promise<Layer[][]> {
  const inner: Frame[] = [];
  const opened = packets.map((layers) => {
    const udpIndex = layers.findIndex((layer) => layer.name === "udp");
    const udp = layers[udpIndex];
    const found = udp && read(udp, encap);
    if (!found) return { layers };
    inner.push({ time: 0, bytes: found.payload });
    return { layers: [...layers.slice(0, udpIndex + 1), found.layer], inner: inner.length - 1 };
  });
  if (inner.length === 0) return packets;
  // Encapsulations can be nested.
  const dissected = await openUdpEncap(await dissect(inner, LINKTYPE_RAW, ports), encap, ports);
  return opened.map(({ layers, inner: index }) =>
    index === undefined ? layers : [...layers, ...withoutCarrier(dissected[index] ?? [])],
  );
}

function read(udp: Layer, encap: UdpEncap): { layer: Layer; payload: Buffer } | undefined {
  const port = Number(udp.fields["udp.dstport"]?.[0]);
  const bytes = Buffer.from(udp.fields["udp.payload"]?.[0] ?? "", "hex");
  const protocol = encap.fou?.[port];
  if (protocol !== undefined) {
    return {
      layer: { name: "fou", fields: { "fou.proto": [String(protocol)] } },
      payload: carried(protocol, bytes),
    };
  }
  if (!encap.gue?.includes(port)) return undefined;
  return readGue(bytes);
}

/**
 * GUE, variant 0: version (2 bits), control (1), header length in words beyond the first (5), protocol, flags (16),
 * then the optional words. Variant 1 is IP itself: its version number begins with the bits 01.
 */
export function readGue(bytes: Buffer): { layer: Layer; payload: Buffer } {
  const first = bytes[0] ?? 0;
  const version = first >> 6;
  if (version === 1) {
    const protocol = first >> 4 === 6 ? 41 : 4;
    const fields = { "gue.version": ["1"], "gue.proto": [String(protocol)], "gue.hlen": ["0"] };
    return { layer: { name: "gue", fields }, payload: carried(protocol, bytes) };
  }
  const hlen = (first & 0x1f) * 4;
  const protocol = bytes[1] ?? 0;
  const fields = {
    "gue.version": [String(version)],
    "gue.control": [String((first >> 5) & 1)],
    "gue.hlen": [String(hlen)],
    "gue.proto": [String(protocol)],
    "gue.flags": [`0x${bytes.readUInt16BE(2).toString(16).padStart(4, "0")}`],
    // Options, in hexadecimal: with remote checksum offload the private flags (80000000), then start and offset.
    "gue.options": [bytes.subarray(4, 4 + hlen).toString("hex")],
  };
  return { layer: { name: "gue", fields }, payload: carried(protocol, bytes.subarray(4 + hlen)) };
}

/** An IPv4 packet of that protocol, with unspecified addresses. */
function carried(protocol: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(20);
  header[0] = 0x45;
  header.writeUInt16BE(20 + payload.length, 2);
  header[8] = 64;
  header[9] = protocol;
  return Buffer.concat([header, payload]);
}

function withoutCarrier(layers: readonly Layer[]): Layer[] {
  return layers.slice(layers.findIndex((layer) => layer.name === "ip") + 1);
}
