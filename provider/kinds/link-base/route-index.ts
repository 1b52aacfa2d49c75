import type { LiveRoute } from "../../iproute2/ip-json.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import { routeKey } from "./common-args.ts";

/** The routes of a snapshot, indexed by device and by key. */
interface RouteIndex {
  readonly byDevice: ReadonlyMap<string, readonly LiveRoute[]>;
  /** names of the devices that have a route with a key */
  readonly holders: ReadonlyMap<string, ReadonlySet<string>>;
}

const indexes = new WeakMap<HostSnapshot["routes"], RouteIndex>();

/** The index of a snapshot's routes. It is built once for all links. */
function indexOf(routes: HostSnapshot["routes"]): RouteIndex {
  const known = indexes.get(routes) ?? buildIndex(routes);
  indexes.set(routes, known);
  return known;
}

function buildIndex(routes: HostSnapshot["routes"]): RouteIndex {
  const byDevice = new Map<string, LiveRoute[]>();
  const holders = new Map<string, Set<string>>();
  for (const { dev, route } of routes) {
    if (dev === undefined) continue;
    const through = byDevice.get(dev) ?? [];
    through.push(route);
    byDevice.set(dev, through);
    const key = routeKey(route);
    holders.set(key, (holders.get(key) ?? new Set()).add(dev));
  }
  return { byDevice, holders };
}

/** The routes through a device. */
export const routesThrough = ({ routes }: HostSnapshot, device: string): readonly LiveRoute[] =>
  indexOf(routes).byDevice.get(device) ?? [];

/** The names of the devices that have a route with a key. */
export const routeHolders = ({ routes }: HostSnapshot, key: string): ReadonlySet<string> =>
  indexOf(routes).holders.get(key) ?? new Set();
