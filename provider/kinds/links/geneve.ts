import { type Family, familyOf, isLinkLocal } from "../../iproute2/address.ts";
import type { LiveLink } from "../../iproute2/ip-json.ts";
import type { Args, Rule } from "../../schema/declaration.ts";
import { flag } from "../../schema/values.ts";
import { type Attribute, scalarAttribute } from "../link-base/attribute.ts";
import { external, tos } from "../link-base/attributes/ip-tunnel.ts";
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
import { linkResource } from "../link-base/link-resource.ts";

/** The family of the underlay. An external device has both, and the kernel reserves bytes for the larger header. */
const familyOfArgs = ({ remote }: Args): Family => (typeof remote === "string" ? familyOf(remote) : "inet6");

/**
 * Whether a device over IPv6 has checksums turned off. The kernel turns them on again, without an error, in each change
 * that has a remote, even the same one. It cannot turn them off in place. (linux: geneve_nl2info)
 */
const isWithoutCsum = ({ udp6ZeroCsumTx: tx, udp6ZeroCsumRx: rx }: Args) => tx === true || rx === true;

const remote = {
  ...scalarAttribute("remote", {
    schema: unicast()
      .superRefine((address, context) => {
        if (isLinkLocal(address))
          context.addIssue({ code: "custom", message: `must not be link-local, as ${address} is` });
      })
      .optional()
      .describe(
        "Underlay address of the other end, IPv4 or IPv6. A change of the family needs a new device.",
      ),
    print: (value) => ["remote", value],
    read: (link) => eitherAt(link, "remote"),
  }),
  change: (args) => (isWithoutCsum(args) ? [] : ["remote", String(args.remote)]),
  replaces: (before, after) =>
    before.remote !== after.remote && (familyOfArgs(before) !== familyOfArgs(after) || isWithoutCsum(before))
      ? ["remote"]
      : [],
  overhead: (args) => ipHeader(familyOfArgs(args)),
} satisfies Attribute;

const needsRemote: Rule = {
  over: ["remote", "external"],
  fault: ({ remote: address, external: outside }) =>
    address === undefined && outside !== true
      ? "is required: an IPv4 or IPv6 address, unless `external` leaves it to each packet"
      : undefined,
};

const innerProtoInherit = scalarAttribute("innerProtoInherit", {
  schema: flag()
    .default(false)
    .describe(
      "Packets inside have no Ethernet header. The protocol field of GENEVE distinguishes IPv4 and IPv6.",
    ),
  print: (value) => (value ? ["innerprotoinherit"] : []),
  read: (link) => link.info.inner_proto_inherit === true,
  replace: "always",
});

/** Whether a device is over IPv6. For one over IPv4 `ip` prints udp6zerocsum flags too, but they have no meaning. */
const isOver6 = (link: LiveLink) => link.info.remote6 !== undefined;

/** GENEVE, RFC 8926. (linux: drivers/net/geneve.c, iproute2: ip/iplink_geneve.c) */
export const geneve = linkResource({
  type: "GeneveTunnel",
  kind: "geneve",
  carriesEthernet: true,
  module: "geneve",
  summary: "GENEVE (RFC 8926): Ethernet in UDP between two hosts, over IPv4 or IPv6. Each link has one VNI.",
  headers: ["IPv4 20", "UDP 8", "GENEVE 8", "Ethernet 14", "any packet"],
  overhead: UDP_TUNNEL_HEADERS,
  outerPackets: ({ port: udpPort }) => [{ udpPort: Number(udpPort) }],
  attributes: [
    vni(),
    remote,
    port(6081),
    hostTtl(),
    tos(),
    df(),
    label(),
    udpCsum({ byDefault: false }),
    udp6ZeroCsumTx(isOver6),
    udp6ZeroCsumRx(isOver6),
    innerProtoInherit,
    external(),
  ],
  rules: [
    needsVni,
    needsRemote,
    ...familyRules(familyOfArgs, ["remote"], {
      df: "unset",
      label: 0,
      udpCsum: false,
      udp6ZeroCsumTx: false,
      udp6ZeroCsumRx: false,
    }),
  ],
  allowedWithExternal: ["port", "innerProtoInherit"],
  advice: (stderr) =>
    stderr.includes("innerprotoinherit")
      ? "`innerProtoInherit` needs Linux 5.18 and iproute2 5.18, or newer ones"
      : undefined,
  identity: (args) =>
    args.external === true
      ? `the UDP port ${args.port} for an external device`
      : `the VNI ${args.vni} with the remote ${args.remote} and the UDP port ${args.port}`,
  udpPort: (args) => portUse("GENEVE", ["external"], familyOfArgs(args), args),
  withoutLinkNetns: "is not for GENEVE: the kernel does not show it",
  unsupported: {
    encap: "is not for GENEVE, which has a UDP header already",
    local: "is not for GENEVE: routing chooses the source address",
    dev: "is not for GENEVE: routing chooses the underlay device",
  },
  notes: [
    "The kernel changes remote (within its family), ttl, tos, df and label in place. Other changes need a new device.",
    "With udp6ZeroCsumTx or udp6ZeroCsumRx a change of remote needs a new device too, because the kernel would turn checksums on again.",
    "At creation the kernel computes the mtu from the route to `remote`. Without a route it is 1500, which is too large.",
  ],
});
