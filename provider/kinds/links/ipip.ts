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
  schema: oneOf("ipip", "mplsip", "any").default("any").describe("What travels inside: IPv4, MPLS, or both."),
  print: (value) => ["mode", value],
  read: (link) => textAt(link, "proto") as "ipip" | "mplsip" | "any" | undefined,
  replace: "always", // a change is accepted and ignored
});

/** IPv4 in IPv4, RFC 2003. (linux: net/ipv4/ipip.c, iproute2: ip/link_iptnl.c) */
export const ipip = linkResource({
  type: "IpipTunnel",
  kind: "ipip",
  module: "ipip",
  summary: "IPv4 in IPv4 (RFC 2003): the smallest overhead there is, unicast only. MPLS too, by mode.",
  headers: ["IPv4 20", "IPv4 or MPLS packet"],
  overhead: 20,
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
    "IPIP is often said to carry no multicast: the kernel sends IPv4 multicast through it all the same, but no IPv6.",
  ],
});
