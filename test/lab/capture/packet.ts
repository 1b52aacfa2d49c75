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
    return this.#view("eth", nth, (fields) => ({
      src: fields.text("eth.src"),
      dst: fields.text("eth.dst"),
      type: fields.number("eth.type"),
    }));
  }

  ip(nth = 0) {
    return this.#view("ip", nth, (fields) => ({
      src: fields.text("ip.src"),
      dst: fields.text("ip.dst"),
      proto: fields.number("ip.proto"),
      ttl: fields.number("ip.ttl"),
      tos: fields.number("ip.dsfield"),
      df: fields.flag("ip.flags.df"),
      length: fields.number("ip.len"),
    }));
  }

  ipv6(nth = 0) {
    return this.#view("ipv6", nth, (fields) => ({
      src: fields.text("ipv6.src"),
      dst: fields.text("ipv6.dst"),
      proto: fields.number("ipv6.nxt"),
      ttl: fields.number("ipv6.hlim"),
      tos: fields.number("ipv6.tclass"),
      flowLabel: fields.number("ipv6.flow"),
    }));
  }

  /** The encapsulation limit, which ip6tnl puts into a header of destination options. Undefined without that header. */
  encapLimit(nth = 0): number | undefined {
    const value = this.field("ipv6.dstopts", "ipv6.opt.tel", nth);
    return value === undefined ? undefined : Number(value);
  }

  udp(nth = 0) {
    return this.#view("udp", nth, (fields) => ({
      src: fields.number("udp.srcport"),
      dst: fields.number("udp.dstport"),
      /** Zero in the packet means no checksum. */
      hasChecksum: fields.number("udp.checksum") !== 0,
      /** tshark's result of the check; undefined if tshark has none. */
      checksumGood:
        fields.text("udp.checksum.status") === "1"
          ? true
          : fields.text("udp.checksum.status") === "0"
            ? false
            : undefined,
    }));
  }

  gre(nth = 0) {
    return this.#view("gre", nth, (fields) => ({
      proto: fields.number("gre.proto"),
      flags: fields.number("gre.flags_and_version"),
      key: fields.optional("gre.key"),
      sequence: fields.optional("gre.sequence_number"),
      hasChecksum: fields.flag("gre.flags.checksum"),
    }));
  }

  gue(nth = 0) {
    return this.#view("gue", nth, (fields) => ({
      version: fields.number("gue.version"),
      proto: fields.number("gue.proto"),
      optionBytes: fields.number("gue.hlen"),
      flags: fields.optional("gue.flags") ?? 0,
    }));
  }

  geneve(nth = 0) {
    return this.#view("geneve", nth, (fields) => ({
      vni: fields.number("geneve.vni"),
      proto: fields.number("geneve.proto_type"),
    }));
  }

  vxlan(nth = 0) {
    return this.#view("vxlan", nth, (fields) => ({ vni: fields.number("vxlan.vni") }));
  }

  erspan(nth = 0) {
    return this.#view("erspan", nth, (fields) => ({
      /** In the packet, 1 is type II (version 1 of iproute2), and 2 is type III (version 2). */
      version: fields.optional("erspan.version"),
      sessionId: fields.optional("erspan.spanid"),
      index: fields.optional("erspan.index"),
      direction: fields.optional("erspan.direction"),
      hardwareId: fields.optional("erspan.hw"),
    }));
  }

  esp(nth = 0) {
    return this.#view("esp", nth, (fields) => ({
      spi: fields.number("esp.spi"),
      sequence: fields.number("esp.sequence"),
    }));
  }

  icmp(nth = 0) {
    return this.#view("icmp", nth, (fields) => ({
      type: fields.number("icmp.type"),
      code: fields.number("icmp.code"),
    }));
  }

  icmpv6(nth = 0) {
    return this.#view("icmpv6", nth, (fields) => ({
      type: fields.number("icmpv6.type"),
      code: fields.number("icmpv6.code"),
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
