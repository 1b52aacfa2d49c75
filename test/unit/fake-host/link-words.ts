// What the words behind `ip link … type KIND` do to a device, as `ip -d -j link` then shows it. The tests on the hosts
// hold the same rows against a real kernel; here only those words are known that kinds of this package send.
import { isMulticast, parsePrefix } from "../../../provider/iproute2/address.ts";

/** `linkinfo.info_data` */
export type Info = Record<string, unknown>;

/** What the kernel or iproute2 answers, in their own words. */
export class Refused extends Error {}

const invalid = () => new Refused("RTNETLINK answers: Invalid argument");

/** Does what one word says, with the words that it takes. */
type Word = (info: Info, next: () => string) => void;

const store =
  (key: string, convert: (text: string) => unknown = (text) => text): Word =>
  (info, next) => {
    const value = convert(next());
    if (value === undefined) delete info[key];
    else info[key] = value;
  };
const fixed =
  (key: string, value: unknown): Word =>
  (info) => {
    if (value === undefined) delete info[key];
    else info[key] = value;
  };
/** `word` and `noword`: shown as true, or not at all. */
const onOff = (word: string, key = word): Record<string, Word> => ({
  [word]: fixed(key, true),
  [`no${word}`]: fixed(key, undefined),
});
/** `word` and `noword`: shown as true or false. */
const yesNo = (word: string, key: string): Record<string, Word> => ({
  [word]: fixed(key, true),
  [`no${word}`]: fixed(key, false),
});

const number = (text: string) => Number(text);
const nonZero = (text: string) => (Number(text) === 0 ? undefined : text);
/** A number that `ip` reads in base 16, with a 0x or without one. */
const padded = (digits: number) => (text: string) =>
  `0x${Number.parseInt(text, 16).toString(16).padStart(digits, "0")}`;
const quad = (text: string) =>
  [24, 16, 8, 0].map((bits) => Math.floor(Number(text) / 2 ** bits) % 256).join(".");
const quadToText = (address: string) =>
  String(address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0));

const encapWord =
  (key: string, value: (next: () => string) => unknown): Word =>
  (info, next) => {
    info.encap = { ...(info.encap as Info | undefined), [key]: value(next) };
  };
const encap: Record<string, Word> = {
  encap: (info, next) => {
    const type = next();
    if (type === "none") delete info.encap;
    else info.encap = { type, sport: 0, dport: 0, csum: false, csum6: false, remcsum: false };
  },
  "encap-sport": encapWord("sport", (next) => Number(next().replace("auto", "0"))),
  "encap-dport": encapWord("dport", (next) => Number(next())),
  ...Object.fromEntries(
    [
      ["encap-csum", "csum"],
      ["encap-udp6-csum", "csum6"],
      ["encap-remcsum", "remcsum"],
    ].flatMap(([word = "", key = ""]) => [
      [word, encapWord(key, () => true)],
      [`no${word}`, encapWord(key, () => false)],
    ]),
  ),
};

const underlay: Record<string, Word> = {
  local: store("local"),
  remote: store("remote"),
  dev: store("link"),
  fwmark: store("fwmark", nonZero),
};
const outer4: Record<string, Word> = {
  ...underlay,
  ttl: store("ttl", (text) => (text === "inherit" ? 0 : Number(text))),
  tos: store("tos", (text) => (text === "inherit" ? "0x1" : nonZero(text))),
  ...yesNo("pmtudisc", "pmtudisc"),
  external: fixed("external", true),
  ...encap,
};

const inheritedOr =
  (flag: string, key: string, convert: (text: string) => unknown, inherit = "inherit"): Word =>
  (info, next) => {
    const text = next();
    delete info[flag];
    if (text === inherit) {
      delete info[key];
      info[flag] = true;
    } else store(key, convert)(info, () => text);
  };
