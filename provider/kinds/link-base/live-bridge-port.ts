import type { PortFlags, PortVlans } from "../../iproute2/bridge-port-json.ts";
import type { LiveLink } from "../../iproute2/ip-json.ts";
import {
  type BridgePort,
  declaresVlans,
  type NumberOrRange,
  numbersOf,
  taggedVlans,
  vnisOf,
} from "./bridge-port-args.ts";
import { mappingRanges, rangesOf, rangeText } from "./bridge-port-vlans.ts";

export const PORT_FLAGS = ["learning", "flood", "neighSuppress", "isolated"] as const;

/** A range as an argument. */
const asArgument = (text: string): NumberOrRange => (text.includes("-") ? text : Number(text));
export const asArguments = (vlans: readonly number[]) => rangesOf(vlans).map(rangeText).map(asArgument);

/** The parts of declared ranges that are there, each range as it is declared if all of it is there. */
const present = (declared: readonly NumberOrRange[], isThere: (vlan: number) => boolean): NumberOrRange[] =>
  declared.flatMap((range) => {
    const all = numbersOf(range);
    return all.every(isThere) ? [range] : asArguments(all.filter(isThere));
  });

/** The VLAN without tags of a port: the declared one, or another one, or 0. */
function liveOwn(pvid: number, { members }: PortVlans): number {
  if (members.get(pvid) === "own") return pvid;
  return [...members].find(([, how]) => how === "own")?.[0] ?? 0;
}

/** The VLANs with tags, and after them those that a program must declare `vlans` to have. */
function liveTagged(declared: BridgePort, { members }: PortVlans, own: number): NumberOrRange[] | undefined {
  const { pvid, vlans } = declared;
  const known = new Set([...taggedVlans(declared), own, ...(pvid === undefined ? [] : [pvid])]);
  const isExtra = (how: string) => (how === "tagged" ? vlans !== undefined : pvid !== undefined);
  const extra = [...members].flatMap(([vlan, how]) => (isExtra(how) && !known.has(vlan) ? [vlan] : []));
  const all = [...present(vlans ?? [], (vlan) => members.get(vlan) === "tagged"), ...asArguments(extra)];
  return vlans === undefined && all.length === 0 ? undefined : all;
}

/** The VNIs of VLANs: the declared ones that the port has, and the others that it has. */
export function liveMappings(
  declared: NonNullable<BridgePort["vlanTunnel"]>,
  { vnis }: PortVlans,
): NonNullable<BridgePort["vlanTunnel"]> {
  const rest = new Map(vnis);
  const kept = declared.filter((range) => {
    const wanted = [...vnisOf({ vlanTunnel: [range] })];
    const isThere = wanted.every(([vlan, vni]) => vnis.get(vlan) === vni);
    if (isThere) for (const [vlan] of wanted) rest.delete(vlan);
    return isThere;
  });
  const others = mappingRanges(rest).map(({ vlan, vni }) => ({
    vlan: asArgument(vlan),
    vni: asArgument(vni),
  }));
  return [...kept, ...others];
}

/** The VLANs of a port by their arguments; the declared ones if the host was not asked. */
function liveVlans(declared: BridgePort, flags: PortFlags, live: PortVlans | undefined): BridgePort {
  const { pvid, vlans, vlanTunnel } = declared;
  if (!declaresVlans(declared)) return {};
  if (live === undefined)
    return {
      ...(pvid !== undefined && { pvid }),
      ...(vlans && { vlans }),
      ...(vlanTunnel && { vlanTunnel }),
    };
  const own = pvid === undefined ? 0 : liveOwn(pvid, live);
  const tagged = liveTagged(declared, live, own);
  return {
    ...(pvid === undefined ? {} : { pvid: own }),
    ...(tagged === undefined ? {} : { vlans: tagged }),
    ...(vlanTunnel === undefined || !flags.vlanTunnel ? {} : { vlanTunnel: liveMappings(vlanTunnel, live) }),
  };
}

/** The live values of the declared members of `bridgePort`. A device that is no port of a bridge has none. */
export function livePort(
  declared: BridgePort,
  { bridgePort: port }: LiveLink,
  vlans: PortVlans | undefined,
): BridgePort {
  if (port === undefined) return {};
  const flags = PORT_FLAGS.filter((name) => declared[name] !== undefined).map((name) => [name, port[name]]);
  return { ...Object.fromEntries(flags), ...liveVlans(declared, port, vlans) };
}
