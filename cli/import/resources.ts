import { keptDeviceName } from "../../provider/iproute2/device-name.ts";
import type { Discovered, Inventory } from "./inventory.ts";
import { type Pair, pairsBetween } from "./pairs.ts";
import { type Subnets, subnetsOf } from "./sites.ts";

/** A `TunnelPair` of the program, whose links are children; with `subnets` a `SiteToSite`, whose child is the pair. */
export interface PairResource {
  readonly name: string;
  readonly pair: Pair;
  readonly subnets: Subnets | undefined;
}

/** A resource of the program, without a parent. */
export interface SingleResource {
  readonly name: string;
  readonly object: Discovered;
}

/** Everything that the program declares. */
export interface Resources {
  readonly pairs: readonly PairResource[];
  readonly singles: readonly SingleResource[];
  /** Resources that pairs declare by themselves: their links and ports. */
  readonly implied: readonly (SingleResource & { readonly parent?: string })[];
}

/** The resources for the objects of hosts. Ends that belong together become one `TunnelPair` or `SiteToSite`. */
export function resourcesOf(inventories: readonly Inventory[]): Resources {
  const found = inventories.flatMap((one, index) =>
    inventories.slice(index + 1).flatMap((other) => pairsBetween(one, other)),
  );
  const all = withoutDuplicates(found);
  const names = new Names();
  const pairs = all.map((pair) => ({
    ...{ name: names.free(nameOfPair(pair)), pair },
    subnets: subnetsOf(pair, inventories),
  }));
  const links = pairs.flatMap((one) => {
    const { name, pair } = one;
    return [
      { name: `${name}-a`, object: pair.a, parent: idOfPair(one) },
      { name: `${name}-b`, object: pair.b, parent: idOfPair(one) },
    ];
  });
  const ports = all.flatMap((pair) =>
    pair.ports.map(({ resource, port }) => ({ name: resource, object: port })),
  );
  const implied = [...links, ...new Map(ports.map((one) => [one.object, one])).values()];
  for (const { name } of implied) names.take(name);
  const covered = new Set(implied.map(({ object }) => object));
  const singles = inventories
    .flatMap(({ objects }) => objects)
    .filter((object) => !covered.has(object))
    .map((object) => ({ name: names.free(...nameOfSingle(object)), object }));
  return { pairs, singles, implied };
}

/** The name of a pair in the import file, where each component needs a name of its own. */
export const idOfPair = ({ name, subnets }: PairResource): string =>
  subnets === undefined ? name : `${name}-pair`;

/** Pairs of which no two have a link in common. */
function withoutDuplicates(pairs: readonly Pair[]): Pair[] {
  const taken = new Set<Discovered>();
  return pairs.filter(({ a, b }) => {
    if (taken.has(a) || taken.has(b)) return false;
    taken.add(a).add(b);
    return true;
  });
}

/** Names of resources, each of them once. */
class Names {
  readonly #taken = new Set<string>();

  take(name: string): string {
    this.#taken.add(name);
    return name;
  }

  /** The first of these names that is free, or the last one with a number. */
  free(...names: readonly string[]): string {
    const last = names.at(-1) ?? "link";
    const numbered = Array.from({ length: this.#taken.size + 1 }, (_, index) => `${last}-${index + 2}`);
    const free = [...names, ...numbered].find((name) => !this.#taken.has(name)) ?? last;
    return this.take(free);
  }
}

/** The common name of both devices, without the letter of each end: `tun0`, or `ams-fra` of `ams-fra-a` and `ams-fra-b`. */
function nameOfPair({ a, b }: Pair): string {
  if (a.name === b.name) return a.name;
  const stem = a.name.replace(/[-_.]a$/, "");
  return stem !== a.name && stem === b.name.replace(/[-_.]b$/, "") ? stem : `${a.name}-${b.name}`;
}

const plain = (text: string) => text.replace(/[^A-Za-z0-9_.]+/g, "-");

function nameOfSingle({ place, name, kind }: Discovered): readonly string[] {
  const withHost = `${place.label}-${plain(name)}`;
  return kind === undefined ? [withHost] : [name, withHost];
}

/** Whether the class derives this device name from the name of the resource, so that the program need not have it. */
export const isDerivedName = (device: string, resource: string): boolean =>
  keptDeviceName(undefined, resource) === device;
