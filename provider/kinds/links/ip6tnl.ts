import { ofProtocols } from "../../iproute2/nft-table.ts";
import { oneOf } from "../../schema/values.ts";
import { scalarAttribute } from "../link-base/attribute.ts";
import { encapModules } from "../link-base/attributes/encap.ts";
import { endpoints, endsDiffer, needsEndpoint, textAt } from "../link-base/attributes/ip-tunnel.ts";
import {
  DSCP_NOTE,
  IPV6_HEADER,
  IPV6_MIN_MTU,
  ip6Endpoints,
  ip6Lacks,
  ip6Options,
} from "../link-base/attributes/ip6-tunnel.ts";
import { linkResource } from "../link-base/link-resource.ts";

const mode = scalarAttribute("mode", {
  schema: oneOf("ip6ip6", "ipip6", "any")
    .default("any")
    .describe("The protocol inside: IPv6, IPv4, or both."),
  print: (value) => ["mode", value],
  read: (link) => textAt(link, "proto") as "ip6ip6" | "ipip6" | "any" | undefined,
});

/** IPv4 and IPv6 in IPv6, RFC 2473. (linux: net/ipv6/ip6_tunnel.c, iproute2: ip/link_ip6tnl.c) */
export const ip6tnl = linkResource({
  type: "Ip6TnlTunnel",
  kind: "ip6tnl",
  familyInside: ({ mode }) => (mode === "ip6ip6" ? "inet6" : mode === "ipip6" ? "inet" : undefined),
  module: "ip6_tunnel",
  summary: "IPv4 and IPv6 in IPv6 (RFC 2473).",
  headers: ["IPv6 40", "encapsulation limit 8", "IPv6 or IPv4 packet"],
  overhead: IPV6_HEADER,
  smallestMtu: IPV6_MIN_MTU,
  outerPackets: () => ofProtocols(4, 41),
  attributes: [...ip6Endpoints(), mode, ...ip6Options()],
  rules: [needsEndpoint, endsDiffer],
  identity: endpoints,
  modules: encapModules("fou6"),
  unsupported: ip6Lacks,
  notes: [DSCP_NOTE],
});
