import { optional, tokens } from "../../../iproute2/command.ts";
import { ALL_ZERO_MAC, type FdbEntry, readFdb } from "../../../iproute2/fdb-json.ts";
import type { HostSnapshot } from "../../../model/host-snapshot.ts";
import type { Args } from "../../../schema/declaration.ts";
import type { DeviceTable, TableChanges } from "../attribute.ts";
import { fdbImport } from "./fdb-import.ts";

/** A declared forwarding entry. */
export interface Entry {
  readonly mac: string;
  readonly dst: string;
  readonly via?: string | undefined;
  readonly vni?: number | undefined;
}

interface Declared {
  readonly remotes: readonly string[];
  readonly fdb: readonly Entry[];
  readonly vni?: number | undefined;
}

/** The arguments of a link that declare its entries. */
export function declaredIn(args: Args): Declared {
  const { remotes = [], fdb = [], vni } = args as Partial<Declared>;
  return { remotes, fdb, vni };
}

/** The entry of one of `remotes`: for unknown destinations and broadcasts. */
const ofRemote = (dst: string): Entry => ({ mac: ALL_ZERO_MAC, dst });

/** The declared entries of a link. */
export const entriesOf = (args: Args): Entry[] => {
  const { remotes, fdb } = declaredIn(args);
  return [...remotes.map(ofRemote), ...fdb];
};

/** The values that identify an entry. The kernel does not show a VNI that is the device's own. */
export const keyOf = ({ mac, dst, via, vni }: Entry, own: number | undefined): string =>
  `${mac} ${dst} ${via ?? ""} ${vni ?? own}`;

/** Whether the kernel keeps several destinations for a MAC address. It does so for broadcasts and groups. */
export const hasSeveral = (mac: string): boolean =>
  mac === ALL_ZERO_MAC || Number.parseInt(mac.slice(0, 2), 16) % 2 === 1;

/** The first underlay address of the entries; undefined if there is none. */
export const firstDestination = (args: Args): string | undefined => entriesOf(args)[0]?.dst;

/** The live entries of a device; undefined if the snapshot has none of this device. */
const liveEntries = (device: string, { sections }: HostSnapshot): readonly FdbEntry[] | undefined =>
  sections.fdb?.[device];

function changes(
  device: string,
  before: Args,
  after: Args,
  snapshot: HostSnapshot | undefined,
): TableChanges {
  const [old, wanted] = [before, after].map(
    (args) => new Map(entriesOf(args).map((one) => [keyOf(one, declaredIn(args).vni), one])),
  ) as [Map<string, Entry>, Map<string, Entry>];
  const live = snapshot && liveEntries(device, snapshot);
  const isOld = (mac: string) => [...old.values()].some((one) => one.mac === mac);
  // The link learns addresses, and an operator may have changed an entry. An entry of a daemon stays
  const isReplaceable = (mac: string) => live?.some((one) => one.mac === mac && !one.isOfDaemon) === true;
  const verb = (mac: string) =>
    hasSeveral(mac) ? "append" : isOld(mac) || isReplaceable(mac) ? "replace" : "add";
  const isLive = (key: string, args: Args) =>
    live?.some((one) => one.isStatic && keyOf(one, declaredIn(args).vni) === key);
  const added = [...wanted].filter(([key]) => !old.has(key) && isLive(key, after) !== true);
  const replaced = new Set(added.map(([, { mac }]) => mac).filter((mac) => !hasSeveral(mac)));
  const removed = [...old].filter(
    ([key, { mac }]) => !wanted.has(key) && !replaced.has(mac) && isLive(key, before) !== false,
  );
  const words = ({ mac, dst, via, vni }: Entry) =>
    tokens`${mac} dev ${device} dst ${dst} ${optional("vni", vni)} ${optional("via", via)}`;
  return {
    removals: removed.map(([, one]) => tokens`bridge fdb del ${words(one)}`),
    additions: added.map(([, one]) => tokens`bridge fdb ${verb(one.mac)} ${words(one)}`),
  };
}

/** The forwarding entries of a device. Entries that the program does not declare stay as they are. */
export const fdbTable: DeviceTable = {
  isDeclared: (args) => entriesOf(args).length > 0,
  importing: fdbImport,
  changes,
  shows: (device) => [tokens`bridge fdb show dev ${device}`],
  sections: (device) => [`fdb:${device}`],
  parse: (device, [shown]) => ({ fdb: { [device]: readFdb(shown) } }),
  read(device, snapshot, declared) {
    const { remotes, fdb, vni } = declaredIn(declared);
    const live = liveEntries(device, snapshot);
    if (live === undefined) return { remotes, fdb };
    const keys = new Set(live.filter((one) => one.isStatic).map((one) => keyOf(one, vni)));
    return {
      remotes: remotes.filter((dst) => keys.has(keyOf(ofRemote(dst), vni))),
      fdb: fdb.filter((one) => keys.has(keyOf(one, vni))),
    };
  },
};
