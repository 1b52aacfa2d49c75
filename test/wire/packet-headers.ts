// Captured packets, as lists of headers that are compared with a row of the table.
import type { Header, OnWire, Sent } from "../kinds/kind-case.ts";
import { type Captured, type CaptureOptions, capture, type Packet } from "../lab/index.ts";
import { ALPHA, BETA, endsOf, type Family, innerOf } from "./host-pair.ts";

/** The largest packet that the underlay carries. */
export const UNDERLAY = 1500;
const ETHERNET = 14;

const protocols: Readonly<Record<string, number>> = { ipip: 4, sit: 41, ipv6: 41, gre: 47 };

/** The decoder's settings for UDP ports. */
export function decoding({ port, decode }: OnWire): CaptureOptions {
  if (port === undefined) return { ...(decode ? { udpPorts: decode } : {}) };
  const number = Number(port.port);
  if (port.gue === true) return { gue: [number] };
  const protocol = typeof port.protocol === "number" ? port.protocol : protocols[String(port.protocol)];
  return { fou: { [number]: protocol ?? 0 } };
}

/** Captures all packets between the two hosts, except those of neighbour discovery. */
export function between<T>(options: CaptureOptions, during: () => Promise<T>): Promise<Captured<T>> {
  const { local4, remote4, local6, remote6 } = endsOf(ALPHA);
  const filter = `(ip and host ${local4} and host ${remote4}) or (ip6 and not icmp6 and host ${local6} and host ${remote6})`;
  return capture({ filter, ...options }, during);
}

/** A packet's headers with the fields of each, by the names of Packet's views. */
export function headersOf(packet: Packet): Header[] {
  const count = new Map<string, number>();
  return packet.layers.map(({ name }) => {
    const nth = count.get(name) ?? 0;
    count.set(name, nth + 1);
    const fields = views[name]?.(packet, nth);
    return fields === undefined ? { name } : { name, fields };
  });
}

type View = (packet: Packet, nth: number) => Readonly<Record<string, unknown>> | undefined;

const views: Readonly<Record<string, View>> = {
  eth: (packet, nth) => packet.eth(nth),
  ip: (packet, nth) => packet.ip(nth),
  ipv6: (packet, nth) => packet.ipv6(nth),
  "ipv6.dstopts": (packet, nth) => ({
    encapLimit: packet.encapLimit(nth),
    proto: Number(packet.field("ipv6.dstopts", "ipv6.dstopts.nxt", nth)),
  }),
  udp: (packet, nth) => packet.udp(nth),
  fou: (packet) => ({ proto: Number(packet.field("fou", "fou.proto")) }),
  gue: (packet, nth) => packet.gue(nth),
  gre: (packet, nth) => packet.gre(nth),
  erspan: (packet, nth) => packet.erspan(nth),
  geneve: (packet, nth) => packet.geneve(nth),
  vxlan: (packet, nth) => packet.vxlan(nth),
  esp: (packet, nth) => packet.esp(nth),
  icmp: (packet, nth) => packet.icmp(nth),
  icmpv6: (packet, nth) => packet.icmpv6(nth),
};

const ECHO = { ipv4: { request: 8, reply: 0 }, ipv6: { request: 128, reply: 129 } } as const;
const isEcho = (family: Family, type: number | undefined) =>
  type === ECHO[family].request || type === ECHO[family].reply;

/** A ping through the tunnel, or its reply. */
export interface Echo extends Sent {
  readonly kind: "request" | "reply";
  readonly packet: Packet;
  /** of the packet on the underlay, with its outer header */
  readonly length: number;
}

/** The ping that a packet belongs to. Undefined for other packets. */
export function echoOf(packet: Packet): Echo | undefined {
  for (const inner of ["ipv4", "ipv6"] as const) {
    const type = (inner === "ipv4" ? packet.icmp() : packet.icmpv6())?.type;
    const name = inner === "ipv4" ? "ip" : "ipv6";
    const header = packet.layers.findLastIndex((layer) => layer.name === name);
    if (!isEcho(inner, type) || header < 0) continue;
    const src = packet.layers[header]?.fields[`${name}.src`]?.[0];
    const dst = packet.layers[header]?.fields[`${name}.dst`]?.[0];
    const way = ([ALPHA, BETA] as const).find(
      (end) => innerOf(end, inner) === src && innerOf(end === ALPHA ? BETA : ALPHA, inner) === dst,
    );
    if (way === undefined) continue;
    return {
      ...{ inner, packet, way: way === ALPHA ? "forth" : "back" },
      kind: type === ECHO[inner].request ? "request" : "reply",
      length: packet.bytes.length - ETHERNET,
    };
  }
  return undefined;
}

const layersOf = (wire: OnWire, sent: Sent) =>
  typeof wire.layers === "function" ? wire.layers(sent) : wire.layers;

/** The headers that a row expects of a packet, including the addresses of the outermost and the innermost header. */
export function expected(wire: OnWire, { inner, way, kind }: Omit<Echo, "packet" | "length">): Header[] {
  const [from, to] = way === "forth" ? ([ALPHA, BETA] as const) : ([BETA, ALPHA] as const);
  const { local4, remote4, local6, remote6 } = endsOf(from);
  return [
    { name: "eth" },
    ...layersOf(wire, { inner, way }).map(({ name, fields }, index) => {
      const ends = name === "ip" ? { src: local4, dst: remote4 } : { src: local6, dst: remote6 };
      return {
        name,
        ...(index === 0 || fields ? { fields: { ...(index === 0 ? ends : {}), ...fields } } : {}),
      };
    }),
    ...(wire.inside.includes("ethernet") ? [{ name: "eth" }] : []),
    {
      name: inner === "ipv4" ? "ip" : "ipv6",
      fields: { src: innerOf(from, inner), dst: innerOf(to, inner) },
    },
    { name: inner === "ipv4" ? "icmp" : "icmpv6", fields: { type: ECHO[inner][kind] } },
  ];
}

/** Packets outside of the tunnel, which the hosts should not send. */
export function packetsOutside(wire: OnWire, packets: readonly Packet[]): string[] {
  // ip6erspan omits the option for packets that are neither IPv4 nor IPv6, such as ARP.
  const shape = (names: readonly string[]) => `${names.filter((name) => name !== "ipv6.dstopts").join(":")}:`;
  const outer = (["ipv4", "ipv6"] as const).map((inner) =>
    shape(["eth", ...layersOf(wire, { inner, way: "forth" }).map((layer) => layer.name)]),
  );
  return packets
    .filter(({ layers }) => !outer.some((one) => shape(layers.map((layer) => layer.name)).startsWith(one)))
    .map((packet) => packet.shape);
}
