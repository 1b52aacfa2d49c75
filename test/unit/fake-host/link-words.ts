// The words after `ip link … type KIND`, and the change of each in the attributes that `ip -d -j link` shows. Only
// words that the kinds of this package send are known.
import { parsePrefix } from "../../../provider/iproute2/address.ts";

/** `linkinfo.info_data` */
export type Info = Record<string, unknown>;

/** An error message of the kernel or of iproute2. */
export class Refused extends Error {}

/** Applies one word. `next` returns the words that follow it. */
export type Word = (info: Info, next: () => string) => void;

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
/** `word` and `noword`: shown as true, or not shown. */
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
/** A number that `ip` reads in base 16, with or without 0x. */
const padded = (digits: number) => (text: string) =>
  `0x${Number.parseInt(text, 16).toString(16).padStart(digits, "0")}`;
/** A number as the dotted quad in which `ip` prints keys. */
export const quad = (text: string) =>
  [24, 16, 8, 0].map((bits) => Math.floor(Number(text) / 2 ** bits) % 256).join(".");
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

/** A word for both directions, and one for each direction. */
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
/** A VTI without a key has key 0. */
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

/**
 * An address of either family. The unspecified address clears the attribute. `remote` and `group` are one field of
 * the kernel.
 */
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

export const WORDS: Readonly<Record<string, Record<string, Word>>> = {
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
    vnifilter: fixed("vnifilter", true),
  },
  bridge: Object.fromEntries(
    ["vlan_filtering", "vlan_default_pvid", "stp_state", "ageing_time", "mcast_snooping"].map((key) => [
      key,
      store(key, number),
    ]),
  ),
  vrf: { table: store("table", number) },
};
