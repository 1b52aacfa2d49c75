import { ofProtocols } from "../../iproute2/nft-table.ts";
import { encapModules } from "../link-base/attributes/encap.ts";
import { csum, keyedEndpoints, keys, needsEndpointOrKey, seq } from "../link-base/attributes/gre-options.ts";
import { endsDiffer } from "../link-base/attributes/ip-tunnel.ts";
import {
  DSCP_NOTE,
  IPV6_HEADER,
  IPV6_MIN_MTU,
  ip6Endpoints,
  ip6Lacks,
  ip6Options,
} from "../link-base/attributes/ip6-tunnel.ts";
import { linkResource } from "../link-base/link-resource.ts";

export const GRE_HEADER = 4;

/** GRE over IPv6, RFC 7676. (linux: net/ipv6/ip6_gre.c, iproute2: ip/link_gre6.c) */
export const ip6gre = linkResource({
  type: "Ip6GreTunnel",
  kind: "ip6gre",
  module: "ip6_gre",
  summary:
    "GRE over IPv6 (RFC 7676): any layer-3 protocol. Keys distinguish tunnels between the same endpoints.",
  headers: ["IPv6 40", "encapsulation limit 8", "GRE 4", "any packet"],
  overhead: IPV6_HEADER + GRE_HEADER,
  smallestMtu: IPV6_MIN_MTU,
  outerPackets: () => ofProtocols(47),
  attributes: [...ip6Endpoints(), keys(), seq(), csum(), ...ip6Options()],
  rules: [needsEndpointOrKey, endsDiffer],
  identity: keyedEndpoints,
  modules: encapModules("fou6"),
  unsupported: { ...ip6Lacks, mode: "is not for GRE: its header names the protocol inside" },
  notes: [DSCP_NOTE],
});
