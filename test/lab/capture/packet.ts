// A decoded packet and typed views of its layers, so that tests read values and not tshark's field names.
import type { Layer } from "./tshark.ts";

export class Packet {
  readonly layers: readonly Layer[];
  readonly bytes: Buffer;

  constructor(layers: readonly Layer[], bytes: Buffer) {
    this.layers = layers;
    this.bytes = bytes;
  }

  /** "eth:ip:udp:geneve:eth:ip:icmp": the names of all layers. */
  get shape(): string {
    return this.layers.map((layer) => layer.name).join(":");
  }

  /** The nth layer of that name, from the outermost inwards. Undefined if it does not exist. */
  layer(name: string, nth = 0): Layer | undefined {
    return this.layers.filter((layer) => layer.name === name)[nth];
  }

  /** A field of the nth layer of that name, as tshark shows it. */
  field(layer: string, field: string, nth = 0): string | undefined {
    return this.layer(layer, nth)?.fields[field]?.[0];
  }

  eth(nth = 0) {
    return this.#view("eth", nth, (f) => ({
      src: f.text("eth.src"),
      dst: f.text("eth.dst"),
      type: f.number("eth.type"),
    }));
  }

  ip(nth = 0) {
    return this.#view("ip", nth, (f) => ({
      src: f.text("ip.src"),
      dst: f.text("ip.dst"),
      proto: f.number("ip.proto"),
      ttl: f.number("ip.ttl"),
      tos: f.number("ip.dsfield"),
      df: f.flag("ip.flags.df"),
      length: f.number("ip.len"),
    }));
  }

  ipv6(nth = 0) {
    return this.#view("ipv6", nth, (f) => ({
      src: f.text("ipv6.src"),
      dst: f.text("ipv6.dst"),
      proto: f.number("ipv6.nxt"),
      ttl: f.number("ipv6.hlim"),
      tos: f.number("ipv6.tclass"),
      flowLabel: f.number("ipv6.flow"),
    }));
  }

  /** The encapsulation limit, which ip6tnl puts into a header of destination options. Undefined without that header. */
  encapLimit(nth = 0): number | undefined {
    const value = this.field("ipv6.dstopts", "ipv6.opt.tel", nth);
    return value === undefined ? undefined : Number(value);
  }

  udp(nth = 0) {
    return this.#view("udp", nth, (f) => ({
      src: f.number("udp.srcport"),
      dst: f.number("udp.dstport"),
      /** Zero in the packet means no checksum. */
      hasChecksum: f.number("udp.checksum") !== 0,
      /** tshark's result of the check; undefined if tshark has none. */
      checksumGood:
        f.text("udp.checksum.status") === "1"
          ? true
          : f.text("udp.checksum.status") === "0"
            ? false
            : undefined,
    }));
  }

  gre(nth = 0) {
    return this.#view("gre", nth, (f) => ({
      proto: f.number("gre.proto"),
      flags: f.number("gre.flags_and_version"),
      key: f.optional("gre.key"),
      sequence: f.optional("gre.sequence_number"),
      hasChecksum: f.flag("gre.flags.checksum"),
    }));
  }

  gue(nth = 0) {
    return this.#view("gue", nth, (f) => ({
      version: f.number("gue.version"),
      proto: f.number("gue.proto"),
      optionBytes: f.number("gue.hlen"),
      flags: f.optional("gue.flags") ?? 0,
    }));
  }

  geneve(nth = 0) {
    return this.#view("geneve", nth, (f) => ({
      vni: f.number("geneve.vni"),
      proto: f.number("geneve.proto_type"),
    }));
  }

  vxlan(nth = 0) {
    return this.#view("vxlan", nth, (f) => ({ vni: f.number("vxlan.vni") }));
  }

  erspan(nth = 0) {
    return this.#view("erspan", nth, (f) => ({
      /** In the packet, 1 is type II (version 1 of iproute2), and 2 is type III (version 2). */
      version: f.optional("erspan.version"),
      sessionId: f.optional("erspan.spanid"),
      index: f.optional("erspan.index"),
      direction: f.optional("erspan.direction"),
      hardwareId: f.optional("erspan.hw"),
    }));
  }

  esp(nth = 0) {
    return this.#view("esp", nth, (f) => ({ spi: f.number("esp.spi"), sequence: f.number("esp.sequence") }));
  }

  icmp(nth = 0) {
    return this.#view("icmp", nth, (f) => ({ type: f.number("icmp.type"), code: f.number("icmp.code") }));
  }

  icmpv6(nth = 0) {
    return this.#view("icmpv6", nth, (f) => ({
      type: f.number("icmpv6.type"),
      code: f.number("icmpv6.code"),
    }));
  }

  #view<T>(name: string, nth: number, make: (fields: Fields) => T): T | undefined {
    const layer = this.layer(name, nth);
    return layer && make(new Fields(layer, this.shape));
  }
}

class Fields {
  readonly #layer: Layer;
  readonly #shape: string;

  constructor(layer: Layer, shape: string) {
    this.#layer = layer;
    this.#shape = shape;
  }

  text(name: string): string {
    const value = this.#layer.fields[name]?.[0];
    if (value === undefined) {
      const known = Object.keys(this.#layer.fields).join(" ");
      throw new Error(`${this.#shape}: ${this.#layer.name} has no field ${name}, only ${known}`);
    }
    return value;
  }

  /** Decimal or 0x…, as tshark shows it. */
  number(name: string): number {
    return Number(this.text(name));
  }

  optional(name: string): number | undefined {
    return this.#layer.fields[name] === undefined ? undefined : this.number(name);
  }

  flag(name: string): boolean {
    return /^(1|True)$/.test(this.text(name));
  }
}
