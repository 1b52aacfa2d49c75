import { ofProtocols } from "../../iproute2/nft-table.ts";
import { encapModules } from "../link-base/attributes/encap.ts";
import {
  erspanHeader,
  erspanRules,
  SEQ_NOTE,
  sessionKeys,
  sessionSeq,
  VERSION_NOTE,
} from "../link-base/attributes/erspan-options.ts";
import { keyedEndpoints, needsEndpointOrKey } from "../link-base/attributes/gre-options.ts";
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

const NO_CHECKSUM = "is not for ERSPAN: its GRE header has no checksum";

/** Mirrored frames over IPv6. (linux: net/ipv6/ip6_gre.c, iproute2: ip/link_gre6.c) */
export const ip6erspan = linkResource({
  type: "Ip6ErspanTunnel",
  kind: "ip6erspan",
  carriesEthernet: true,
  module: "ip6_gre",
  summary: "ERSPAN over IPv6: carries mirrored Ethernet frames and their session id to a collector.",
  headers: ["IPv6 40", "encapsulation limit 8", "GRE 8", "ERSPAN 8", "Ethernet 14", "any packet"],
  overhead: IPV6_HEADER,
  smallestMtu: IPV6_MIN_MTU,
  // The kernel refuses checksums, and also version 0, which erspan over IPv4 has
  outerPackets: () => ofProtocols(47),
  attributes: [...ip6Endpoints(), erspanHeader({ lowest: 1 }), sessionKeys(), sessionSeq(), ...ip6Options()],
  rules: [needsEndpointOrKey, endsDiffer, ...erspanRules],
  identity: keyedEndpoints,
  sharesTableWith: ["ip6gretap"],
  modules: encapModules("fou6"),
  unsupported: {
    ...ip6Lacks,
    csum: NO_CHECKSUM,
    icsum: NO_CHECKSUM,
    ocsum: NO_CHECKSUM,
    mode: "is not for ERSPAN: it carries Ethernet frames",
  },
  notes: [VERSION_NOTE, SEQ_NOTE, DSCP_NOTE],
});
