// Texts with a special meaning for a shell, for `ip -batch`, for `ip` itself, or for a program that prints them.
import fc from "fast-check";

const CORPUS = [
  "; touch /tmp/pwned", "$(touch /tmp/pwned)", "`touch /tmp/pwned`", "| touch /tmp/pwned", "& touch /tmp/pwned",
  "\ntouch /tmp/pwned\n", "' ; touch /tmp/pwned ; '", "'\"'\"'", "\" ; touch /tmp/pwned ; \"", "\\", "\\\n", "\\'", "'", "''",
  "\nvrf exec default touch /tmp/pwned\n", "\nnetns exec x touch /tmp/pwned\n", "# comment", " #", "\r\n", "\0", "a\0b",
  " ", "  ", "\t", "\v", "\u00a0", "\u2028", "\u2029", "\u0085", "*", "?", "[a-z]*", "~", "~root", "$HOME", "$" + "{IFS}", "$IFS$9",
  "%s%n", "%00", "!!", "<(touch /tmp/pwned)", ">/tmp/pwned", "</etc/passwd", "2>&1", "{a,b}", "&&", "||", "\x1b[2J", "\x7f",
  "-force", "-batch", "--help", "-", "--", "-n", ".", "..", "../../etc/passwd", "/", "//", "@clsact", "@", "all", "default", "lo",
  "help", "dev", "type", "type vrf", "up", "name", "group 0", "1.2.3.4 dev lo", "10.0.0.1%eth0", "fe80::1%$(id)",
  "0x7f.1", "010.0.0.1", "10.1", "1e3", "0x10", "+1", "-1", "NaN", "Infinity", "1.5", "٣", "10.9.0.1/٣", "ｅth0", "eth0\u0301", "\ud800",
  "𝒆th0", "__proto__", "constructor", "toString", "04da6b54-80e4-46f7-96ec-b56ff0331ba8", "x".repeat(300), "9".repeat(40), "",
]; // biome-ignore format: a list

const SYNTAX = [..."'\"\\`$;&|<>(){}[]*?~#!%@=+,:/.- \t\n\r\0\x1baZ09_"];

/**
 * A hostile text alone, or in a valid text: before it, after it, in the middle, or instead of one of its characters.
 */
export const hostileLike = (valid: string): fc.Arbitrary<string> => {
  const text = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...CORPUS) },
    { weight: 2, arbitrary: fc.string({ unit: fc.constantFrom(...SYNTAX), maxLength: 12 }) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
    // Most characters are harmless, so that some accepted texts differ from usual spellings.
    {
      weight: 2,
      arbitrary: fc.string({
        unit: fc.constantFrom(..."0123456789abcdef.:/-_x"),
        minLength: 1,
        maxLength: 15,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.oneof(
        fc.ipV4(),
        fc.ipV6(),
        fc.nat().map(String),
        fc.tuple(fc.ipV4(), fc.nat(40)).map((pair) => pair.join("/")),
      ),
    },
  );
  return fc
    .tuple(text, fc.constantFrom("alone", "before", "behind", "within", "instead"), fc.nat(valid.length))
    .map(([evil, where, at]) => {
      if (where === "alone") return evil;
      if (where === "before") return evil + valid;
      if (where === "behind") return valid + evil;
      return valid.slice(0, at) + evil + valid.slice(at + (where === "instead" ? 1 : 0));
    });
};
