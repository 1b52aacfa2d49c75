import type { Args } from "../../provider/schema/declaration.ts";
import type { Discovered, Inventory } from "./inventory.ts";
import type { Place } from "./place.ts";

/** A FOU or GUE port that a `TunnelPair` with `encap` declares by itself. */
export interface PortOfPair {
  /** the name that the component gives the resource */
  readonly resource: string;
  readonly port: Discovered;
}

interface Encap {
  readonly type: string;
  readonly dport: number;
}

/** The protocol that a FOU port has to decode for a pair. A tunnel over IPv6 needs a mode that names it. */
function protocolOf(kind: string, mode: unknown): string | undefined {
  if (kind === "ip6tnl") return { ipip6: "ipip", ip6ip6: "sit" }[String(mode)];
  return /gre|erspan/.test(kind) ? "gre" : kind;
}

/**
 * The ports of a pair's ends that exist. Undefined if the pair could not declare them as they are: a FOU port for another
 * protocol, or a port of one address only.
 */
export function portsOfPair(
  kind: string,
  { encap, mode }: Args,
  inventories: readonly Inventory[],
): PortOfPair[] | undefined {
  if (encap === undefined) return [];
  const { type, dport } = encap as Encap;
  const protocol = type === "fou" ? protocolOf(kind, mode) : undefined;
  if (type === "fou" && protocol === undefined) return undefined;
  const family = kind.startsWith("ip6") ? "inet6" : "inet";
  const wanted = { family, port: dport, ...(protocol === undefined ? { gue: true } : { protocol }) };
  const ports = inventories.flatMap(({ place, objects }) =>
    objects
      .filter((one) => one.type === "FouPort" && one.inputs.port === dport && one.inputs.family === family)
      .map((port) => ({ resource: nameOfPort(place, wanted), port })),
  );
  const isAsWanted = ({ port: { inputs } }: PortOfPair) =>
    Object.keys({ ...inputs, ...wanted }).every((key) => inputs[key] === (wanted as Args)[key]);
  return ports.every(isAsWanted) ? ports : undefined;
}

/** The name of a shared port (sdk/components/shared-ports.ts). */
function nameOfPort({ host: { connection, netns } }: Place, wanted: Args): string {
  const { host, port = 22 } = connection;
  const place = [host, ...(port === 22 ? [] : [port]), ...(netns === undefined ? [] : [netns])].join("-");
  const what = wanted.protocol === undefined ? "gue" : `fou-${String(wanted.protocol)}`;
  return `${place}-${what}-${wanted.family === "inet6" ? "v6-" : ""}${String(wanted.port)}`;
}
