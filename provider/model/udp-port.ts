import { z } from "zod";
import type { Family } from "../iproute2/address.ts";
import type { LiveLink } from "../iproute2/ip-json.ts";
import { ownerIn } from "../iproute2/owner-alias.ts";
import { programAt } from "../iproute2/udp-sockets.ts";
import type { Claim } from "./claim.ts";
import type { HostSnapshot } from "./host-snapshot.ts";

/** The UDP port at which a device receives packets. Devices with the same `socket` share the port. */
export interface PortUse {
  readonly port: number;
  readonly families: readonly Family[];
  /** the socket that the device needs, in words: `VXLAN with external` */
  readonly socket: string;
}

const inWords = (family: Family) => (family === "inet" ? "IPv4" : "IPv6");
const at = (port: number, family: Family) => `the UDP port ${port} over ${inWords(family)}`;

/** The socket of a kind of device with these flags, in words. The order of the flags does not count. */
export const socketOf = (kind: string, flags: readonly string[]): string =>
  flags.length === 0 ? kind : `${kind} with ${flags.toSorted().join(" and ")}`;

/** The claims of a device on its port. */
export const portClaims = ({ port, families, socket }: PortUse): Claim[] =>
  families.map((family) => ({ property: "port", udpPort: at(port, family), socket }));

/** The flags that distinguish sockets of VXLAN devices, by iproute2's name. (linux: VXLAN_F_RCV_FLAGS) */
const VXLAN_FLAGS: Readonly<Record<string, string>> = {
  ...{ external: "external", gbp: "gbp", gpe: "gpe", vnifilter: "vnifilter" },
  ...{ udp_zero_csum6_rx: "udp6ZeroCsumRx", remcsum_rx: "remcsumrx" },
};

/** The port that a live device holds; undefined if it holds none, or if `ip` does not print it. */
function portUseOf({ kind, up, info }: LiveLink): PortUse | undefined {
  const { port, external } = info;
  if (!up || typeof port !== "number" || (kind !== "vxlan" && kind !== "geneve")) return undefined;
  const isOver6 = ["remote6", "group6", "local6"].some((key) => info[key] !== undefined);
  const families: Family[] = external === true ? ["inet", "inet6"] : isOver6 ? ["inet6"] : ["inet"];
  const names = Object.entries(kind === "vxlan" ? VXLAN_FLAGS : { external: "external" });
  const flags = names.flatMap(([key, flag]) => (info[key] === true ? [flag] : []));
  return { port, families, socket: socketOf(kind.toUpperCase(), flags) };
}

const fouPort = z.object({ port: z.number(), family: z.enum(["inet", "inet6"]), gue: z.unknown() });

/** The sections that `portHolder` reads. */
export const PORT_SECTIONS = ["links", "fou", "udp"] as const;

/** Names what holds the port of a device in another way: a device, a FOU port or a program. */
export function portHolder(snapshot: HostSnapshot, name: string, use: PortUse): string | undefined {
  const device = snapshot.links.find((one) => one.name !== name && excludes(portUseOf(one), use));
  if (device !== undefined) {
    const owner = ownerIn(device.alias);
    const whose = owner === undefined ? "" : `, which belongs to ${owner}`;
    return `${device.name}${whose}, holds the UDP port ${use.port} for ${portUseOf(device)?.socket}, and ${use.socket} needs another port`;
  }
  const ports = (snapshot.sections.fou ?? []).flatMap((one) => fouPort.safeParse(one).data ?? []);
  const fou = ports.find(({ port, family }) => port === use.port && use.families.includes(family));
  if (fou !== undefined)
    return `${at(fou.port, fou.family)} is open for ${fou.gue === undefined ? "FOU" : "GUE"} already`;
  const program = programAt(use.port, snapshot.sections.udp);
  return program && `the UDP port ${use.port} is held by ${program}`;
}

const excludes = (one: PortUse | undefined, other: PortUse): boolean =>
  one !== undefined &&
  one.port === other.port &&
  one.socket !== other.socket &&
  one.families.some((family) => other.families.includes(family));
