import ipaddr from "ipaddr.js";
import { familyOf } from "./address.ts";

/** The family, and the bits that all addresses of a prefix share: those of each prefix that holds it begin alike. */
function bitsOf(prefix: string): string {
  const [address = "", length] = prefix.split("/");
  const bits = [...ipaddr.parse(address).toByteArray()]
    .map((byte) => byte.toString(2).padStart(8, "0"))
    .join("");
  return `${familyOf(address)} ${bits.slice(0, length === undefined ? undefined : Number(length))}`;
}

/**
 * Values by prefix, IPv4 and IPv6. Which prefixes hold a given one, or lie within it, is found in as many steps as an
 * address has bits, however many there are.
 */
export class PrefixTree<T> {
  readonly #values = new Map<string, Set<T>>();
  /** by what they begin with, the keys of `#values` that are longer */
  readonly #longer = new Map<string, Set<string>>();

  add(prefix: string, value: T): void {
    const bits = bitsOf(prefix);
    const there = this.#values.get(bits);
    if (there) {
      there.add(value);
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
    const there = this.#values.get(bits);
    if (!there?.delete(value) || there.size > 0) return;
    this.#values.delete(bits);
    for (const shorter of beginnings(bits)) {
      const longer = this.#longer.get(shorter);
      longer?.delete(bits);
      if (longer?.size === 0) this.#longer.delete(shorter);
    }
  }

  /** The values of this very prefix and of those that hold it, the widest first. */
  *containing(prefix: string): Generator<T> {
    const bits = bitsOf(prefix);
    for (const key of [...beginnings(bits), bits]) yield* this.#values.get(key) ?? [];
  }

  /** The values of this very prefix and of those within it. */
  *within(prefix: string): Generator<T> {
    const bits = bitsOf(prefix);
    yield* this.#values.get(bits) ?? [];
    for (const key of this.#longer.get(bits) ?? []) yield* this.#values.get(key) ?? [];
  }
}

/** Every shorter prefix that holds this one. */
function beginnings(bits: string): string[] {
  const first = bits.indexOf(" ") + 1;
  return Array.from({ length: bits.length - first }, (_, n) => bits.slice(0, first + n));
}