const outer6: Record<string, Word> = {
  ...underlay,
  hoplimit: store("ttl", (text) => (text === "inherit" ? 0 : Number(text))),
  encaplimit: inheritedOr("ip6_tnl_f_ign_encap_limit", "encap_limit", number, "none"),
  tclass: inheritedOr("ip6_tnl_f_use_orig_tclass", "tclass", padded(2)),
  flowlabel: inheritedOr("ip6_tnl_f_use_orig_flowlabel", "flowlabel", padded(5)),
  fwmark: inheritedOr("ip6_tnl_f_use_orig_fwmark", "fwmark", nonZero),
  dscp: (info, next) => fixed("ip6_tnl_f_rcv_dscp_copy", next() === "inherit" || undefined)(info, next),
  ...onOff("allow-localremote", "ip6_tnl_f_allow_local_remote"),
  external: fixed("external", true),
  ...encap,
};

/** A word for both directions, and one for each. */
const bothWays = (word: string, set: (key: string) => Record<string, Word>): Record<string, Word> => {
  const [into, out] = [set(`i${word}`), set(`o${word}`)];
  const both =
    (prefix: string): Word =>
    (info, next) => {
      const text = prefix === "" && word === "key" ? next() : "";
      into[`${prefix}i${word}`]?.(info, () => text);
      out[`${prefix}o${word}`]?.(info, () => text);
    };
  return { ...into, ...out, [word]: both(""), [`no${word}`]: both("no") };
};
const keys = bothWays("key", (key) => ({ [key]: store(key, quad), [`no${key}`]: fixed(key, undefined) }));
/** Of VTI 0 is no key. */
const vtiKeys = bothWays("key", (key) => ({
  [key]: store(key, (text) => (Number(text) === 0 ? undefined : quad(text))),
}));
const gre = {
  ...keys,
  ...bothWays("seq", (key) => onOff(key)),
  ...bothWays("csum", (key) => onOff(key)),
};
const ignoreDf = onOff("ignore-df", "ignore_df");
const erspan: Record<string, Word> = {
  erspan_ver: store("erspan_ver", number),
  erspan: store("erspan_index", number),
  erspan_dir: store("erspan_dir"),
  erspan_hwid: store("erspan_hwid", (text) => (text === "0" ? "0" : `0x${Number(text).toString(16)}`)),
};
const prefixWord =
  (key: string): Word =>
  (info, next) => {
    const [address, length] = (parsePrefix(next()) ?? "").split("/");
    if (Number(length) === 0) for (const one of [key, `${key}len`]) delete info[one];
    else Object.assign(info, { [key]: address, [`${key}len`]: Number(length) });
  };

/** An address of either family; the unspecified one clears. `remote` and `group` are one field of the kernel's. */
const either =
  (name: string, field: readonly string[] = [name]): Word =>
  (info, next) => {
    const address = next();
    for (const key of field.flatMap((one) => [one, `${one}6`])) delete info[key];
    if (address !== "0.0.0.0" && address !== "::") info[address.includes(":") ? `${name}6` : name] = address;
  };
const udpTunnel: Record<string, Word> = {
  id: store("id", number),
  dstport: store("port", number),
  ttl: store("ttl", (text) => (text === "inherit" ? undefined : text === "auto" ? 0 : Number(text))),
  tos: store("tos", (text) => (text === "inherit" ? "0x1" : nonZero(text))),
  df: store("df"),
  flowlabel: store("label", nonZero),
  ...yesNo("udpcsum", "udp_csum"),
  ...yesNo("udp6zerocsumtx", "udp_zero_csum6_tx"),
  ...yesNo("udp6zerocsumrx", "udp_zero_csum6_rx"),
  external: fixed("external", true),
};

