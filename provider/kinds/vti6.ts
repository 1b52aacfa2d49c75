import { keys } from "./gre-options.ts";
import { dev, endpoints, endsDiffer, fwmark, needsEndpoint } from "./ip-tunnel.ts";
import { IPV6_HEADER, ip6Endpoints } from "./ip6-tunnel.ts";
import { linkResource } from "./link.ts";

/** IPsec's virtual tunnel interface over IPv6. (linux: net/ipv6/ip6_vti.c, iproute2: ip/link_vti6.c) */
export const vti6 = linkResource({
  type: "Vti6Tunnel",
  kind: "vti6",
  module: "ip6_vti",
  summary:
    "Virtual tunnel interface over IPv6: what is routed into it goes through the IPsec policies of its mark, which is its key.",
  overhead: IPV6_HEADER,
  aspects: [
    ...ip6Endpoints(),
    keys({
      cleared: "by zero",
      counted: false,
      description:
        "Mark of the policies and states in both directions: a number, or a dotted quad. 0 is no mark.",
    }),
    dev(),
    fwmark(),
  ],
  rules: [needsEndpoint, endsDiffer],
  // Neither the key nor the underlay device tells two of them apart (linux: vti6_tnl_lookup)
  identity: ({ local, remote }) => endpoints({ local, remote }),
  notes: ["The mtu does not count ESP's own bytes, which depend on the algorithm: lower it by hand."],
});
