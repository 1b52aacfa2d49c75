import { keys } from "../link-base/attributes/gre-options.ts";
import {
  dev,
  endpoint,
  endpoints,
  endsDiffer,
  fwmark,
  MULTICAST_REMOTE_NOTE,
  needsEndpoint,
} from "../link-base/attributes/ip-tunnel.ts";
import { linkResource } from "../link-base/link-resource.ts";

const OF_ESP = "is not for VTI: IPsec makes the packets, and the outer header comes from its state";

/** A route-based IPsec tunnel over IPv4. (linux: net/ipv4/ip_vti.c, iproute2: ip/link_vti.c) */
export const vti = linkResource({
  type: "VtiTunnel",
  kind: "vti",
  module: "ip_vti",
  summary: "A device in front of IPsec over IPv4: what is routed into it goes through the states of its key.",
  headers: ["IPv4 20", "ESP", "any packet"],
  overhead: 20,
  attributes: [
    endpoint("local", "inet", { pinned: false }),
    endpoint("remote", "inet", { pinned: true }),
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
  identity: endpoints,
  unsupported: {
    ttl: OF_ESP,
    tos: OF_ESP,
    pmtudisc: OF_ESP,
    encap: "is not for VTI: IPsec has UDP encapsulation of its own, an argument of its states",
    external: "is not for VTI; an XfrmInterface can be external",
  },
  notes: [
    "A VTI takes all ESP that comes from its remote to its local address: an XFRM interface between the same two gets none.",
    MULTICAST_REMOTE_NOTE,
    "The mtu that the kernel works out leaves room for the outer header and not for ESP: say a smaller one, or lower it on the routes.",
    "The key does not tell devices apart: the kernel allows one for each pair of endpoints and underlay device.",
  ],
});
