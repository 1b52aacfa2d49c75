import { keys } from "../link-base/attributes/gre-options.ts";
import { dev, endpoints, endsDiffer, fwmark, needsEndpoint } from "../link-base/attributes/ip-tunnel.ts";
import { IPV6_HEADER, ip6Endpoints } from "../link-base/attributes/ip6-tunnel.ts";
import { linkResource } from "../link-base/link-resource.ts";

const OF_ESP = "is not for VTI: IPsec makes the packets, and the outer header comes from its state";

/** A virtual tunnel interface of IPsec over IPv6. (linux: net/ipv6/ip6_vti.c, iproute2: ip/link_vti6.c) */
export const vti6 = linkResource({
  type: "Vti6Tunnel",
  kind: "vti6",
  familyInside: () => "inet6",
  module: "ip6_vti",
  summary:
    "Virtual tunnel interface over IPv6. IPsec policies whose mark is the key of the link transform its packets.",
  headers: ["IPv6 40", "ESP", "any packet"],
  overhead: IPV6_HEADER,
  attributes: [
    ...ip6Endpoints(),
    keys({
      cleared: "by zero",
      counted: false,
      description:
        "The `mark` of the IPsec states and policies in both directions: a number from 1, or a dotted quad.",
    }),
    dev(),
    fwmark(),
  ],
  interceptsEsp: true,
  rules: [needsEndpoint, endsDiffer],
  // The kernel compares neither the key nor the underlay device (linux: vti6_tnl_lookup)
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
    "A VTI receives all ESP from its remote to its local address. An XFRM interface between the same addresses receives none.",
    "The mtu that the kernel computes has room for the outer header, but not for ESP. Set a smaller one, or lower it on the routes.",
    "The kernel allows one device for each pair of endpoints. Another key or underlay device does not allow a second one.",
  ],
});
