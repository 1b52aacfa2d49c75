import ipaddr from "ipaddr.js";
import { familyOf } from "./address.ts";

/** The family and the network bits of a prefix, as text. The text of a wider prefix is the beginning of it. */
function bitsOf(prefix: string): string {
  const [address = "", length] = prefix.split("/");
  const bits = [...ipaddr.parse(address).toByteArray()]
    .map((byte) => byte.toString(2).padStart(8, "0"))
    .join("");
  return `${familyOf(address)} ${bits.slice(0, length === undefined ? undefined : Number(length))}`;
}

/**
 * Values by prefix, for IPv4 and IPv6. A lookup of the prefixes that contain a given one takes as many steps as an
 * address has bits. The number of values in the tree does not matter.
 */
export class PrefixTree<T> {
  readonly #values = new Map<string, Set<T>>();
  /** for each beginning of a key of `#values`: the longer keys */
  readonly #longer = new Map<string, Set<string>>();

  add(prefix: string, value: T): void {
    const bits = bitsOf(prefix);
    const present = this.#values.get(bits);
    if (present) {
      present.add(value);
      return;
    }
    this.#values.set(bits, new Set([value]));
    for (const shorter of beginnings(bits)) {
      const longer = this.#longer.get(shorter) ?? new Set();
      this.#longer.set(shorter, longer.add(bits));
    }
  }

  delete(prefix: string, value: T): void {
    const bits = bitsOf(prefix);
    const present = this.#values.get(bits);
    if (!present?.delete(value) || present.size > 0) return;
    this.#values.delete(bits);
    for (const shorter of beginnings(bits)) {
      const longer = this.#longer.get(shorter);
      longer?.delete(bits);
      if (longer?.size === 0) this.#longer.delete(shorter);
    }
  }

  /** The values of this prefix and of all prefixes that contain it, the widest first. */
  *containing(prefix: string): Generator<T> {
    const bits = bitsOf(prefix);
    for (const key of [...beginnings(bits), bits]) yield* this.#values.get(key) ?? [];
  }

  /** The values of this prefix and of all prefixes within it. */
  *within(prefix: string): Generator<T> {
    const bits = bitsOf(prefix);
    yield* this.#values.get(bits) ?? [];
    for (const key of this.#longer.get(bits) ?? []) yield* this.#values.get(key) ?? [];
  }
}

/** All wider prefixes that contain this one. */
function beginnings(bits: string): string[] {
  const first = bits.indexOf(" ") + 1;
  return Array.from({ length: bits.length - first }, (_, n) => bits.slice(0, first + n));
}
