import { type Family, isMulticast } from "../../../iproute2/address.ts";
import { hex } from "../../../iproute2/command.ts";
import type { LiveLink } from "../../../iproute2/ip-json.ts";
import { type PortUse, socketOf } from "../../../model/udp-port.ts";
import type { Args, Rule } from "../../../schema/declaration.ts";
import { anyAddress, flag, integer, integerOr, oneOf } from "../../../schema/values.ts";
import { scalarAttribute } from "../attribute.ts";
import { addressAt, numberAt, textAt } from "./ip-tunnel.ts";

/** Bytes of the UDP header, of the VXLAN or GENEVE header (without options), and of the inner Ethernet header. */
export const UDP_TUNNEL_HEADERS = 8 + 8 + 14;
const IP_HEADER: Readonly<Record<Family, number>> = { inet: 20, inet6: 40 };
export const ipHeader = (family: Family) => IP_HEADER[family];

const isUnspecified = (address: string) => address === "0.0.0.0" || address === "::";

/** The address of one host. */
export const unicast = () =>
  anyAddress().superRefine((address, context) => {
    if (isUnspecified(address) || isMulticast(address))
      context.addIssue({ code: "custom", message: `must be the address of one host, not ${address}` });
  });

/** An endpoint of either family from info_data: `remote` or `remote6`. */
export const eitherAt = (link: LiveLink, key: string): string | undefined =>
  addressAt(link, key) ?? addressAt(link, `${key}6`);

/** The VNI. Each change has it too, because the kernel compares it with the VNI of the device. */
export const vni = () =>
  scalarAttribute("vni", {
    schema: integer(0, 16_777_215)
      .optional()
      .describe("Virtual network identifier, 0 to 16777215. Both ends must have the same."),
    print: (value) => ["id", String(value)],
    read: (link) => numberAt(link, "id"),
    replace: () => true,
  });

export const needsVni: Rule = {
  over: ["vni", "external"],
  fault: ({ vni: id, external }) =>
    id === undefined && external !== true
      ? "is required: a whole number from 0 to 16777215, unless `external` leaves it to each packet"
      : undefined,
};

/** The UDP port. No change has it, because the kernel refuses even the port of the device. */
export const port = (byDefault: number) =>
  scalarAttribute("port", {
    schema: integer(1, 65_535).default(byDefault).describe("UDP port that both ends send to."),
    print: (value) => ["dstport", String(value)],
    read: (link) => numberAt(link, "port"),
    replace: "always",
    always: true,
  });

/** The port that a device holds. `flags` are the arguments by which the kernel distinguishes sockets. */
export const portUse = (kind: string, flags: readonly string[], family: Family, args: Args): PortUse => ({
  port: Number(args.port),
  families: args.external === true ? ["inet", "inet6"] : [family],
  socket: socketOf(
    kind,
    flags.filter((flag) => args[flag] === true),
  ),
});

/** The ttl. The value 0 of the kernel is "auto". `ip` prints no ttl for "inherit". */
export const hostTtl = () =>
  scalarAttribute("ttl", {
    schema: integerOr(0, 255, "auto", "inherit")
      .transform((value) => (value === 0 ? ("auto" as const) : value))
      .default("auto")
      .describe(
        'Time to live of the outer header; "auto" is the host\'s default, "inherit" copies the inner packet\'s. 0 means "auto", as in the kernel.',
      ),
    print: (value) => ["ttl", String(value)],
    read: (link) => {
      const value = link.info.ttl === "inherit" ? undefined : numberAt(link, "ttl");
      return value === undefined ? "inherit" : value === 0 ? "auto" : value;
    },
  });

export const df = () =>
  scalarAttribute("df", {
    schema: oneOf("unset", "set", "inherit")
      .default("unset")
      .describe("DF of the outer IPv4 header: never set, always set, or copied from the inner packet."),
    print: (value) => ["df", value],
    read: (link) => textAt(link, "df") as "unset" | "set" | "inherit" | undefined,
  });

export const label = () =>
  scalarAttribute("label", {
    schema: integer(0, 0xf_ffff).default(0).describe("Flow label of the outer IPv6 header, 20 bits."),
    print: (value) => ["flowlabel", hex(value)],
    read: (link) => numberAt(link, "label"),
  });

export const udpCsum = ({ byDefault }: { byDefault: boolean }) =>
  scalarAttribute("udpCsum", {
    schema: flag().default(byDefault).describe("UDP checksums over IPv4."),
    print: (value) => [value ? "udpcsum" : "noudpcsum"],
    // ip prints it for IPv6 devices too, where it has no meaning
    read: (link) => (typeof link.info.udp_csum === "boolean" ? link.info.udp_csum : undefined),
    replace: "always",
  });

type Shown = (link: LiveLink) => boolean;
const always: Shown = () => true;

/** `shown` is a test of a link: whether the value that `ip` prints has a meaning. */
export const udp6ZeroCsumTx = (shown = always) =>
  scalarAttribute("udp6ZeroCsumTx", {
    schema: flag().default(false).describe("Send over IPv6 without UDP checksums."),
    print: (value) => [value ? "udp6zerocsumtx" : "noudp6zerocsumtx"],
    read: (link) => shown(link) && link.info.udp_zero_csum6_tx === true,
    replace: "always",
  });

export const udp6ZeroCsumRx = (shown = always) =>
  scalarAttribute("udp6ZeroCsumRx", {
    schema: flag().default(false).describe("Accept packets over IPv6 without UDP checksums."),
    print: (value) => [value ? "udp6zerocsumrx" : "noudp6zerocsumrx"],
    read: (link) => shown(link) && link.info.udp_zero_csum6_rx === true,
    replace: "always",
  });

/** Rules for arguments of one family. The kernel ignores them over the other family without an error. */
export const familyRules = (
  family: (args: Args) => Family,
  ends: readonly string[],
  defaults: Args,
): readonly Rule[] => {
  const only = (name: string, wanted: Family, what: string): Rule => ({
    over: [name, ...ends, "external"],
    fault: (args) =>
      args[name] !== defaults[name] && args.external !== true && family(args) !== wanted
        ? `is only for ${what}`
        : undefined,
  });
  return [
    only("df", "inet", "tunnels over IPv4: IPv6 has no such bit"),
    only("udpCsum", "inet", "tunnels over IPv4; over IPv6 there are udp6ZeroCsumTx and udp6ZeroCsumRx"),
    only("label", "inet6", "tunnels over IPv6: IPv4 has no flow label"),
    only("udp6ZeroCsumTx", "inet6", "tunnels over IPv6; over IPv4 there is udpCsum"),
    only("udp6ZeroCsumRx", "inet6", "tunnels over IPv6; over IPv4 there is udpCsum"),
  ];
};