const WORDS: Readonly<Record<string, Record<string, Word>>> = {
  ipip: { ...outer4, mode: store("proto") },
  sit: {
    ...outer4,
    mode: store("proto"),
    isatap: fixed("isatap", true),
    "6rd-prefix": prefixWord("prefix"),
    "6rd-relay_prefix": prefixWord("relay_prefix"),
  },
  gre: { ...outer4, ...gre, ...ignoreDf },
  gretap: { ...outer4, ...gre, ...ignoreDf },
  erspan: { ...outer4, ...gre, ...ignoreDf, ...erspan },
  vti: { ...underlay, ...vtiKeys },
  ip6tnl: { ...outer6, mode: store("proto") },
  ip6gre: { ...outer6, ...gre },
  ip6gretap: { ...outer6, ...gre },
  ip6erspan: { ...outer6, ...gre, ...erspan },
  vti6: { ...underlay, ...vtiKeys },
  xfrm: { if_id: store("if_id"), dev: store("link"), external: fixed("external", true) },
  geneve: { ...udpTunnel, remote: either("remote"), innerprotoinherit: fixed("inner_proto_inherit", true) },
  vxlan: {
    ...udpTunnel,
    remote: either("remote", ["remote", "group"]),
    group: either("group", ["remote", "group"]),
    local: either("local"),
    dev: store("link"),
    srcport: (info, next) => {
      info.port_range = { low: Number(next()), high: Number(next()) };
    },
    ageing: store("ageing", number),
    ...yesNo("learning", "learning"),
    maxaddress: store("limit", (text) => Number(text) || undefined),
    ...onOff("proxy"),
    gbp: fixed("gbp", true),
  },
};

const any = { local: "any", remote: "any" };
const NEW4 = { ...any, ttl: 0, pmtudisc: true };
const NEW6 = { ...any, ttl: 64, encap_limit: 4, tclass: "0x00", flowlabel: "0x00000" };
/** What a device has of which nothing was said. */
const NEW: Readonly<Record<string, Info>> = {
  ipip: { ...NEW4, proto: "any" },
  sit: { ...NEW4, proto: "any", prefix: "2002::", prefixlen: 16 },
  gre: NEW4,
  gretap: NEW4,
  erspan: { ...NEW4, erspan_ver: 1 },
  vti: any,
  ip6tnl: { ...NEW6, proto: "any" },
  ip6gre: NEW6,
  ip6gretap: NEW6,
  ip6erspan: { ...NEW6, erspan_ver: 1 },
  vti6: any,
  xfrm: {},
  geneve: { port: 6081, ttl: 0, df: "unset", udp_csum: false },
  vxlan: {
    ...{ port: 8472, ttl: 0, df: "unset", ageing: 300, learning: true, udp_csum: true },
    port_range: { low: 0, high: 0 },
  },
};

