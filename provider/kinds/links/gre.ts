import { ofProtocols } from "../../iproute2/nft-table.ts";
import { encap, encapModules } from "../link-base/attributes/encap.ts";
import {
  csum,
  groupNeedsLocal,
  ignoreDf,
  ignoreDfNeedsNoPmtudisc,
  keyedEndpoints,
  keys,
  needsEndpointOrKey,
  seq,
} from "../link-base/attributes/gre-options.ts";
import {
  dev,
  endpoint,
  endsDiffer,
  external,
  fwmark,
  MULTICAST_REMOTE_NOTE,
  pmtudisc,
  tos,
  ttl,
} from "../link-base/attributes/ip-tunnel.ts";
import { linkResource } from "../link-base/link-resource.ts";

/** Any layer-3 protocol in IPv4, RFC 2784 and 2890. (linux: net/ipv4/ip_gre.c, iproute2: ip/link_gre.c) */
export const gre = linkResource({
  type: "GreTunnel",
  kind: "gre",
  module: "ip_gre",
  summary: "GRE (RFC 2784) over IPv4: any layer-3 protocol, also multicast and IPv6.",
  headers: ["IPv4 20", "GRE 4", "any packet"],
  overhead: 24,
  outerPackets: () => ofProtocols(47),
  attributes: [
    endpoint("local", "inet", { pinned: false }),
    endpoint("remote", "inet", { pinned: true }),
    keys(),
    seq(),
    csum(),
    ttl(),
    tos(),
    pmtudisc(),
    ignoreDf(),
    dev(),
    fwmark(),
    encap({ csum6: false }),
    external(),
  ],
  rules: [needsEndpointOrKey, groupNeedsLocal, endsDiffer, ignoreDfNeedsNoPmtudisc],
  identity: keyedEndpoints,
  modules: encapModules("fou"),
  unsupported: { mode: "is not for GRE: its header names the protocol inside, and it carries them all" },
  notes: [
    MULTICAST_REMOTE_NOTE,
    "A tunnel to a multicast group gets the group's address as its key if none is given.",
    "Tunnels with the same endpoints must differ in the key of incoming packets. The key of outgoing packets does not count.",
  ],
});
