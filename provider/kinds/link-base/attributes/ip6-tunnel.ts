import { hex } from "../../../iproute2/command.ts";
import { flag, integerOr, oneOf, U32 } from "../../../schema/values.ts";
import { scalarAttribute } from "../attribute.ts";
import { encap } from "./encap.ts";
import { dev, endpoint, external, numberAt } from "./ip-tunnel.ts";

/** IPv6 header; the destination option with the encapsulation limit comes on top. (linux: net/ipv6/ip6_tunnel.c) */
export const IPV6_HEADER = 40;
/** Bytes of the largest packet that every IPv6 link must take. (RFC 8200, 5) */
export const IPV6_MIN_MTU = 1280;
const LIMIT_OPTION = 8;

export const hopLimit = () =>
  scalarAttribute("hopLimit", {
    schema: integerOr(0, 255, "inherit")
      .transform((value) => (value === 0 ? ("inherit" as const) : value))
      .default(64)
      .describe(
        "Hop limit of the outer header; \"inherit\" copies the inner packet's. 0 is the kernel's word for inherit.",
      ),
    print: (value) => ["hoplimit", String(value)],
    read: (link) => {
      const value = numberAt(link, "ttl");
      return value === 0 ? "inherit" : value;
    },
  });

/** RFC 2473, 4.1.1: a destination option, so 8 bytes more in front of each packet. */
export const encapLimit = () =>
  scalarAttribute("encapLimit", {
    schema: integerOr(0, 255, "none")
      .default(4)
      .describe(
        'How many tunnels more a packet may enter on its way (RFC 2473). "none" leaves the option out, 8 bytes less.',
      ),
    print: (value) => ["encaplimit", String(value)],
    read: (link) => (link.info.ip6_tnl_f_ign_encap_limit === true ? "none" : numberAt(link, "encap_limit")),
    overhead: (value) => (value === "none" ? 0 : LIMIT_OPTION),
  });

/** Printed with its 0x, since `ip` takes it for hexadecimal without. */
export const trafficClass = () =>
  scalarAttribute("trafficClass", {
    schema: integerOr(0, 255, "inherit")
      .default(0)
      .describe('Traffic class (DSCP and ECN) of the outer header; "inherit" copies the inner packet\'s.'),
    print: (value) => ["tclass", value === "inherit" ? value : hex(value)],
    read: (link) => (link.info.ip6_tnl_f_use_orig_tclass === true ? "inherit" : numberAt(link, "tclass")),
  });

/** Printed with its 0x, as the traffic class. */
export const flowLabel = () =>
  scalarAttribute("flowLabel", {
    schema: integerOr(0, 0xf_ffff, "inherit")
      .default(0)
      .describe('Flow label of the outer header, 20 bits; "inherit" copies the inner packet\'s.'),
    print: (value) => ["flowlabel", value === "inherit" ? value : hex(value)],
    read: (link) =>
      link.info.ip6_tnl_f_use_orig_flowlabel === true ? "inherit" : numberAt(link, "flowlabel"),
  });

export const dscp = () =>
  scalarAttribute("dscp", {
    schema: oneOf("inherit")
      .optional()
      .describe('"inherit": a packet that comes out of the tunnel gets the outer header\'s DSCP.'),
    print: (value) => ["dscp", value],
    read: (link) => (link.info.ip6_tnl_f_rcv_dscp_copy === true ? "inherit" : undefined),
    replace: (_before, after) => after === undefined, // there is no word for clearing it
  });

export const allowLocalRemote = () =>
  scalarAttribute("allowLocalRemote", {
    schema: flag().default(false).describe("Allow `remote` to be an address of this very host."),
    print: (value) => [value ? "allow-localremote" : "noallow-localremote"],
    read: (link) => link.info.ip6_tnl_f_allow_local_remote === true,
  });

/** As fwmark of IPv4 tunnels, or the mark of the inner packet. */
export const fwmarkOrInherit = () =>
  scalarAttribute("fwmark", {
    schema: integerOr(0, U32, "inherit")
      .default(0)
      .describe('Firewall mark that outer packets are routed by; "inherit" takes the inner packet\'s.'),
    print: (value) => ["fwmark", value === "inherit" ? value : hex(value)],
    read: (link) =>
      link.info.ip6_tnl_f_use_orig_fwmark === true ? "inherit" : (numberAt(link, "fwmark") ?? 0),
  });

/** Both ends, which the kernel lets change in place to and from "any". */
export const ip6Endpoints = () =>
  [endpoint("local", "inet6", { pinned: false }), endpoint("remote", "inet6", { pinned: false })] as const;

/** What every tunnel over IPv6 has beside its endpoints. */
export const ip6Options = () =>
  [
    hopLimit(),
    encapLimit(),
    trafficClass(),
    flowLabel(),
    dscp(),
    allowLocalRemote(),
    dev(),
    fwmarkOrInherit(),
    encap({ csum6: true }),
    external(),
  ] as const;

/** Arguments of tunnels over IPv4 that these call otherwise, or can't have. */
export const ip6Lacks = {
  ttl: "is called hopLimit over IPv6",
  tos: "is called trafficClass over IPv6",
  pmtudisc: "is not for tunnels over IPv6: no router fragments on the way, so there is no DF",
  ignoreDf: "is not for tunnels over IPv6: no router fragments on the way, so there is no DF",
};

/** A trap of every tunnel over IPv6, for the docs. */
export const DSCP_NOTE =
  '`dscp: "inherit"` can be set in place, but not taken back: iproute2 has no word for that, so it makes a new device.';
