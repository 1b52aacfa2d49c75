import * as pulumi from "@pulumi/pulumi";
import { familyOf, parsePrefix } from "../../provider/iproute2/address.ts";
import type { HostResourceArgs } from "../host-resource.ts";
import { Route, type RouteArgs } from "../routing/route.ts";
import type { LinkRouteArgs } from "./link-route.ts";

/** The arguments of a link that its routes without a device follow from. */
interface RoutesOfLink {
  routes?: pulumi.Input<pulumi.Input<string | LinkRouteArgs>[]> | undefined;
  master?: pulumi.Input<string> | undefined;
  adopt?: pulumi.Input<boolean> | undefined;
  persist?: HostResourceArgs["persist"] | undefined;
}

type DroppingType = Exclude<NonNullable<RouteArgs["type"]>, pulumi.Input<"unicast">>;

/** An entry of `routes` whose type the program knows, and is not "unicast". */
type DroppingRoute = LinkRouteArgs & { readonly type: DroppingType };

/** An entry, and its place in the arguments: `routes[1]`. */
interface Placed {
  readonly place: string;
  readonly entry: DroppingRoute;
}

const isInput = (value: unknown): boolean => pulumi.Output.isInstance(value) || value instanceof Promise;

/** Whether the program knows the members of an object while it runs. */
export const isPlain = <Value>(
  value: Value,
): value is Exclude<Value, pulumi.Output<unknown> | Promise<unknown>> & object =>
  typeof value === "object" && value !== null && !isInput(value);

const TYPES: readonly unknown[] = ["blackhole", "unreachable", "prohibit"];

const isDropping = (entry: unknown): entry is DroppingRoute =>
  isPlain(entry) && "type" in entry && TYPES.includes(entry.type);

/**
 * The arguments for the provider of a link: without the routes of another type than "unicast". The kernel keeps such a
 * route when the link goes, so each becomes a `Route`. A list or an entry that is an output stays, and the provider
 * refuses other types in it.
 */
export function withoutDroppingRoutes<Args extends { readonly routes?: unknown }>(args: Args): Args {
  const { routes } = args;
  if (!Array.isArray(routes) || !routes.some(isDropping)) return args;
  return { ...args, routes: routes.filter((entry) => !isDropping(entry)) };
}

/** The arguments of a `Route` beside its host, by the name of the resource. */
export type DroppingRoutes = ReadonlyMap<string, Omit<RouteArgs, "host">>;

/**
 * The routes of a link of another type than "unicast". Their names begin with that of the link, because Pulumi derives the
 * aliases of children from that.
 *
 * @throws pulumi.RunError if two of them would have the same name, or if the table of one is unknown
 */
export function droppingRoutes(link: string, args: RoutesOfLink): DroppingRoutes {
  const { routes, master, adopt, persist } = args;
  const all: readonly unknown[] = Array.isArray(routes) ? routes : [];
  const places = new Map<string, Placed>();
  for (const [at, entry] of all.entries()) {
    if (!isDropping(entry)) continue;
    const placed = { place: `routes[${at}]`, entry };
    const name = nameOf(link, entry);
    const fault = faultOf(placed, master) ?? sameName(placed, places.get(name));
    if (fault !== undefined) throw new pulumi.RunError(`${link}: ${fault}`);
    places.set(name, placed);
  }
  const common = { ...(adopt === undefined ? {} : { adopt }), ...(persist === undefined ? {} : { persist }) };
  return new Map([...places].map(([name, { entry }]) => [name, { ...entry, ...common }]));
}

/** Makes the resources. They are children of the link, or of its set, and depend on it. */
export function makeDroppingRoutes(
  routes: DroppingRoutes,
  host: HostResourceArgs["host"],
  parent: pulumi.Resource,
): void {
  for (const [name, route] of routes) new Route(name, { ...route, host }, { parent, dependsOn: parent });
}

/** The first value that only a route with a device or a gateway may lack. */
function faultOf({ place, entry: { to, type, table } }: Placed, master: unknown): string | undefined {
  if (to === "default")
    return `${place}.to: must be 0.0.0.0/0 or ::/0 for the type "${type}", because no gateway shows the family of "default"`;
  return master !== undefined && table === undefined
    ? `${place}.table: is required for the type "${type}" in a link with \`master\`, because the route has no device that is a port of the VRF. Give the table of the VRF, such as \`vrf.table\``
    : undefined;
}

function sameName({ place, entry }: Placed, other: Placed | undefined): string | undefined {
  if (other === undefined) return undefined;
  return isInput(entry.to)
    ? `${place}: needs another \`table\` or \`metric\` than ${other.place}, because only these name its resource where \`to\` is an output. Or declare a Route for each of them`
    : `${place}: has the destination, table and metric of ${other.place}`;
}

const MAIN_TABLE: readonly unknown[] = [254, "main"];
/** (linux: IP6_RT_PRIO_USER) */
const IPV6_METRIC = 1024;

/**
 * The name of the resource of a route, from what identifies the route on its host, because entries of the list may come and
 * go. `type` changes in place. Outputs and the kernel's defaults are not part of it. `::` separates the parts of a URN.
 * @example "to-fra-route-10.20.0.0/16-metric-4000"
 */
function nameOf(link: string, { to, table, metric }: DroppingRoute): string {
  const destination = typeof to === "string" ? (parsePrefix(to) ?? to) : "";
  const byDefault = familyOf(destination) === "inet6" ? IPV6_METRIC : 0;
  const isNamed = (value: unknown) => typeof value === "number" || typeof value === "string";
  return [
    ...[link, "route"],
    ...(destination === "" ? [] : [destination.replaceAll(":", "-")]),
    ...(isNamed(table) && !MAIN_TABLE.includes(table) ? ["table", table] : []),
    ...(isNamed(metric) && metric !== byDefault ? ["metric", metric] : []),
  ].join("-");
}
