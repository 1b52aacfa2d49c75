import { type HostValues, type Reference, type ReferenceSupport, tableKey } from "../../model/reference.ts";
import type { Args } from "../../schema/declaration.ts";
import { type CommonArgs, common } from "./common-args.ts";
import type { LinkKind } from "./link-kind.ts";
import { localReferences, withLocalAddress } from "./local-address.ts";

type Route = CommonArgs["routes"][number];

const nameIn = (route: Route): string | undefined =>
  typeof route === "object" && typeof route.table === "string" ? route.table : undefined;

function ofRoute(route: Route, index: number): Reference[] {
  const table = nameIn(route);
  return table === undefined ? [] : [{ argument: "routes", property: `routes[${index}].table`, table }];
}

function routeWith(route: Route, values: HostValues): Route {
  const number = values[tableKey(nameIn(route) ?? "")];
  return typeof route === "object" && number !== undefined ? { ...route, table: number } : route;
}

/** The tables of a link's routes and of a VRF, which may have names of the host, and the device that has the address of this end. */
export const linkReferences = (link: LinkKind): ReferenceSupport => ({
  of(args) {
    const { routes, table } = args as CommonArgs & { table?: unknown };
    return [
      ...(Array.isArray(routes) ? routes.flatMap(ofRoute) : []),
      ...(typeof table === "string" ? [{ argument: "table", property: "table", table }] : []),
      ...localReferences(link, args),
    ];
  },

  withValues(args: Args, values: HostValues): Args {
    if (Object.keys(values).length === 0) return args;
    const { routes } = common(args);
    const number = typeof args.table === "string" ? values[tableKey(args.table)] : undefined;
    return {
      ...withLocalAddress(link, args, values),
      ...(Array.isArray(routes) ? { routes: routes.map((one) => routeWith(one, values)) } : {}),
      ...(number === undefined ? {} : { table: number }),
    };
  },
});
