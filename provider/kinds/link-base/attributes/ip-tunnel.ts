import type { Family } from "../../../iproute2/address.ts";
import { isMulticast, parseAddress, quadToNumber } from "../../../iproute2/address.ts";
import { hex } from "../../../iproute2/command.ts";
import type { LiveLink } from "../../../iproute2/ip-json.ts";
import type { Args, Rule } from "../../../schema/declaration.ts";
import { address, deviceName, flag, integer, integerOr, U32 } from "../../../schema/values.ts";
import { scalarAttribute } from "../attribute.ts";

/** A text in a link's info_data. */
export const textAt = (link: LiveLink, key: string): string | undefined => {
  const value = link.info[key];
  return typeof value === "string" ? value : undefined;
};

/** A number in a link's info_data; `ip` prints some of them as "0x…". */
export const numberAt = (link: LiveLink, key: string): number | undefined => {
  const value = link.info[key];
  return typeof value === "number" ? value : typeof value === "string" ? Number(value) : undefined;
};

/** An address in a link's info_data, canonical; "any" is none. */
export const addressAt = (link: LiveLink, key: string): string | undefined =>
  parseAddress(textAt(link, key) ?? "");

/** A GRE or VTI key in a link's info_data: `ip` prints it as a dotted quad. */
export const keyAt = (link: LiveLink, key: string): number | undefined => {
  const quad = textAt(link, key);
  return quad === undefined ? undefined : quadToNumber(quad);
};

/** An endpoint of the underlay. With `pinned`, what is at the other end is pinned at creation: see `moored`. */
export const endpoint = <Name extends "local" | "remote">(
  name: Name,
  family: Family,
  { pinned }: { pinned: boolean },
) => {
  const aspect = scalarAttribute(name, {
    schema: address(family)
      .optional()
      .describe(
        name === "local"
          ? "Underlay address of this end; by default any of the host's."
          : "Underlay address of the other end; by default any (point to multipoint).",
      ),
    print: (value) => [name, value],
    clear: [name, "any"],
    read: (link) => addressAt(link, name),
  });
  return pinned ? { ...aspect, replaces: remoteScopeIsFixed(name) } : aspect;
};

/** Whether an endpoint is any host, one host or a group. */
const remoteScope = (end: unknown) => {
  if (typeof end !== "string") return "any";
  return parseAddress(end) !== undefined && isMulticast(end) ? "group" : "one";
};

/**
 * The flags of a device that is not Ethernet stay as its first remote made them, and the kernel holds each change
 * against them: none from one reach to another, and with a group at the other end none of what tells tunnels apart.
 * (linux: ip_tunnel_changelink)
 */
const remoteScopeIsFixed = (name: string) => (before: Args, after: Args) => {
  if (remoteScope(before[name]) !== remoteScope(after[name])) return [name];
  if (remoteScope(after[name]) !== "group") return [];
  return ["local", "remote", "dev", "key", "ikey"].filter((key) => before[key] !== after[key]);
};

/** A trap of every kind whose `remote` is pinned, for the docs. */
export const MULTICAST_REMOTE_NOTE =
  "With a multicast group as `remote`, another `remote`, `local`, `dev` or key is another device too.";

export const ttl = () =>
  scalarAttribute("ttl", {
    schema: integerOr(0, 255, "inherit")
      .transform((value) => (value === 0 ? ("inherit" as const) : value))
      .default("inherit")
      .describe(
        "Time to live of the outer header; \"inherit\" copies the inner packet's. 0 is the kernel's word for inherit.",
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
        "Type of service (DSCP and ECN) of the outer header; \"inherit\" copies the inner packet's. 1 is the kernel's word for inherit.",
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
 * The underlay device. Always said again in a change: without it vti truncates its index, and xfrm,
 * whose device is `fixed`, takes it for another one.
 */
export const dev = ({ fixed = false } = {}) =>
  scalarAttribute("dev", {
    schema: deviceName()
      .optional()
      .describe("Underlay device that the tunnel is bound to; by default routing decides."),
    print: (value) => ["dev", value],
    read: (link) => textAt(link, "link") ?? link.dev,
    replace: (_before, after) => fixed || after === undefined, // there is no word for clearing it
  });

export const fwmark = () =>
  scalarAttribute("fwmark", {
    schema: integer(0, U32).default(0).describe("Firewall mark that outer packets are routed by."),
    print: (value) => ["fwmark", hex(value)],
    read: (link) => numberAt(link, "fwmark") ?? 0,
  });

/** Whether endpoints come with each packet (`external`, collect_md): then nothing else can be said. */
export const external = () =>
  scalarAttribute("external", {
    schema: flag()
      .default(false)
      .describe(
        "Endpoints and keys come with each packet from tc or routes (collect_md); excludes the other arguments.",
      ),
    print: (value) => (value ? ["external"] : []),
    read: (link) => link.info.external === true,
    replace: "always",
  });

/** Every combination of endpoints but "any to any", which is the kernel's fallback device. */
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

/** The endpoints in words, as uniqueness has them. */
export const endpoints = ({ local, remote, dev: device, external: outside }: Args): string =>
  outside === true
    ? "the one external device of its kind"
    : `the endpoints local ${local ?? "any"}, remote ${remote ?? "any"}${device === undefined ? "" : `, dev ${String(device)}`}`;
