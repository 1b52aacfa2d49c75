import { hex } from "../../../iproute2/command.ts";
import { flag, integerOr, oneOf, U32 } from "../../../schema/values.ts";
import { scalarAttribute } from "../attribute.ts";
import { encap } from "./encap.ts";
import { dev, endpoint, external, numberAt } from "./ip-tunnel.ts";

/** Bytes of the IPv6 header, without the option for the encapsulation limit. (linux: net/ipv6/ip6_tunnel.c) */
export const IPV6_HEADER = 40;
/** Bytes of the largest packet that every IPv6 link must carry. (RFC 8200, 5) */
export const IPV6_MIN_MTU = 1280;
/** Bytes of the destination option with the encapsulation limit. (RFC 2473, 4.1.1) */
const LIMIT_OPTION = 8;

export const hopLimit = () =>
  scalarAttribute("hopLimit", {
    schema: integerOr(0, 255, "inherit")
      .transform((value) => (value === 0 ? ("inherit" as const) : value))
      .default(64)
      .describe(
        'Hop limit of the outer header; "inherit" copies the inner packet\'s. 0 means "inherit", as in the kernel.',
      ),
    print: (value) => ["hoplimit", String(value)],
    read: (link) => {
      const value = numberAt(link, "ttl");
      return value === 0 ? "inherit" : value;
    },
  });

export const encapLimit = () =>
  scalarAttribute("encapLimit", {
    schema: integerOr(0, 255, "none")
      .default(4)
      .describe(
        'How many more tunnels a packet may enter (RFC 2473). "none" omits the option and saves 8 bytes.',
      ),
    print: (value) => ["encaplimit", String(value)],
    read: (link) => (link.info.ip6_tnl_f_ign_encap_limit === true ? "none" : numberAt(link, "encap_limit")),
    overhead: (value) => (value === "none" ? 0 : LIMIT_OPTION),
  });

/** The traffic class. Commands have it in hexadecimal with 0x, because `ip` reads every number here as hexadecimal. */
export const trafficClass = () =>
  scalarAttribute("trafficClass", {
    schema: integerOr(0, 255, "inherit")
      .default(0)
      .describe('Traffic class (DSCP and ECN) of the outer header; "inherit" copies the inner packet\'s.'),
    print: (value) => ["tclass", value === "inherit" ? value : hex(value)],
    read: (link) => (link.info.ip6_tnl_f_use_orig_tclass === true ? "inherit" : numberAt(link, "tclass")),
  });

/** The flow label. Commands have it in hexadecimal with 0x, as the traffic class. */
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
      .describe('With "inherit" a packet that leaves the tunnel gets the DSCP of the outer header.'),
    print: (value) => ["dscp", value],
    read: (link) => (link.info.ip6_tnl_f_rcv_dscp_copy === true ? "inherit" : undefined),
    replace: (_before, after) => after === undefined, // ip has no word that clears it
  });

export const allowLocalRemote = () =>
  scalarAttribute("allowLocalRemote", {
    schema: flag().default(false).describe("Allow an address of the same host as `remote`."),
    print: (value) => [value ? "allow-localremote" : "noallow-localremote"],
    read: (link) => link.info.ip6_tnl_f_allow_local_remote === true,
  });

/** Like `fwmark` of IPv4 tunnels. In addition it can be the mark of the inner packet. */
export const fwmarkOrInherit = () =>
  scalarAttribute("fwmark", {
    schema: integerOr(0, U32, "inherit")
      .default(0)
      .describe('Firewall mark of outer packets, for routing rules; "inherit" copies the inner packet\'s.'),
    print: (value) => ["fwmark", value === "inherit" ? value : hex(value)],
    read: (link) =>
      link.info.ip6_tnl_f_use_orig_fwmark === true ? "inherit" : (numberAt(link, "fwmark") ?? 0),
  });

/** Both endpoints. The kernel changes each of them in place, also to and from "any". */
export const ip6Endpoints = () =>
  [endpoint("local", "inet6", { pinned: false }), endpoint("remote", "inet6", { pinned: false })] as const;

/** The attributes of every tunnel over IPv6 except its endpoints. */
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

/** Arguments of tunnels over IPv4 that have another name over IPv6, or that IPv6 lacks. */
export const ip6Lacks = {
  ttl: "is called hopLimit over IPv6",
  tos: "is called trafficClass over IPv6",
  pmtudisc: "is not for tunnels over IPv6: no router fragments on the way, so there is no DF",
  ignoreDf: "is not for tunnels over IPv6: no router fragments on the way, so there is no DF",
};

/** A note for the docs of every tunnel over IPv6. */
export const DSCP_NOTE =
  '`dscp: "inherit"` can be set in place. Its removal needs a new device, because iproute2 cannot clear it.';
