import type { Membership, PortVlans } from "../../iproute2/bridge-port-json.ts";
import { type Command, tokens } from "../../iproute2/command.ts";
import { type BridgePort, LAST_VLAN, taggedVlans, vnisOf } from "./bridge-port-args.ts";

type Members = ReadonlyMap<number, Membership>;

/** The VLAN that the kernel gives a new port, unless the bridge has another one. (linux: br_vlan_init) */
export const DEFAULT_VLAN = 1;

/** The VLANs of a port with these arguments. `ownByDefault` is the VLAN that its bridge gives it, or 0. */
export function membersOf(port: BridgePort | undefined, ownByDefault: number = DEFAULT_VLAN): Members {
  const { pvid = ownByDefault, ...others } = port ?? {};
  const tagged = taggedVlans(others).map((one): [number, Membership] => [one, "tagged"]);
  return new Map<number, Membership>(pvid === 0 ? tagged : [...tagged, [pvid, "own"]]);
}

/** A change of a port's VLANs. */
export interface VlanChange {
  readonly before: BridgePort | undefined;
  readonly after: BridgePort | undefined;
  /** What the host has; undefined if it is not known. */
  readonly live: PortVlans | undefined;
  /** The VLAN that the bridge gives new ports, or 0; undefined if it is not known. */
  readonly ownByDefault: number | undefined;
}

/**
 * The VLANs that a port has after a change. The provider decides about the VLAN without tags if `pvid` is or was declared,
 * and about those with tags that are or were declared. All others stay.
 */
function membersAfter(old: Members, { before, after, ownByDefault }: VlanChange): Members {
  const decidesOwn = after?.pvid !== undefined || before?.pvid !== undefined;
  const isExact = after?.vlans !== undefined;
  const left = new Set(before === undefined ? [] : taggedVlans(before));
  const stays = ([vlan, how]: [number, Membership]) =>
    how === "tagged" ? !isExact && !left.has(vlan) : !decidesOwn;
  const wanted = membersOf(after, decidesOwn ? ownByDefault : 0);
  return new Map([...[...old].filter(stays), ...wanted]);
}

interface Range {
  readonly first: number;
  readonly last: number;
}

/** Numbers in ranges, without gaps and in their order. `mayJoin`: whether a number belongs to the range before it. */
export function rangesOf(numbers: readonly number[], mayJoin = (_number: number) => true): Range[] {
  const ranges: { first: number; last: number }[] = [];
  for (const one of numbers.toSorted((a, b) => a - b)) {
    const range = ranges.at(-1);
    if (range !== undefined && range.last === one - 1 && mayJoin(one)) range.last = one;
    else ranges.push({ first: one, last: one });
  }
  return ranges;
}

export const rangeText = ({ first, last }: Range): string =>
  first === last ? `${first}` : `${first}-${last}`;

const vlanCommand = (verb: "add" | "del", device: string, range: string, ...flags: string[]): Command =>
  tokens`bridge vlan ${verb} dev ${device} vid ${range} ${flags}`;

function additions(device: string, wanted: Members): Command[] {
  const those = (how: Membership) => [...wanted].flatMap(([vlan, one]) => (one === how ? [vlan] : []));
  return [
    ...rangesOf(those("tagged")).map((range) => vlanCommand("add", device, rangeText(range))),
    ...those("own").map((vlan) => vlanCommand("add", device, String(vlan), "pvid", "untagged")),
  ];
}

/** VLANs with their VNIs in ranges: successive VLANs with successive VNIs. */
export const mappingRanges = (vnis: ReadonlyMap<number, number>): { vlan: string; vni: string }[] =>
  rangesOf([...vnis.keys()], (vlan) => vnis.get(vlan) === (vnis.get(vlan - 1) ?? Number.NaN) + 1).map(
    ({ first, last }) => ({
      vlan: rangeText({ first, last }),
      vni: rangeText({ first: vnis.get(first) ?? 0, last: vnis.get(last) ?? 0 }),
    }),
  );

const mappingCommands = (verb: "add" | "del", device: string, vnis: ReadonlyMap<number, number>): Command[] =>
  mappingRanges(vnis).map(
    ({ vlan, vni }) => tokens`bridge vlan ${verb} dev ${device} vid ${vlan} tunnel_info id ${vni}`,
  );

/** The entries of a map that another one does not have with the same value. */
const without = <Value>(map: ReadonlyMap<number, Value>, other: ReadonlyMap<number, Value>) =>
  new Map([...map].filter(([key, value]) => other.get(key) !== value));

/** The commands that give a new port of a bridge its VLANs. The port has only the VLAN that its bridge gave it. */
export function vlansOfNewPort(device: string, port: BridgePort): Command[] {
  return [
    // The kernel ignores those that the port does not have
    ...(port.pvid === undefined ? [] : [vlanCommand("del", device, `1-${LAST_VLAN}`)]),
    ...additions(device, membersOf(port, 0)),
    ...mappingCommands("add", device, vnisOf(port)),
  ];
}

/**
 * The commands that change the VLANs of a port. A mapping goes before its VLAN, and comes after it, because the kernel keeps it
 * in the VLAN. The kernel drops all mappings of a port that no longer has the flag for them.
 */
export function vlanCommands(device: string, change: VlanChange): Command[] {
  const { before, after, live, ownByDefault } = change;
  const old = live?.members ?? membersOf(before, ownByDefault);
  const wanted = membersAfter(old, change);
  const oldVnis = live?.vnis ?? vnisOf(before ?? {});
  const vnis = after?.vlanTunnel === undefined ? undefined : vnisOf(after);
  const leaving = [...old.keys()].filter((vlan) => !wanted.has(vlan));
  return [
    ...(vnis === undefined ? [] : mappingCommands("del", device, without(oldVnis, vnis))),
    ...rangesOf(leaving).map((range) => vlanCommand("del", device, rangeText(range))),
    ...additions(device, without(wanted, old)),
    ...(vnis === undefined ? [] : mappingCommands("add", device, without(vnis, oldVnis))),
  ];
}
