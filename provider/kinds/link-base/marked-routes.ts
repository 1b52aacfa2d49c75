import { fibRouteInWords, type LiveFibRoute, ROUTE_PROTOCOL } from "../../iproute2/fib-json.ts";
import { isOfSameStack, ownerIn } from "../../iproute2/owner-alias.ts";
import { type HostSnapshot, markerIn } from "../../model/host-snapshot.ts";
import { markerName, ownerByMarker } from "../../model/ownership-marker.ts";
import { MAIN_TABLE } from "../../schema/routing-table.ts";
import { metricByDefault } from "./common-args.ts";
import type { RouteInTable } from "./vrf.ts";

/** What identifies a route on a host. The kernel has one route for each key, apart from appended ones. */
export interface FibKey {
  readonly to: string;
  readonly table: number | string;
  readonly metric: number;
}

/** The marker that has the owner of a Route. */
export const routeMarker = ({ to, table, metric }: FibKey): string => markerName("route", to, table, metric);

export const isOfKey =
  ({ to, table, metric }: FibKey) =>
  (one: LiveFibRoute): boolean =>
    one.to === to && one.table === table && one.metric === metric;

/** A route with its owner, for messages. */
export function routeWithOwner(snapshot: HostSnapshot, route: LiveFibRoute): string {
  const owner = route.protocol === ROUTE_PROTOCOL ? ownerByMarker(snapshot, routeMarker(route)) : undefined;
  const whose = owner === undefined ? "has no marker of this provider" : `belongs to ${owner}`;
  return `\`${fibRouteInWords(route)}\`, which ${whose}`;
}

/** The route without a device that has the key of a link's route. The kernel finds no such route by a device. */
export function droppingRoute(
  { sections }: HostSnapshot,
  { to, table = MAIN_TABLE, metric = metricByDefault(to), vrf }: RouteInTable,
): LiveFibRoute | undefined {
  if (vrf !== undefined) return undefined;
  return sections.fib?.filter(isOfKey({ to, table, metric })).find(({ nexthops }) => nexthops.length === 0);
}

/**
 * Whether that route was made from an entry of this link's own `routes`, which had another type at the last run. The same
 * run removes it after the link's route is added. The class gives it the link's name with "-route-" (sdk/links/dropping-routes.ts).
 */
export function isFormerEntry(snapshot: HostSnapshot, route: RouteInTable, ownerAlias: string): boolean {
  const live = droppingRoute(snapshot, route);
  const alias = live?.protocol === ROUTE_PROTOCOL ? markerIn(snapshot, routeMarker(live))?.alias : undefined;
  if (alias === undefined || !isOfSameStack(alias, ownerAlias)) return false;
  return ownerIn(alias)?.startsWith(`${ownerIn(ownerAlias)}-route-`) === true;
}
