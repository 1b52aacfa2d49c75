import { ofProtocols } from "../../iproute2/nft-table.ts";
import { encap, encapModules } from "../link-base/attributes/encap.ts";
import {
  erspanHeader,
  erspanRules,
  SEQ_NOTE,
  sessionKeys,
  sessionSeq,
  VERSION_NOTE,
} from "../link-base/attributes/erspan-options.ts";
import {
  groupNeedsLocal,
  ignoreDf,
  ignoreDfNeedsNoPmtudisc,
  keyedEndpoints,
  needsEndpointOrKey,
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

const NO_CHECKSUM = "is not for ERSPAN: its GRE header has no checksum, and the kernel refuses one";

/** Mirrored Ethernet frames in GRE in IPv4. (linux: net/ipv4/ip_gre.c, iproute2: ip/link_gre.c) */
export const erspan = linkResource({
  type: "ErspanTunnel",
  kind: "erspan",
  carriesEthernet: true,
  module: "ip_gre",
  summary: "ERSPAN over IPv4: carries mirrored Ethernet frames to a collector. Types I, II and III.",
  headers: ["IPv4 20", "GRE 8", "ERSPAN 8", "Ethernet 14", "any packet"],
  overhead: 20,
  outerPackets: () => ofProtocols(47),
  attributes: [
    endpoint("local", "inet", { pinned: false }),
    endpoint("remote", "inet", { pinned: false }),
    erspanHeader({ lowest: 0 }),
    sessionKeys(),
    sessionSeq(),
    ttl(),
    tos(),
    pmtudisc(),
    ignoreDf(),
    dev(),
    fwmark(),
    encap({ csum6: false }),
    external(),
  ],
  rules: [...erspanRules, needsEndpointOrKey, groupNeedsLocal, endsDiffer, ignoreDfNeedsNoPmtudisc],
  identity: keyedEndpoints,
  modules: encapModules("fou"),
  unsupported: {
    csum: NO_CHECKSUM,
    icsum: NO_CHECKSUM,
    ocsum: NO_CHECKSUM,
    mode: "is not for ERSPAN: it carries Ethernet frames",
  },
  notes: [
    VERSION_NOTE,
    SEQ_NOTE,
    "Links with the same endpoints must differ in the session id of incoming packets. index and hardwareId do not count.",
    "In packets the session id is in the ERSPAN header. The key field of GRE is not used.",
  ],
});
