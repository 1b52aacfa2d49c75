import fc from "fast-check";

/**
 * The 16 bytes of IPv6 addresses, including addresses with long runs of zeros, IPv4-mapped and IPv4-compatible ones.
 */
export const ipv6Bytes = fc
  .tuple(
    fc.constantFrom("any", "sparse", "mapped", "compatible"),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
    fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
  )
  .map(([form, bytes, kept]) =>
    Array.from(bytes, (byte, index) => {
      if (form === "sparse") return kept[index >> 1] ? byte : 0;
      if (form === "any" || index >= 12) return byte;
      return form === "mapped" && index >= 10 ? 255 : 0;
    }),
  );

/** An IPv6 address as glibc's inet_ntop prints it, which ip uses. (glibc: resolv/inet_ntop.c, inet_ntop6) */
export function inetNtop(bytes: readonly number[]): string {
  const words = Array.from({ length: 8 }, (_, n) => (bytes[2 * n] ?? 0) * 256 + (bytes[2 * n + 1] ?? 0));
  const { base, length } = longestZeroRun(words);
  const isMapped = base === 0 && length === 5 && words[5] === 0xffff;
  const parts = words.map((word) => word.toString(16));
  const tail =
    (base === 0 && length === 6) || isMapped ? [...parts.slice(0, 6), bytes.slice(12).join(".")] : parts;
  if (length < 2) return tail.join(":");
  return `${tail.slice(0, base).join(":")}::${tail.slice(base + length).join(":")}`;
}

function longestZeroRun(words: readonly number[]): { base: number; length: number } {
  let best = { base: -1, length: 0 };
  for (let base = 0; base < words.length; base += 1) {
    const end = words.findIndex((word, index) => index >= base && word !== 0);
    const length = (end < 0 ? words.length : end) - base;
    if (length > best.length) best = { base, length };
  }
  return best;
}
