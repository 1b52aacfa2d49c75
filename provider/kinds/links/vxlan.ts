import { type Family, familyOf, isLinkLocal, isMulticast } from "../../iproute2/address.ts";
import type { Args, Rule } from "../../schema/declaration.ts";
import { anyAddress, flag, integer, object, U32 } from "../../schema/values.ts";
import { type Attribute, scalarAttribute } from "../link-base/attribute.ts";
import { forwarding } from "../link-base/attributes/fdb.ts";
import { firstDestination } from "../link-base/attributes/fdb-table.ts";
import { dev, external, numberAt, tos } from "../link-base/attributes/ip-tunnel.ts";
import {
  df,
  eitherAt,
  familyRules,
  hostTtl,
  ipHeader,
  label,
  needsVni,
  port,
  portUse,
  UDP_TUNNEL_HEADERS,
  udp6ZeroCsumRx,
  udp6ZeroCsumTx,
  udpCsum,
  unicast,
  vni,
} from "../link-base/attributes/udp-tunnel.ts";
import { vnifilter, vnis } from "../link-base/attributes/vni-filter.ts";
import { linkResource } from "../link-base/link-resource.ts";
import { addressIn, localAddress } from "../link-base/local-address.ts";

const ENDS = ["remote", "group", "local"] as const;

/** The family of the underlay. The kernel fixes it at creation: IPv4, unless an address is IPv6. */
const familyOfArgs = (args: Args): Family => {
  const addresses = [...ENDS.map((end) => args[end]), firstDestination(args)];
  const address = addresses.find((one) => typeof one === "string");
  return typeof address === "string" ? familyOf(address) : "inet";
};

/** The arguments by which the kernel distinguishes sockets. (linux: vxlan_find_sock) */
const SOCKET_FLAGS = ["external", "gbp", "udp6ZeroCsumRx", "vnifilter"] as const;

const unspecified = (args: Args) => (familyOfArgs(args) === "inet6" ? "::" : "0.0.0.0");

/** The addresses of a device. `ip` refuses "any" here, so the unspecified address of the family clears an address. */
const ends = {
  shape: {
    remote: unicast().optional().describe("Underlay address of the other end, IPv4 or IPv6."),
    group: anyAddress()
      .superRefine((address, context) => {
        if (!isMulticast(address))
          context.addIssue({ code: "custom", message: `must be a multicast address, not ${address}` });
      })
      .optional()
      .describe("Multicast group for packets to unknown destinations; needs `dev`."),
    local: localAddress(unicast())
      .optional()
      .describe(
        "Underlay address of this end, or the device that has it; by default any address of the host.",
      ),
  },
  create: (args) => {
    const given = ENDS.flatMap((end) => (args[end] === undefined ? [] : [end, addressIn(args[end])]));
    // Without an address the kernel makes a device for IPv4
    return given.length === 0 && familyOfArgs(args) === "inet6" ? ["remote", "::"] : given;
  },
  change: (args) => {
    const { remote, group, local } = args;
    const far =
      group === undefined ? ["remote", String(remote ?? unspecified(args))] : ["group", String(group)];
    return [...far, "local", addressIn(local ?? unspecified(args))];
  },
  read: (link) =>
    Object.fromEntries(
      ENDS.flatMap((end) => {
        const address = eitherAt(link, end);
        return address === undefined ? [] : [[end, address]];
      }),
    ),
  replaces: (before, after) =>
    familyOfArgs(before) === familyOfArgs(after) ? [] : ENDS.filter((end) => before[end] !== after[end]),
  overhead: (args) => ipHeader(familyOfArgs(args)),
} satisfies Attribute;

const srcPort = scalarAttribute("srcPort", {
  schema: object({
    low: integer(0, 65_535).describe("The first port."),
    high: integer(0, 65_535).describe("The last port."),
  })
    .superRefine(({ low, high }, context) => {
      if (low > high)
        context.addIssue({ code: "custom", message: `low is ${low}, more than high, which is ${high}` });
    })
    .optional()
    .describe("Range of UDP source ports for the flows; by default the host's local port range."),
  print: ({ low, high }) => ["srcport", String(low), String(high)],
  read: (link) => {
    const { low, high } = (link.info.port_range ?? {}) as { low?: unknown; high?: unknown };
    return typeof low === "number" && typeof high === "number" && high > 0 ? { low, high } : undefined;
  },
  replace: "always",
});

/** The ttl. The kernel has a separate flag for "inherit", and refuses a change that has it. (linux: vxlan_nl2flag) */
const ttl = {
  ...hostTtl(),
  change: ({ ttl: value }) => (value === "inherit" ? [] : ["ttl", String(value)]),
  replaces: (before, after) =>
    before.ttl !== after.ttl && (before.ttl === "inherit" || after.ttl === "inherit") ? ["ttl"] : [],
} satisfies Attribute;

const ageing = scalarAttribute("ageing", {
  schema: integer(1, U32, ", because the kernel takes 0 for its default of 300")
    .default(300)
    .describe("Seconds after which the kernel drops a learned address."),
  print: (value) => ["ageing", String(value)],
  read: (link) => numberAt(link, "ageing"),
});

const learning = scalarAttribute("learning", {
  schema: flag().default(true).describe("Learn the MAC addresses behind the far ends from their packets."),
  print: (value) => [value ? "learning" : "nolearning"],
  read: (link) => link.info.learning === true,
});

