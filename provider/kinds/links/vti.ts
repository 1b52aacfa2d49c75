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

/** A virtual tunnel interface of IPsec over IPv4. (linux: net/ipv4/ip_vti.c, iproute2: ip/link_vti.c) */
export const vti = linkResource({
  type: "VtiTunnel",
  kind: "vti",
  familyInside: () => "inet",
  module: "ip_vti",
  summary:
    "Virtual tunnel interface over IPv4. IPsec policies whose mark is the key of the link transform its packets.",
  headers: ["IPv4 20", "ESP", "any packet"],
  overhead: 20,
  attributes: [
    endpoint("local", "inet", { pinned: false }),
    endpoint("remote", "inet", { pinned: true }),
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
  identity: endpoints,
  unsupported: {
    ttl: OF_ESP,
    tos: OF_ESP,
    pmtudisc: OF_ESP,
    encap: "is not for VTI: IPsec has UDP encapsulation of its own, an argument of its states",
    external: "is not for VTI; an XfrmInterface can be external",
  },
  notes: [
    "A VTI receives all ESP from its remote to its local address. An XFRM interface between the same addresses receives none.",
    MULTICAST_REMOTE_NOTE,
    "The mtu that the kernel computes has room for the outer header, but not for ESP. Set a smaller one, or lower it on the routes.",
    "The kernel allows one device for each pair of endpoints and underlay device. Another key does not allow a second one.",
  ],
});
