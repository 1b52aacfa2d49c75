import { isDeepStrictEqual } from "node:util";
import { addressOf } from "../../provider/iproute2/address.ts";
import { pick } from "../../provider/lifecycle/arguments.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { crossed } from "../../sdk/components/crossed.ts";
import type { EthernetEndArgs } from "../../sdk/components/ends.ts";
import type { Discovered, Inventory } from "./inventory.ts";
import { type PortOfPair, portsOfPair } from "./pair-ports.ts";

/** Two links that are the ends of one tunnel, as the arguments of a `TunnelPair`. */
export interface Pair {
  readonly kind: string;
  readonly a: Discovered;
  readonly b: Discovered;
  /** the arguments of each end, without its host and device name */
  readonly ends: { readonly a: Args; readonly b: Args };
  /** the arguments that both ends share, from the side of `a` */
  readonly own: Args;
  /** the ports that the pair declares by itself */
  readonly ports: readonly PortOfPair[];
}

/** Whether an argument of an end is one of its link. The others are what the end is made of. */
const IS_OF_LINK: Readonly<Record<keyof EthernetEndArgs, boolean>> = {
  ...{ host: false, underlay: false, local: false, name: false, adopt: false, persist: false },
  ...{ addresses: true, routes: true, dev: true, fwmark: true, up: true, master: true },
  ...{ description: true, settings: true, addrGenMode: true, macAddress: true },
  ...{
    multicast: true,
    txQueueLength: true,
    bridgePort: true,
    clampMss: true,
    espOnly: true,
    linkNetns: true,
  },
};
/** Arguments that an end of a pair has by itself. */
const OF_END = Object.entries(IS_OF_LINK).flatMap(([key, isOfLink]) => (isOfLink ? [key] : []));
/** Arguments that a pair derives from its ends, or that it takes once. */
const DERIVED = ["name", "local", "remote", "mtu"];
/** Arguments of links that a pair does not take. */
const NOT_OF_PAIR = ["external", "remotes", "fdb", "vnis", "vnifilter"];
/** Kinds that no pair has. */
const WITHOUT_PAIR: readonly string[] = ["xfrm", "bridge", "vrf"];

const ownOf = ({ inputs }: Discovered): Args =>
  Object.fromEntries(
    Object.entries(inputs).filter(([key]) => !OF_END.includes(key) && !DERIVED.includes(key)),
  );

/** The underlay addresses of both ends, as each link has them. */
interface Underlays {
  readonly a: unknown;
  readonly b: unknown;
}

/** Finds the links of two hosts that are ends of one tunnel. Each link is in one pair at most. */
export function pairsBetween(one: Inventory, other: Inventory): Pair[] {
  const taken = new Set<Discovered>();
  return one.objects.flatMap((a) => {
    for (const b of other.objects) {
      const pair = taken.has(b) ? undefined : pairOf({ a, b }, one, other);
      if (pair === undefined) continue;
      taken.add(b);
      return [pair];
    }
    return [];
  });
}

function pairOf({ a, b }: { a: Discovered; b: Discovered }, one: Inventory, other: Inventory) {
  const { kind } = a;
  if (kind === undefined || WITHOUT_PAIR.includes(kind) || a.type !== b.type) return undefined;
  if ([a, b].some(({ inputs }) => NOT_OF_PAIR.some((key) => inputs[key] !== undefined))) return undefined;
  const own = ownOf(a);
  if (!isDeepStrictEqual(own, crossed(ownOf(b))) || a.inputs.mtu !== b.inputs.mtu) return undefined;
  const underlays = kind === "geneve" ? byAddress({ a, b }, one, other) : byEndpoints({ a, b });
  if (underlays === undefined) return undefined;
  const ports = portsOfPair(kind, own, [one, other]);
  if (ports === undefined) return undefined;
  const end = (link: Discovered, underlay: unknown) => ({ underlay, ...pick(link.inputs, OF_END) });
  const { mtu } = a.inputs;
  return {
    ...{ kind, a, b, ports },
    ends: { a: end(a, underlays.a), b: end(b, underlays.b) },
    own: { ...own, ...(mtu === undefined ? {} : { mtu }) },
  };
}

/** The `local` of each end is the `remote` of the other one. */
function byEndpoints({ a, b }: { a: Discovered; b: Discovered }): Underlays | undefined {
  const { local, remote } = a.inputs;
  const isPair = local !== undefined && local === b.inputs.remote && remote === b.inputs.local;
  return isPair && remote !== undefined ? { a: local, b: remote } : undefined;
}

/** The `remote` of each end is an address of the other host. */
function byAddress(
  { a, b }: { a: Discovered; b: Discovered },
  one: Inventory,
  other: Inventory,
): Underlays | undefined {
  const isOf = ({ addresses }: Inventory, address: unknown) =>
    addresses.some((cidr) => addressOf(cidr.split(" ")[0] ?? cidr) === address);
  const [underlayA, underlayB] = [b.inputs.remote, a.inputs.remote];
  return isOf(one, underlayA) && isOf(other, underlayB) ? { a: underlayA, b: underlayB } : undefined;
}
