import { encap, encapModules } from "../link-base/attributes/encap.ts";
import {
  erspanHeader,
  erspanRules,
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
  module: "ip_gre",
  summary: "ERSPAN over IPv4: mirrored frames on their way to a collector, types I, II and III.",
  headers: ["IPv4 20", "GRE 8", "ERSPAN 8", "Ethernet 14", "any packet"],
  overhead: 20,
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
    "The session id of incoming packets tells devices with the same endpoints apart; index and hardwareId do not.",
    "On the wire the session id is in the ERSPAN header: GRE's own key field is not used.",
  ],
});
