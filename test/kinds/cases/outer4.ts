// The arguments that the kinds over IPv4 share: those of the outer header and of the underlay.
import type { Args } from "../../../provider/schema/declaration.ts";
import type { Ends } from "../ends.ts";
import type { ArgsOf, Change, Drift, Refusal } from "../kind-case.ts";

export const fou = { type: "fou", dport: 5555 };
export const gue = { type: "gue", dport: 5555 };
export const fullGue = { type: "gue", sport: 7777, dport: 5555, csum: true, csum6: true, remcsum: true };
/** An encapsulation at its defaults, as `ip` shows it. */
export const liveEncap = (type: string) => ({
  type,
  ...{ sport: 0, dport: 5555, csum: false, csum6: false, remcsum: false },
});

/** A link between the two hosts, with further arguments. */
export const between =
  (more: Args | ArgsOf = {}): ArgsOf =>
  (ends: Ends) => ({
    ...{ local: ends.local4, remote: ends.remote4 },
    ...(typeof more === "function" ? more(ends) : more),
  });

interface Kind {
  /** ip's word for it */
  readonly kind: string;
  /** arguments that the kind needs besides the endpoints */
  readonly base?: Args;
  /** over an underlay of 1500 bytes, with `base` */
  readonly mtu: number;
}

/** Arguments of the underlay, which vti has as well. */
export function underlayChanges({ base = {}, mtu }: Kind): Change[] {
  const from = (more: Args | ArgsOf) =>
    between((ends) => ({ ...base, ...(typeof more === "function" ? more(ends) : more) }));
  return [
    {
      to: () => ({ mtu: 1300 }),
      how: "in place",
      live: () => ({ mtu: 1300 }),
    },
    { from: from({ mtu: 1300 }), to: () => ({ mtu: undefined }), how: "replace", live: () => ({ mtu }) },
    { to: () => ({ fwmark: 255 }), how: "in place", live: () => ({ fwmark: "0xff", mtu }) },
    {
      from: from({ fwmark: 255 }),
      to: () => ({ fwmark: undefined }),
      how: "in place",
      live: () => ({ fwmark: undefined }),
    },
    // The kernel recomputes the mtu at a change of fwmark or dev, so the provider repeats the declared one.
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
    { to: ({ dev }) => ({ dev }), how: "in place", live: ({ dev }) => ({ link: dev, mtu }) },
    {
      from: from(({ dev }) => ({ dev })),
      to: () => ({ fwmark: 7 }),
      how: "in place",
      live: ({ dev }) => ({ fwmark: "0x7", link: dev }),
    },
    {
      from: from(({ dev }) => ({ dev })),
      to: () => ({ dev: undefined }),
      how: "replace",
      live: () => ({ link: undefined }),
    },
    { to: () => ({ local: undefined }), how: "in place", live: () => ({ local: "any" }) },
    { to: () => ({ remote: "10.44.0.9" }), how: "in place", live: () => ({ remote: "10.44.0.9", mtu }) },
  ];
}

/** Arguments of the outer headers, including UDP. */
export function outerChanges({ base = {}, mtu }: Kind): Change[] {
  const from = (more: Args) => between({ ...base, ...more });
  return [
    { to: () => ({ ttl: 99 }), how: "in place", live: () => ({ ttl: 99 }) },
    { from: from({ ttl: 99 }), to: () => ({ ttl: undefined }), how: "in place", live: () => ({ ttl: 0 }) },
    { to: () => ({ tos: 32 }), how: "in place", live: () => ({ tos: "0x20" }) },
    { to: () => ({ tos: "inherit" }), how: "in place", live: () => ({ tos: "0x1" }) },
    {
      from: from({ tos: 32 }),
      to: () => ({ tos: undefined }),
      how: "in place",
      live: () => ({ tos: undefined }),
    },
    { to: () => ({ pmtudisc: false }), how: "in place", live: () => ({ pmtudisc: false }) },
    {
      from: from({ pmtudisc: false }),
      to: () => ({ pmtudisc: true }),
      how: "in place",
      live: () => ({ pmtudisc: true }),
    },
    // The kernel keeps the mtu at a change of the encapsulation, so the provider sets it in the same command.
    { to: () => ({ encap: fou }), how: "in place", live: () => ({ mtu: mtu - 8, encap: liveEncap("fou") }) },
    { to: () => ({ encap: gue }), how: "in place", live: () => ({ mtu: mtu - 12, encap: liveEncap("gue") }) },
    {
      from: from({ encap: fou }),
      to: () => ({ encap: undefined }),
      how: "in place",
      live: () => ({ mtu, encap: undefined }),
    },
    {
      from: from({ encap: fou }),
      to: () => ({ encap: fullGue }),
      how: "in place",
      live: () => ({ mtu: mtu - 20, encap: fullGue }),
    },
    // iproute2 swaps the bytes of ports that a change does not mention.
    {
      from: from({ encap: { ...fou, sport: 7777 } }),
      to: () => ({ ttl: 9 }),
      how: "in place",
      live: () => ({ ttl: 9, mtu: mtu - 8, encap: { ...liveEncap("fou"), sport: 7777 } }),
    },
    {
      from: from({ mtu: 1300, encap: fou }),
      to: () => ({ ttl: 9 }),
      how: "in place",
      live: () => ({ ttl: 9, mtu: 1300 }),
    },
  ];
}

