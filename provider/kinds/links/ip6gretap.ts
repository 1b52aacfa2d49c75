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
import { GRE_HEADER } from "./ip6gre.ts";

const ETHERNET_HEADER = 14;

/** Ethernet in GRE over IPv6. (linux: net/ipv6/ip6_gre.c, iproute2: ip/link_gre6.c) */
export const ip6gretap = linkResource({
  type: "Ip6GreTapTunnel",
  kind: "ip6gretap",
  carriesEthernet: true,
  module: "ip6_gre",
  summary: "Ethernet in GRE over IPv6. The link can be a port of a bridge.",
  headers: ["IPv6 40", "encapsulation limit 8", "GRE 4", "Ethernet 14", "any packet"],
  overhead: IPV6_HEADER + GRE_HEADER + ETHERNET_HEADER,
  smallestMtu: IPV6_MIN_MTU,
  outerPackets: () => ofProtocols(47),
  attributes: [...ip6Endpoints(), keys(), seq(), csum(), ...ip6Options()],
  rules: [needsEndpointOrKey, endsDiffer],
  identity: keyedEndpoints,
  sharesTableWith: ["ip6erspan"],
  modules: encapModules("fou6"),
  unsupported: {
    ...ip6Lacks,
    mode: "is not for GRE: its header names the protocol inside, which here is Ethernet",
  },
  notes: [DSCP_NOTE],
});