const maxAddresses = scalarAttribute("maxAddresses", {
  schema: integer(0, U32).default(0).describe("The most addresses to learn; 0 is no limit."),
  print: (value) => ["maxaddress", String(value)],
  read: (link) => numberAt(link, "limit") ?? 0,
  replace: "always",
});

const proxy = scalarAttribute("proxy", {
  schema: flag().default(false).describe("Answer ARP and neighbour discovery from the neighbour table."),
  print: (value) => [value ? "proxy" : "noproxy"],
  read: (link) => link.info.proxy === true,
  replace: "always",
});

const gbp = scalarAttribute("gbp", {
  schema: flag()
    .default(false)
    .describe("Group policy extension: the VXLAN header carries the firewall mark of the packet."),
  print: (value) => (value ? ["gbp"] : []),
  read: (link) => link.info.gbp === true,
  replace: "always",
});

const groupRules: readonly Rule[] = [
  {
    over: ["group", "remote", "dev"],
    fault: ({ group, remote, dev: device }) => {
      if (group === undefined) return undefined;
      if (remote !== undefined) return "excludes remote: packets go to a group or to one host";
      return device === undefined ? "needs `dev`: the group has members on one underlay device" : undefined;
    },
  },
];

const endsAgree: Rule = {
  over: ["local", "remote", "group", "dev"],
  fault: ({ local, remote, group, dev: device }) => {
    const far = remote ?? group;
    if (typeof local !== "string" || typeof far !== "string") return undefined;
    if (local === far) return `is ${local}, the same as remote: both ends of the tunnel would be one`;
    if (familyOf(local) !== familyOf(far)) return `is ${local}, of another family than ${far}`;
    return isLinkLocal(local) && device === undefined ? "is link-local and needs `dev`" : undefined;
  },
};

const linkLocalPair: Rule = {
  over: ["remote", "local"],
  fault: ({ remote, local }) =>
    typeof remote === "string" && isLinkLocal(remote) && !(typeof local === "string" && isLinkLocal(local))
      ? "is link-local: then `local` must be link-local too, and `dev` given"
      : undefined,
};

/** Advice on messages of the kernel and of programs. The first match counts. */
const ADVICE: readonly (readonly [RegExp, (args: Args) => string | undefined])[] = [
  [/vnifilter/, () => "`vnifilter` needs Linux 5.18 and iproute2 5.18, or newer ones"],
  [
    /bridge: .*not found/,
    () =>
      "`remotes`, `fdb`, `vnis` and VLANs of `bridgePort` need the program `bridge` of iproute2, which the host lacks",
  ],
  [
    /Invalid argument/,
    ({ mtu, dev: device }) =>
      mtu !== undefined && device !== undefined
        ? `perhaps the mtu of ${device} has no room for ${mtu} bytes and the headers of VXLAN: the kernel allows no more`
        : undefined,
  ],
];

/** VXLAN, RFC 7348. (linux: drivers/net/vxlan/vxlan_core.c, iproute2: ip/iplink_vxlan.c) */
export const vxlan = linkResource({
  type: "VxlanTunnel",
  kind: "vxlan",
  carriesEthernet: true,
  module: "vxlan",
  summary:
    "VXLAN (RFC 7348): Ethernet in UDP over IPv4 or IPv6, to one host, to a multicast group, or by the forwarding table.",
  headers: ["IPv4 20", "UDP 8", "VXLAN 8", "Ethernet 14", "any packet"],
  overhead: UDP_TUNNEL_HEADERS,
  outerPackets: ({ port: udpPort }) => [{ udpPort: Number(udpPort) }],
  attributes: [
    vni(),
    ends,
    forwarding(familyOfArgs),
    dev(),
    port(4789),
    srcPort,
    ttl,
    tos(),
    df(),
    label(),
    ageing,
    learning,
    maxAddresses,
    proxy,
    gbp,
    udpCsum({ byDefault: true }),
    udp6ZeroCsumTx(),
    udp6ZeroCsumRx(),
    external(),
    vnifilter,
    vnis,
  ],
  rules: [
    needsVni,
    ...groupRules,
    endsAgree,
    linkLocalPair,
    ...familyRules(familyOfArgs, ENDS, {
      df: "unset",
      label: 0,
      udpCsum: true,
      udp6ZeroCsumTx: false,
      udp6ZeroCsumRx: false,
    }),
  ],
  allowedWithExternal: ["dev", "port", "srcPort", "udp6ZeroCsumRx", "gbp", "vnifilter", "vnis"],
  identity: (args) => {
    const over = familyOfArgs(args) === "inet6" ? "IPv6" : "IPv4";
    return args.external === true
      ? `the UDP port ${args.port} for an external device`
      : `the VNI ${args.vni} on the UDP port ${args.port} over ${over}`;
  },
  // A device with a link-local address has a socket for its underlay device only
  udpPort: (args) =>
    typeof args.local === "string" && isLinkLocal(args.local)
      ? undefined
      : portUse("VXLAN", SOCKET_FLAGS, familyOfArgs(args), args),
  mtuInOwnMessage: true,
  advice: (stderr, args) => ADVICE.find(([words]) => words.test(stderr))?.[1](args),
  underlayFrom: "dev",
  unsupported: { encap: "is not for VXLAN, which has a UDP header already" },
  notes: [
    "`remotes` and `fdb` are forwarding entries. The provider changes and removes only entries that the program declares. Entries of other programs, and those that the device learned, are no drift.",
    "The default port is 4789, which IANA assigned. The kernel's own default is 8472.",
    "Without `dev` the kernel sets an mtu of 1500, which is too large. So the provider computes the mtu from the route to `remote`.",
  ],
});
