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
  pmtudisc,
  tos,
  ttl,
} from "../link-base/attributes/ip-tunnel.ts";
import { linkResource } from "../link-base/link-resource.ts";

/** Ethernet in GRE in IPv4. (linux: net/ipv4/ip_gre.c, iproute2: ip/link_gre.c) */
export const gretap = linkResource({
  type: "GreTapTunnel",
  kind: "gretap",
  carriesEthernet: true,
  module: "ip_gre",
  summary: "Ethernet in GRE over IPv4. The link can be a port of a bridge.",
  headers: ["IPv4 20", "GRE 4", "Ethernet 14", "any packet"],
  overhead: 38,
  outerPackets: () => ofProtocols(47),
  attributes: [
    endpoint("local", "inet", { pinned: false }),
    endpoint("remote", "inet", { pinned: false }),
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
  unsupported: { mode: "is not for GRE: its header names the protocol inside, which here is Ethernet" },
  notes: [
    "A tunnel to a multicast group gets the group's address as its key if none is given.",
    "Tunnels with the same endpoints must differ in the key of incoming packets. The key of outgoing packets does not count.",
  ],
});