/** Changes to an external device and back. The kernel supports neither in place. */
export const externalChanges: readonly Change[] = [
  {
    to: () => ({ external: true, local: undefined, remote: undefined }),
    how: "replace",
    live: () => ({ external: true }),
  },
  {
    from: () => ({ external: true }),
    to: ({ remote4 }) => ({ external: false, remote: remote4 }),
    how: "replace",
    live: () => ({ external: undefined }),
  },
];

export const underlayDrifts = ({ kind, base = {} }: Kind, remeasured: string[] = []): Drift[] => [
  { by: `ip link change DEV type ${kind} fwmark 3`, names: ["fwmark", ...remeasured] },
  { by: `ip link change DEV type ${kind} local any`, names: ["local"] },
  { by: `ip link change DEV type ${kind} remote 10.44.0.9`, names: ["remote"] },
  { by: `ip link change DEV type ${kind} dev under0`, names: ["dev", ...remeasured] },
  {
    from: between(({ dev }) => ({ ...base, dev })),
    by: `ip link change DEV type ${kind} dev lo`,
    names: ["dev", "mtu"],
  },
];

export const outerDrifts = ({ kind, base = {} }: Kind): Drift[] => [
  { by: `ip link change DEV type ${kind} ttl 99`, names: ["ttl"] },
  { by: `ip link change DEV type ${kind} tos 0x20`, names: ["tos"] },
  { by: `ip link change DEV type ${kind} nopmtudisc`, names: ["pmtudisc"] },
  { by: `ip link change DEV type ${kind} encap gue encap-dport 7777`, names: ["encap"] },
  {
    from: between({ ...base, encap: fou }),
    by: `ip link change DEV type ${kind} encap none`,
    names: ["encap"],
  },
  // iproute2 swaps the bytes of ports that a change does not mention.
  {
    from: between({ ...base, encap: fou }),
    by: `ip link change DEV type ${kind} ttl 9`,
    names: ["encap", "ttl"],
  },
];

/**
 * Replaces our device by another one with our owner alias, address and route. An operator changes arguments in this
 * way when `ip link change` cannot.
 */
export const remade = (words: string): string =>
  [
    "alias=$(cat /sys/class/net/DEV/ifalias)",
    "ip link del DEV",
    `ip link add DEV group 26992 type ${words}`,
    'ip link set DEV alias "$alias" up',
    "ip addr add 10.77.0.1/30 dev DEV",
    "ip route add 10.78.0.0/24 dev DEV",
  ].join(" && ");

export const underlayRefusals: readonly Refusal[] = [
  { args: ({ local4 }) => ({ local: local4, remote: local4 }), property: "remote", reason: /same as local/ },
  { args: between(({ local6 }) => ({ local: local6 })), property: "local", reason: /IPv4 address/ },
  { args: between({ remote: "10.44.0" }), property: "remote", reason: /IPv4 address/ },
  { args: between({ fwmark: 4_294_967_296 }), property: "fwmark", reason: /from 0 to 4294967295/ },
  { args: between({ dev: "an underlay" }), property: "dev", reason: /may hold only letters/ },
  { args: between({ mtu: 67 }), property: "mtu", reason: /from 68 to 65535/ },
];

export const outerRefusals: readonly Refusal[] = [
  { args: between({ ttl: 256 }), property: "ttl", reason: /from 0 to 255, or "inherit"/ },
  { args: between({ tos: -1 }), property: "tos", reason: /from 0 to 255, or "inherit"/ },
  { args: between({ encap: { type: "vxlan", dport: 1 } }), property: "encap.type", reason: /"fou" or "gue"/ },
  { args: between({ encap: { type: "fou" } }), property: "encap.dport", reason: /from 1 to 65535/ },
  {
    args: between({ encap: { ...fou, sport: 70_000 } }),
    property: "encap.sport",
    reason: /from 0 to 65535, or "auto"/,
  },
];
