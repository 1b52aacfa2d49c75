// The arguments that the kinds over IPv6 share: those of the outer header and of the underlay.
import type { Args } from "../../../provider/schema/declaration.ts";
import type { Ends } from "../ends.ts";
import type { ArgsOf, Change, Drift, Refusal } from "../kind-case.ts";
import { fou, fullGue, gue, remade } from "./outer4.ts";

/** An encapsulation at its defaults, as `ip` shows it. */
export const liveEncap6 = (type: string) => ({
  type,
  ...{ sport: 0, dport: 5555, csum: false, csum6: true, remcsum: false },
});

/** A link between the two hosts, with further arguments. */
export const between6 =
  (more: Args | ArgsOf = {}): ArgsOf =>
  (ends: Ends) => ({
    ...{ local: ends.local6, remote: ends.remote6 },
    ...(typeof more === "function" ? more(ends) : more),
  });

export interface Kind6 {
  /** ip's word for it */
  readonly kind: string;
  /** arguments that the kind needs besides the endpoints */
  readonly base?: Args;
  /** over an underlay of 1500 bytes, with `base` */
  readonly mtu: number;
}

/** A change in place of arguments other than the endpoints. */
export const inPlace6 = (from: Args, to: Args, live: Args): Change => ({
  from: between6(from),
  to: () => to,
  how: "in place",
  live: () => live,
});

/** Arguments of the underlay, which vti6 has as well. */
export function underlayChanges6({ base = {}, mtu }: Kind6): Change[] {
  const from = (more: Args | ArgsOf) =>
    between6((ends) => ({ ...base, ...(typeof more === "function" ? more(ends) : more) }));
  return [
    { to: () => ({ mtu: 1300 }), how: "in place", live: () => ({ mtu: 1300 }) },
    { from: from({ mtu: 1300 }), to: () => ({ mtu: undefined }), how: "replace", live: () => ({ mtu }) },
    { to: () => ({ fwmark: 255 }), how: "in place", live: () => ({ fwmark: "0xff", mtu }) },
    {
      from: from({ fwmark: 255 }),
      to: () => ({ fwmark: undefined }),
      how: "in place",
      live: () => ({ fwmark: undefined }),
    },
    // The kernel recomputes the mtu at each change, so the provider repeats the declared one.
    {
      from: from({ mtu: 1300 }),
      to: () => ({ fwmark: 9 }),
      how: "in place",
      live: () => ({ fwmark: "0x9", mtu: 1300 }),
    },
    {
      from: from({ mtu: 1300 }),
      to: ({ dev }) => ({ dev }),
      how: "in place",
      live: ({ dev }) => ({ link: dev, mtu: 1300 }),
    },
    {
      from: from({ mtu: 1300 }),
      to: () => ({ remote: "fd44::9" }),
      how: "in place",
      live: () => ({ remote: "fd44::9", mtu: 1300 }),
    },
    { to: ({ dev }) => ({ dev }), how: "in place", live: ({ dev }) => ({ link: dev, mtu }) },
    {
      from: from(({ dev }) => ({ dev })),
      to: () => ({ fwmark: 7 }),
      how: "in place",
      live: ({ dev }) => ({ fwmark: "0x7", link: dev }),
    },
    {
      from: from(({ dev }) => ({ dev })),
      to: () => ({ dev: "lo" }),
      how: "in place",
      live: () => ({ link: "lo", mtu }),
    },
    {
      from: from(({ dev }) => ({ dev })),
      to: () => ({ dev: undefined }),
      how: "replace",
      live: () => ({ link: undefined }),
    },
    { to: () => ({ local: undefined }), how: "in place", live: () => ({ local: "any", mtu }) },
    { to: () => ({ remote: undefined }), how: "in place", live: () => ({ remote: "any", mtu }) },
    {
      from: ({ local6 }) => ({ ...base, local: local6 }),
      to: ({ remote6 }) => ({ remote: remote6 }),
      how: "in place",
      live: ({ remote6 }) => ({ remote: remote6 }),
    },
    { to: () => ({ remote: "fd44::9" }), how: "in place", live: () => ({ remote: "fd44::9", mtu }) },
  ];
}

