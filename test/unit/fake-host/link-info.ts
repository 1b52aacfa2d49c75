// The attributes of a tunnel device, as `ip -d -j link` shows them, after creation and after changes. The tests on
// the hosts compare the same rows with a real kernel.
import { isMulticast, quadToNumber } from "../../../provider/iproute2/address.ts";
import { type Info, quad, Refused, WORDS } from "./link-words.ts";

const invalid = () => new Refused("RTNETLINK answers: Invalid argument");

const any = { local: "any", remote: "any" };
const NEW4 = { ...any, ttl: 0, pmtudisc: true };
const NEW6 = { ...any, ttl: 64, encap_limit: 4, tclass: "0x00", flowlabel: "0x00000" };
/** The attributes of a device that is created without further words. */
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
  bridge: {
    ...{ vlan_filtering: 0, vlan_default_pvid: 1, stp_state: 0, ageing_time: 30_000, mcast_snooping: 1 },
  },
  vrf: {},
};

/** Words that the kernel refuses or ignores in a change. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  vxlan: ["dstport", "srcport", "maxaddress", "proxy", "gbp", "udpcsum", "external"],
  geneve: ["dstport", "udpcsum", "innerprotoinherit", "external"],
};
const IGNORED: Readonly<Record<string, readonly string[]>> = {
  ipip: ["mode"],
  sit: ["mode", "isatap"],
};

function withWords(info: Info, kind: string, words: readonly string[], ignored: readonly string[]): Info {
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
  // For a multicast group, iproute2 uses the group's address as the key.
  if (
    ["gre", "gretap", "erspan"].includes(kind) &&
    isMulticast(String(info.remote).replace("any", "0.0.0.0"))
  )
    for (const key of ["ikey", "okey"]) info[key] ??= quad(String(quadToNumber(String(info.remote))));
  return info;
}

export function newInfo(kind: string, words: readonly string[]): Info {
  const info = withWords({ ...NEW[kind] }, kind, words, []);
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
  const info = withWords({ ...before }, kind, words, IGNORED[kind] ?? []);
  const isFixed = ["ipip", "sit", "gre", "vti"].includes(kind);
  if (isFixed && reach(before.remote) !== reach(info.remote)) throw invalid();
  const far = (one: Info) =>
    (one.remote6 ?? one.group6) ? "IPv6" : (one.remote ?? one.group) ? "IPv4" : undefined;
  if (/vxlan|geneve/.test(kind) && far(before) && far(info) && far(before) !== far(info)) throw invalid();
  if (kind === "geneve" && words.includes("remote") && info.remote6 !== undefined)
    return { ...info, udp_zero_csum6_tx: false, udp_zero_csum6_rx: false };
  return info;
}

/**
 * The attributes that `ip` prints. Of an ERSPAN header it prints only the fields of the declared version, although
 * the kernel keeps the others.
 */
export function shownInfo({ erspan_index: index, erspan_dir, erspan_hwid, ...info }: Info): Info {
  if (info.external === true) return info;
  if (info.erspan_ver === 1) return { ...info, erspan_index: index ?? 0 };
  return info.erspan_ver === 2 ? { ...info, erspan_dir, erspan_hwid } : info;
}

const isGre = (kind: string) => /gre|erspan/.test(kind);
const ERSPAN_HEADERS = [0, 4 + 8, 4 + 12];
const ETHERNET = 14;

/**
 * Bytes that the kernel subtracts from the underlay's mtu at creation. (linux: ip_tunnel_bind_dev,
 * ip6_tnl_link_config)
 */
export function headerBytes(kind: string, info: Info): number {
  const { type, remcsum } = (info.encap ?? {}) as { type?: string; remcsum?: boolean };
  const udp = type === undefined ? 0 : 8 + (type === "gue" ? 4 : 0) + (remcsum ? 8 : 0);
  if (["xfrm", "bridge", "vrf"].includes(kind)) return 0;
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
