import type { Family } from "../../../iproute2/address.ts";
import { isMulticast, parseAddress, quadToNumber } from "../../../iproute2/address.ts";
import { hex } from "../../../iproute2/command.ts";
import type { LiveLink } from "../../../iproute2/ip-json.ts";
import type { Args, Rule } from "../../../schema/declaration.ts";
import { address, deviceName, flag, integer, integerOr, U32 } from "../../../schema/values.ts";
import { scalarAttribute } from "../attribute.ts";
import { addressIn, localAddress } from "../local-address.ts";

/** A text of a link's info_data. */
export const textAt = (link: LiveLink, key: string): string | undefined => {
  const value = link.info[key];
  return typeof value === "string" ? value : undefined;
};

/** A number of a link's info_data. `ip` prints some numbers as "0x…". */
export const numberAt = (link: LiveLink, key: string): number | undefined => {
  const value = link.info[key];
  return typeof value === "number" ? value : typeof value === "string" ? Number(value) : undefined;
};

/** An address of a link's info_data in canonical text; undefined for "any". */
export const addressAt = (link: LiveLink, key: string): string | undefined =>
  parseAddress(textAt(link, key) ?? "");

/** A GRE or VTI key of a link's info_data. `ip` prints it as a dotted quad. */
export const keyAt = (link: LiveLink, key: string): number | undefined => {
  const quad = textAt(link, key);
  return quad === undefined ? undefined : quadToNumber(quad);
};

/** An endpoint of the underlay. With `pinned`, some changes need a new device: see `remoteScopeIsFixed`. */
export const endpoint = <Name extends "local" | "remote">(
  name: Name,
  family: Family,
  { pinned }: { pinned: boolean },
) => {
  const attribute = scalarAttribute(name, {
    schema: (name === "local" ? localAddress(address(family)) : address(family))
      .optional()
      .describe(
        name === "local"
          ? "Underlay address of this end, or the device that has it; by default any address of the host."
          : "Underlay address of the other end; by default any address (point to multipoint).",
      ),
    print: (value) => [name, addressIn(value)],
    clear: [name, "any"],
    read: (link) => addressAt(link, name),
  });
  return pinned ? { ...attribute, replaces: remoteScopeIsFixed(name) } : attribute;
};

/** Whether an endpoint is any host, one host or a group. */
const remoteScope = (end: unknown) => {
  if (typeof end !== "string") return "any";
  return parseAddress(end) !== undefined && isMulticast(end) ? "group" : "one";
};

/**
 * The arguments whose change needs a new device. The kernel derives IFF_POINTOPOINT or IFF_BROADCAST from the first
 * remote of a device that is not Ethernet. It rejects a later remote of another scope (any, one host, group). With a
 * group as remote it also rejects a change of local, remote, dev or key. (linux: ip_tunnel_changelink)
 */
const remoteScopeIsFixed = (name: string) => (before: Args, after: Args) => {
  if (remoteScope(before[name]) !== remoteScope(after[name])) return [name];
  if (remoteScope(after[name]) !== "group") return [];
  return ["local", "remote", "dev", "key", "ikey"].filter((key) => before[key] !== after[key]);
};

/** A note for the docs of every kind whose `remote` is pinned. */
export const MULTICAST_REMOTE_NOTE =
  "If `remote` is a multicast group, a change of `remote`, `local`, `dev` or a key needs a new device.";

export const ttl = () =>
  scalarAttribute("ttl", {
    schema: integerOr(0, 255, "inherit")
      .transform((value) => (value === 0 ? ("inherit" as const) : value))
      .default("inherit")
      .describe(
        'Time to live of the outer header; "inherit" copies the inner packet\'s. 0 means "inherit", as in the kernel.',
      ),
    print: (value) => ["ttl", String(value)],
    read: (link) => numberAt(link, "ttl") || "inherit",
  });

export const tos = () =>
  scalarAttribute("tos", {
    schema: integerOr(0, 255, "inherit")
      .transform((value) => (value === 1 ? ("inherit" as const) : value))
      .default(0)
      .describe(
        'Type of service (DSCP and ECN) of the outer header; "inherit" copies the inner packet\'s. 1 means "inherit", as in the kernel.',
      ),
    print: (value) => ["tos", value === "inherit" ? value : hex(value)],
    read: (link) => {
      const value = numberAt(link, "tos") ?? 0;
      return value === 1 ? "inherit" : value;
    },
  });

export const pmtudisc = () =>
  scalarAttribute("pmtudisc", {
    schema: flag().default(true).describe("Path MTU discovery: outer packets carry DF."),
    print: (value) => [value ? "pmtudisc" : "nopmtudisc"],
    read: (link) => link.info.pmtudisc !== false,
  });

/**
 * The underlay device. Each change has it, because without it vti truncates the index of the device, and xfrm assumes
 * another device. The device of xfrm is `fixed`.
 */
export const dev = ({ fixed = false } = {}) =>
  scalarAttribute("dev", {
    schema: deviceName()
      .optional()
      .describe("Underlay device of the tunnel; by default the kernel's routes decide."),
    print: (value) => ["dev", value],
    read: (link) => textAt(link, "link") ?? link.dev,
    replace: (_before, after) => fixed || after === undefined, // ip has no word that clears it
  });

export const fwmark = () =>
  scalarAttribute("fwmark", {
    schema: integer(0, U32).default(0).describe("Firewall mark of outer packets, for routing rules."),
    print: (value) => ["fwmark", hex(value)],
    read: (link) => numberAt(link, "fwmark") ?? 0,
  });

/** Whether endpoints come with each packet (`external`, collect_md). Other arguments are then not allowed. */
export const external = () =>
  scalarAttribute("external", {
    schema: flag()
      .default(false)
      .describe(
        "tc or routes set endpoints and keys for each packet (collect_md); excludes the other arguments.",
      ),
    print: (value) => (value ? ["external"] : []),
    read: (link) => link.info.external === true,
    replace: "always",
  });

/** A tunnel needs an endpoint, because the kernel's fallback device is the one from any to any. */
export const needsEndpoint: Rule = {
  over: ["remote", "local", "external"],
  fault: ({ local, remote, external: outside }) =>
    local === undefined && remote === undefined && outside !== true
      ? "local or remote is needed: a tunnel from any to any is the kernel's own fallback device"
      : undefined,
};

export const endsDiffer: Rule = {
  over: ["remote", "local"],
  fault: ({ local, remote }) =>
    local !== undefined && local === remote
      ? `is ${String(local)}, the same as local: both ends of the tunnel would be one`
      : undefined,
};

export const ttlNeedsPmtudisc: Rule = {
  over: ["ttl", "pmtudisc"],
  fault: ({ ttl: hops, pmtudisc: discovery }) =>
    hops !== "inherit" && discovery === false
      ? 'a fixed ttl needs pmtudisc: with pmtudisc off only "inherit" is allowed (ip-link(8))'
      : undefined,
};

/** The identity of a tunnel by its endpoints, in words. */
export const endpoints = ({ local, remote, dev: device, external: outside }: Args): string =>
  outside === true
    ? "the one external device of its kind"
    : `the endpoints local ${local ?? "any"}, remote ${remote ?? "any"}${device === undefined ? "" : `, dev ${String(device)}`}`;
