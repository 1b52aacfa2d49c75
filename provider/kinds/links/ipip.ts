import { ofProtocols } from "../../iproute2/nft-table.ts";
import { oneOf } from "../../schema/values.ts";
import { scalarAttribute } from "../link-base/attribute.ts";
import { encap, encapModules } from "../link-base/attributes/encap.ts";
import {
  dev,
  endpoint,
  endpoints,
  endsDiffer,
  external,
  fwmark,
  MULTICAST_REMOTE_NOTE,
  needsEndpoint,
  pmtudisc,
  textAt,
  tos,
  ttl,
  ttlNeedsPmtudisc,
} from "../link-base/attributes/ip-tunnel.ts";
import { linkResource } from "../link-base/link-resource.ts";

const mode = scalarAttribute("mode", {
  schema: oneOf("ipip", "mplsip", "any").default("any").describe("The protocol inside: IPv4, MPLS, or both."),
  print: (value) => ["mode", value],
  read: (link) => textAt(link, "proto") as "ipip" | "mplsip" | "any" | undefined,
  replace: "always", // the kernel accepts a change and ignores it
});

/** IPv4 in IPv4, RFC 2003. (linux: net/ipv4/ipip.c, iproute2: ip/link_iptnl.c) */
export const ipip = linkResource({
  type: "IpipTunnel",
  kind: "ipip",
  familyInside: () => "inet",
  module: "ipip",
  summary: "IPv4 in IPv4 (RFC 2003), with the smallest overhead of all kinds. `mode` allows MPLS too.",
  headers: ["IPv4 20", "IPv4 or MPLS packet"],
  overhead: 20,
  outerPackets: () => ofProtocols(4, 137),
  attributes: [
    endpoint("local", "inet", { pinned: false }),
    endpoint("remote", "inet", { pinned: true }),
    mode,
    ttl(),
    tos(),
    pmtudisc(),
    dev(),
    fwmark(),
    encap({ csum6: false }),
    external(),
  ],
  rules: [needsEndpoint, endsDiffer, ttlNeedsPmtudisc],
  identity: endpoints,
  modules: encapModules("fou"),
  notes: [
    MULTICAST_REMOTE_NOTE,
    "RFC 2003 describes unicast only, but the kernel also sends IPv4 multicast through an IPIP tunnel. It sends no IPv6.",
  ],
});