/** Arguments of the outer headers, including UDP. */
export function outerChanges6({ base = {}, mtu }: Kind6): Change[] {
  const change = (from: Args, to: Args, live: Args) => inPlace6({ ...base, ...from }, to, live);
  return [
    change({}, { hopLimit: 99 }, { ttl: 99, mtu }),
    change({}, { hopLimit: "inherit" }, { ttl: 0 }),
    change({ hopLimit: 99 }, { hopLimit: undefined }, { ttl: 64 }),
    change({}, { encapLimit: "none" }, { ...noLimit, mtu: mtu + 8 }),
    change({ encapLimit: "none" }, { encapLimit: 0 }, { ...limit(0), mtu }),
    change({ encapLimit: "none" }, { encapLimit: undefined }, { ...limit(4), mtu }),
    change({ encapLimit: 9 }, { encapLimit: 255 }, { ...limit(255), mtu }),
    // 0.10: `ip` reads both as hexadecimal.
    change({}, { trafficClass: 10 }, { tclass: "0x0a" }),
    change({}, { flowLabel: 100 }, { flowlabel: "0x00064" }),
    change({ trafficClass: 10 }, { trafficClass: undefined }, { tclass: "0x00" }),
    change({ flowLabel: 100 }, { flowLabel: undefined }, { flowlabel: "0x00000" }),
    change({}, { trafficClass: "inherit" }, { ip6_tnl_f_use_orig_tclass: true }),
    change({}, { flowLabel: "inherit" }, { ip6_tnl_f_use_orig_flowlabel: true }),
    change(
      { trafficClass: "inherit", flowLabel: "inherit" },
      { trafficClass: 255, flowLabel: 0xf_ffff },
      {
        ip6_tnl_f_use_orig_tclass: undefined,
        ip6_tnl_f_use_orig_flowlabel: undefined,
        tclass: "0xff",
        flowlabel: "0xfffff",
      },
    ),
    change({}, { fwmark: "inherit" }, { ip6_tnl_f_use_orig_fwmark: true, fwmark: undefined }),
    change({ fwmark: "inherit" }, { fwmark: 3 }, { ip6_tnl_f_use_orig_fwmark: undefined, fwmark: "0x3" }),
    change({ fwmark: "inherit" }, { fwmark: undefined }, { ip6_tnl_f_use_orig_fwmark: undefined }),
    change({}, { allowLocalRemote: true }, { ip6_tnl_f_allow_local_remote: true }),
    change(
      { allowLocalRemote: true },
      { allowLocalRemote: false },
      { ip6_tnl_f_allow_local_remote: undefined },
    ),
    change({}, { dscp: "inherit" }, { ip6_tnl_f_rcv_dscp_copy: true }),
    // iproute2 has no word that turns it off.
    {
      from: between6({ ...base, dscp: "inherit" }),
      to: () => ({ dscp: undefined }),
      how: "replace",
      live: () => ({ ip6_tnl_f_rcv_dscp_copy: undefined }),
    },
    change({ mtu: 1300 }, { hopLimit: 9, encapLimit: "none" }, { ttl: 9, mtu: 1300 }),
    change({}, { encap: fou }, { mtu: mtu - 8, encap: liveEncap6("fou") }),
    change({}, { encap: gue }, { mtu: mtu - 12, encap: liveEncap6("gue") }),
    change({ encap: fou }, { encap: undefined }, { mtu, encap: undefined }),
    change({ encap: fou }, { encap: fullGue }, { mtu: mtu - 20, encap: fullGue }),
    change(
      { encap: fou },
      { encap: { ...fou, csum6: false } },
      { encap: { ...liveEncap6("fou"), csum6: false } },
    ),
    // iproute2 swaps the bytes of ports that a change does not mention, or removes the encapsulation.
    change(
      { encap: { ...fou, sport: 7777 } },
      { hopLimit: 9 },
      { ttl: 9, mtu: mtu - 8, encap: { ...liveEncap6("fou"), sport: 7777 } },
    ),
    change({ mtu: 1300, encap: gue }, { hopLimit: 9 }, { ttl: 9, mtu: 1300, encap: liveEncap6("gue") }),
    {
      from: between6(base),
      to: () => ({ external: true, ...blank(["local", "remote", ...Object.keys(base)]) }),
      how: "replace",
      live: () => ({ external: true, mtu }),
    },
    {
      from: () => ({ external: true }),
      to: ({ local6, remote6 }) => ({ external: false, local: local6, remote: remote6, ...base }),
      how: "replace",
      live: ({ remote6 }) => ({ external: undefined, remote: remote6, mtu }),
    },
  ];
}

const blank = (names: readonly string[]): Args => Object.fromEntries(names.map((name) => [name, undefined]));
const noLimit = { ip6_tnl_f_ign_encap_limit: true, encap_limit: undefined };
const limit = (value: number) => ({ ip6_tnl_f_ign_encap_limit: undefined, encap_limit: value });

/** The attributes that a device at its defaults shows. */
export const plain6 = (mtu: number) => ({
  ...{ ttl: 64, tclass: "0x00", flowlabel: "0x00000", ...limit(4), fwmark: undefined, mtu },
  ...{ link: undefined, encap: undefined, external: undefined, ip6_tnl_f_rcv_dscp_copy: undefined },
});

/** Every argument of the outer header, in two variants that exclude each other. */
export const fullOuter6: readonly [ArgsOf, Args] = [
  ({ dev }) => ({
    ...{ hopLimit: 99, encapLimit: 9, trafficClass: 10, flowLabel: 100, dscp: "inherit" },
    ...{ allowLocalRemote: true, dev, fwmark: 7, mtu: 1400, encap: fullGue },
  }),
  {
    ...{ hopLimit: "inherit", encapLimit: "none", trafficClass: "inherit" },
    ...{ flowLabel: "inherit", fwmark: "inherit" },
  },
];

