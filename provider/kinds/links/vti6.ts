import { keys } from "../link-base/attributes/gre-options.ts";
import { dev, endpoints, endsDiffer, fwmark, needsEndpoint } from "../link-base/attributes/ip-tunnel.ts";
import { IPV6_HEADER, ip6Endpoints } from "../link-base/attributes/ip6-tunnel.ts";
import { linkResource } from "../link-base/link-resource.ts";

const OF_ESP = "is not for VTI: IPsec makes the packets, and the outer header comes from its state";

/** IPsec's virtual tunnel interface over IPv6. (linux: net/ipv6/ip6_vti.c, iproute2: ip/link_vti6.c) */
export const vti6 = linkResource({
  type: "Vti6Tunnel",
  kind: "vti6",
  module: "ip6_vti",
  summary:
    "Virtual tunnel interface over IPv6: what is routed into it goes through the IPsec policies of its mark, which is its key.",
  headers: ["IPv6 40", "ESP", "any packet"],
  overhead: IPV6_HEADER,
  attributes: [
    ...ip6Endpoints(),
    keys({
      cleared: "by zero",
      counted: false,
      description:
        "Mark of the IPsec policies in both directions, which states and policies name as `mark`: a number from 1, or a dotted quad.",
    }),
    dev(),
    fwmark(),
  ],
  interceptsEsp: true,
  rules: [needsEndpoint, endsDiffer],
  // Neither the key nor the underlay device tells two of them apart (linux: vti6_tnl_lookup)
  identity: ({ local, remote }) => endpoints({ local, remote }),
  unsupported: {
    hopLimit: OF_ESP,
    encapLimit: OF_ESP,
    trafficClass: OF_ESP,
    flowLabel: OF_ESP,
    encap: "is not for VTI: IPsec has UDP encapsulation of its own, an argument of its states",
    external: "is not for VTI; an XfrmInterface can be external",
  },
  notes: [
    "A VTI takes all ESP that comes from its remote to its local address: an XFRM interface between the same two gets none.",
    "The mtu that the kernel works out leaves room for the outer header and not for ESP: say a smaller one, or lower it on the routes.",
    "The key does not tell devices apart, nor does the underlay device: the kernel allows one for each pair of endpoints.",
  ],
});
