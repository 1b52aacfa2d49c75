import { parsePrefix } from "../../iproute2/address.ts";
import { tokens } from "../../iproute2/command.ts";
import type { LiveLink } from "../../iproute2/ip-json.ts";
import { ofProtocols } from "../../iproute2/nft-table.ts";
import type { Rule } from "../../schema/declaration.ts";
import { flag, object, oneOf, prefix } from "../../schema/values.ts";
import { scalarAttribute } from "../link-base/attribute.ts";
import { encap, encapModules } from "../link-base/attributes/encap.ts";
import {
  dev,
  endpoint,
  endpoints,
  endsDiffer,
  fwmark,
  MULTICAST_REMOTE_NOTE,
  needsEndpoint,
  numberAt,
  pmtudisc,
  textAt,
  tos,
  ttl,
  ttlNeedsPmtudisc,
} from "../link-base/attributes/ip-tunnel.ts";
import { IPV6_MIN_MTU } from "../link-base/attributes/ip6-tunnel.ts";
import { linkResource } from "../link-base/link-resource.ts";

const MODES = ["ip6ip", "ipip", "mplsip", "any"] as const;

const mode = scalarAttribute("mode", {
  schema: oneOf(...MODES)
    .default("any")
    .describe("The protocol inside: IPv6, IPv4, MPLS, or all of them."),
  print: (value) => ["mode", value],
  read: (link) => textAt(link, "proto") as (typeof MODES)[number] | undefined,
  replace: "always", // the kernel accepts a change and ignores it
});

const isatap = scalarAttribute("isatap", {
  schema: flag()
    .default(false)
    .describe("ISATAP (RFC 5214): the last part of an IPv6 address is the IPv4 address of the other end."),
  print: (value) => (value ? ["isatap"] : []),
  read: (link) => link.info.isatap === true,
  replace: "always", // the kernel accepts a change and ignores it
});

/** The 6rd values of a sit device for which no command set any: those of 6to4. */
const NO_6RD = { prefix: "2002::/16", relayPrefix: "0.0.0.0/0" };

const liveSixrd = (link: LiveLink) => {
  const whole = (key: string) => parsePrefix(`${textAt(link, key)}/${numberAt(link, `${key}len`)}`);
  const [own, relay] = [whole("prefix"), whole("relay_prefix")];
  if (own === undefined || (own === NO_6RD.prefix && relay === undefined)) return undefined;
  return relay === undefined ? { prefix: own } : { prefix: own, relayPrefix: relay };
};

const sixrd = scalarAttribute("sixrd", {
  schema: object({
    prefix: prefix("inet6").describe("IPv6 prefix of the domain. An IPv4 address follows it."),
    relayPrefix: prefix("inet")
      .transform((relay) => (relay === NO_6RD.relayPrefix ? undefined : relay))
      .optional()
      .describe("IPv4 prefix of all ends. IPv6 addresses omit it."),
  })
    // A key with the value undefined differs from a missing key, so the transform drops it
    .transform(({ prefix: own, relayPrefix }) =>
      relayPrefix === undefined ? { prefix: own } : { prefix: own, relayPrefix },
    )
    .optional()
    .describe(
      "6rd (RFC 5969): an IPv6 address contains the IPv4 address of the other end, after `prefix`. The bits of `relayPrefix`, which are equal for all ends, are omitted.",
    ),
  print: ({ prefix: own, relayPrefix = NO_6RD.relayPrefix }: { prefix: string; relayPrefix?: string }) =>
    tokens`6rd-prefix ${own} 6rd-relay_prefix ${relayPrefix}`,
  // not `6rd-reset`, because ip crashes on it
  clear: tokens`6rd-prefix ${NO_6RD.prefix} 6rd-relay_prefix ${NO_6RD.relayPrefix}`,
  read: liveSixrd,
});

const bitsOf = (cidr: string | undefined) => (cidr === undefined ? 0 : Number(cidr.split("/")[1]));

const sixrdFits: Rule = {
  over: ["sixrd"],
  fault: (args) => {
    const value = args.sixrd as { prefix: string; relayPrefix?: string } | undefined;
    if (value === undefined) return undefined;
    if (value.prefix === NO_6RD.prefix && value.relayPrefix === undefined)
      return `is the kernel's default with the prefix ${NO_6RD.prefix} (6to4): leave it out`;
    const rest = 32 - bitsOf(value.relayPrefix);
    return bitsOf(value.prefix) + rest > 64
      ? `does not fit: the prefix has ${bitsOf(value.prefix)} bits and ${rest} of the IPv4 address follow, which must be 64 at most`
      : undefined;
  },
};

const isatapIsAlone: Rule = {
  over: ["isatap", "remote", "sixrd", "mode"],
  fault: (args) => {
    if (args.isatap !== true) return undefined;
    if (args.remote !== undefined)
      return "excludes remote: ISATAP has each packet's destination in its address";
    if (args.sixrd !== undefined) return "excludes sixrd: each has its own place for the IPv4 address";
    return args.mode === "any" || args.mode === "ip6ip" ? undefined : "needs IPv6 inside: mode ip6ip or any";
  },
};

/** IPv6 in IPv4, RFC 4213. (linux: net/ipv6/sit.c, iproute2: ip/link_iptnl.c) */
export const sit = linkResource({
  type: "SitTunnel",
  kind: "sit",
  familyInside: ({ mode }) => (mode === "ip6ip" ? "inet6" : mode === "ipip" ? "inet" : undefined),
  module: "sit",
  summary: "IPv6 in IPv4 (RFC 4213): connects IPv6 networks over IPv4. `mode` allows IPv4 and MPLS too.",
  headers: ["IPv4 20", "IPv6, IPv4 or MPLS packet"],
  overhead: 20,
  smallestMtu: IPV6_MIN_MTU,
  outerPackets: () => ofProtocols(4, 41, 137),
  attributes: [
    endpoint("local", "inet", { pinned: false }),
    endpoint("remote", "inet", { pinned: true }),
    mode,
    ttl(),
    tos(),
    pmtudisc(),
    dev(),
    fwmark(),
    isatap,
    sixrd,
    encap({ csum6: false }),
  ],
  rules: [needsEndpoint, endsDiffer, ttlNeedsPmtudisc, sixrdFits, isatapIsAlone],
  identity: endpoints,
  modules: encapModules("fou"),
  unsupported: {
    external: "is not for sit: the kernel has no external sit, and would make one from any to any instead",
  },
  notes: [
    MULTICAST_REMOTE_NOTE,
    "There are no arguments for routers of 6rd and ISATAP. Routes through the link name those of 6rd, and `ip tunnel prl` those of ISATAP.",
    "A FOU port decodes only one protocol. With mode any, IPv4 needs GUE.",
  ],
});