export const shownOuter6: readonly [ArgsOf, Args] = [
  ({ dev }) => ({
    ...{ ttl: 99, ...limit(9), tclass: "0x0a", flowlabel: "0x00064", ip6_tnl_f_rcv_dscp_copy: true },
    ...{ ip6_tnl_f_allow_local_remote: true, link: dev, fwmark: "0x7", mtu: 1400, encap: fullGue },
  }),
  {
    ...{ ttl: 0, ...noLimit, ip6_tnl_f_use_orig_tclass: true },
    ...{ ip6_tnl_f_use_orig_flowlabel: true, ip6_tnl_f_use_orig_fwmark: true },
  },
];

export const underlayDrifts6 = ({ kind }: Kind6): Drift[] => [
  { by: `ip link change DEV type ${kind} fwmark 3`, names: ["fwmark"] },
  { by: `ip link change DEV type ${kind} remote fd44::9`, names: ["remote"] },
  { by: `ip link change DEV type ${kind} dev under0`, names: ["dev"] },
];

interface Habits extends Kind6 {
  /** The encapsulation that `ip` sets when a change does not mention it. */
  readonly forgets: readonly string[];
}

export const outerDrifts6 = ({ kind, base = {}, forgets }: Habits): Drift[] => [
  ...[
    ["hoplimit 99", "hopLimit"],
    ["hoplimit inherit", "hopLimit"],
    ["encaplimit 9", "encapLimit"],
    ["encaplimit none", "encapLimit", "mtu"],
    ["tclass a", "trafficClass"],
    ["tclass inherit", "trafficClass"],
    ["flowlabel 64", "flowLabel"],
    ["flowlabel inherit", "flowLabel"],
    ["dscp inherit", "dscp"],
    ["allow-localremote", "allowLocalRemote"],
    ["fwmark inherit", "fwmark"],
    ["encap gue encap-dport 7777", "encap", "mtu"],
  ].map(([words, ...names]) => ({ by: `ip link change DEV type ${kind} ${words}`, names })),
  {
    from: between6({ ...base, encap: fou }),
    by: `ip link change DEV type ${kind} encap none`,
    names: ["encap", "mtu"],
  },
  // At a change of another argument, iproute2 removes or alters the encapsulation, and the kernel recomputes the mtu.
  {
    from: between6({ ...base, encap: fou }),
    by: `ip link change DEV type ${kind} hoplimit 9`,
    names: ["hopLimit", ...forgets],
  },
  {
    from: between6({ ...base, mtu: 1300 }),
    by: `ip link change DEV type ${kind} hoplimit 9`,
    names: ["hopLimit", "mtu"],
  },
  {
    by: remade(`${kind} external`),
    names: ["external", "local", "remote", ...Object.keys(base)],
  },
];

export const underlayRefusals6: readonly Refusal[] = [
  { args: ({ local6 }) => ({ local: local6, remote: local6 }), property: "remote", reason: /same as local/ },
  { args: between6(({ local4 }) => ({ local: local4 })), property: "local", reason: /IPv6 address/ },
  { args: between6({ remote: "fd44::9%eth0" }), property: "remote", reason: /IPv6 address/ },
  { args: between6({ fwmark: 4_294_967_296 }), property: "fwmark", reason: /from 0 to 4294967295/ },
  { args: between6({ dev: "an underlay" }), property: "dev", reason: /may hold only letters/ },
  { args: between6({ mtu: 67 }), property: "mtu", reason: /from 68 to 65535/ },
];

export const outerRefusals6: readonly Refusal[] = [
  { args: between6({ hopLimit: 256 }), property: "hopLimit", reason: /from 0 to 255, or "inherit"/ },
  { args: between6({ encapLimit: -1 }), property: "encapLimit", reason: /from 0 to 255, or "none"/ },
  {
    args: between6({ trafficClass: "0x10" }),
    property: "trafficClass",
    reason: /from 0 to 255, or "inherit"/,
  },
  { args: between6({ flowLabel: 0x10_0000 }), property: "flowLabel", reason: /from 0 to 1048575/ },
  { args: between6({ dscp: "none" }), property: "dscp", reason: /must be "inherit"/ },
  { args: between6({ ttl: 64 }), property: "ttl", reason: /is called hopLimit/ },
  { args: between6({ tos: 16 }), property: "tos", reason: /is called trafficClass/ },
  { args: between6({ pmtudisc: false }), property: "pmtudisc", reason: /no router fragments/ },
  {
    args: between6({ encap: { type: "vxlan", dport: 1 } }),
    property: "encap.type",
    reason: /"fou" or "gue"/,
  },
  { args: between6({ encap: { type: "fou" } }), property: "encap.dport", reason: /from 1 to 65535/ },
  {
    args: () => ({ external: true, hopLimit: 9, encapLimit: "none" }),
    property: "external",
    reason: /excludes hopLimit, encapLimit/,
  },
  {
    args: ({ remote6 }) => ({ external: true, remote: remote6, encap: fou }),
    property: "external",
    reason: /excludes remote, encap/,
  },
];