/** Words that the kernel refuses in a change, or ignores there. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  vxlan: ["dstport", "srcport", "maxaddress", "proxy", "gbp", "udpcsum", "external"],
  geneve: ["dstport", "udpcsum", "innerprotoinherit", "external"],
};
const IGNORED: Readonly<Record<string, readonly string[]>> = {
  ipip: ["mode"],
  sit: ["mode", "isatap"],
};

function say(info: Info, kind: string, words: readonly string[], ignored: readonly string[]): Info {
  const table = WORDS[kind];
  if (table === undefined) throw new Refused("Error: Unknown device type.");
  const rest = [...words];
  const next = () => {
    const word = rest.shift();
    if (word === undefined) throw new Refused('Command line is not complete. Try option "help"');
    return word;
  };
  while (rest.length > 0) {
    const word = next();
    const act = table[word];
    if (act === undefined) throw new Refused(`${kind}: unknown command "${word}"?`);
    act(ignored.includes(word) ? {} : info, next);
  }
  // iproute2 gives a tunnel to a group the group's address as its key
  if (
    ["gre", "gretap", "erspan"].includes(kind) &&
    isMulticast(String(info.remote).replace("any", "0.0.0.0"))
  )
    for (const key of ["ikey", "okey"]) info[key] ??= quad(quadToText(String(info.remote)));
  return info;
}

export function newInfo(kind: string, words: readonly string[]): Info {
  const info = say({ ...NEW[kind] }, kind, words, []);
  if (kind === "geneve" && info.remote6 !== undefined)
    return { udp_zero_csum6_tx: false, udp_zero_csum6_rx: false, ...info };
  return info;
}

const reach = (end: unknown) =>
  typeof end !== "string" || end === "any" ? "any" : isMulticast(end) ? "group" : "one";

export function changedInfo(before: Info, kind: string, words: readonly string[]): Info {
  if (REFUSED[kind]?.some((word) => words.includes(word) || words.includes(`no${word}`)))
    throw new Refused("RTNETLINK answers: Operation not supported");
  // linux: ipip_changelink, ip6_tnl_changelink
  if (before.external === true) throw invalid();
  // linux: vxlan_nl2flag, ipgre_netlink_parms, ip_tunnel_changelink
  if (kind === "vxlan" && words[words.indexOf("ttl") + 1] === "inherit")
    throw new Refused("RTNETLINK answers: Operation not supported");
  if (before.ignore_df === true && words.includes("pmtudisc")) throw invalid();
  const info = say({ ...before }, kind, words, IGNORED[kind] ?? []);
  const isFixed = ["ipip", "sit", "gre", "vti"].includes(kind);
  if (isFixed && reach(before.remote) !== reach(info.remote)) throw invalid();
  const far = (one: Info) =>
    (one.remote6 ?? one.group6) ? "IPv6" : (one.remote ?? one.group) ? "IPv4" : undefined;
  if (/vxlan|geneve/.test(kind) && far(before) && far(info) && far(before) !== far(info)) throw invalid();
  if (kind === "geneve" && words.includes("remote") && info.remote6 !== undefined)
    return { ...info, udp_zero_csum6_tx: false, udp_zero_csum6_rx: false };
  return info;
}

/** What `ip` prints: of an ERSPAN header the fields of its version alone, though the kernel keeps the others. */
export function shownInfo({ erspan_index: index, erspan_dir, erspan_hwid, ...info }: Info): Info {
  if (info.external === true) return info;
  if (info.erspan_ver === 1) return { ...info, erspan_index: index ?? 0 };
  return info.erspan_ver === 2 ? { ...info, erspan_dir, erspan_hwid } : info;
}

const isGre = (kind: string) => /gre|erspan/.test(kind);
const ERSPAN_HEADERS = [0, 4 + 8, 4 + 12];
const ETHERNET = 14;

/** Bytes that the kernel takes off the underlay's mtu at creation. (linux: ip_tunnel_bind_dev, ip6_tnl_link_config) */
export function headerBytes(kind: string, info: Info): number {
  const { type, remcsum } = (info.encap ?? {}) as { type?: string; remcsum?: boolean };
  const udp = type === undefined ? 0 : 8 + (type === "gue" ? 4 : 0) + (remcsum ? 8 : 0);
  if (kind === "xfrm") return 0;
  if (kind === "vxlan" || kind === "geneve") {
    const over6 = ["remote6", "group6", "local6"].some((key) => info[key] !== undefined);
    return (over6 || (kind === "geneve" && info.external === true) ? 40 : 20) + 8 + 8 + ETHERNET;
  }
  const outer = /^(ip6|vti6)/.test(kind)
    ? 40 + (kind === "vti6" || info.ip6_tnl_f_ign_encap_limit === true ? 0 : 8)
    : 20;
  if (!isGre(kind)) return outer + udp;
  const ethernet = kind.endsWith("gre") ? 0 : ETHERNET;
  if (kind.endsWith("erspan"))
    return outer + udp + ethernet + 4 + (ERSPAN_HEADERS[Number(info.erspan_ver)] ?? 0);
  const fields = [info.okey, info.oseq, info.ocsum].filter((one) => one !== undefined).length * 4;
  return outer + udp + ethernet + 4 + fields;
}
