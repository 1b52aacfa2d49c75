import type { LiveLink, LiveRoute } from "../../iproute2/ip-json.ts";
import { MAIN_TABLE } from "../../schema/routing-table.ts";
import { type RouteValue, routeKey } from "./common-args.ts";

/** A route, and the VRF whose table it is in if it has no `table`. */
export interface RouteInTable extends RouteValue {
  /** the name of the VRF */
  readonly vrf?: string | undefined;
}

/** A declared route of a link. A route without `table` is in the table of the link's VRF. */
export const tableOrVrf = (route: RouteValue, master: string | undefined): RouteInTable =>
  master === undefined || route.table !== undefined ? route : { ...route, vrf: master };

/** The table of a VRF. Undefined if the snapshot has no such VRF. */
export function vrfTable(links: readonly LiveLink[], name: string | undefined): number | undefined {
  const table = links.find((one) => one.name === name && one.kind === "vrf")?.info.table;
  return typeof table === "number" ? table : undefined;
}

/** A live route of a link in a VRF, in the terms of `tableOrVrf`. `table` is that of the VRF. */
export function inVrf(route: LiveRoute, vrf: string | undefined, table: number | undefined): RouteInTable {
  if (vrf === undefined) return route;
  const { table: own = MAIN_TABLE, ...rest } = route;
  return own === table ? { ...rest, vrf } : { ...rest, table: own };
}

/** The key that a route has on the host. */
export const keyInTable = (links: readonly LiveLink[], { vrf, ...route }: RouteInTable): string =>
  routeKey({ ...route, table: route.table ?? vrfTable(links, vrf) });
