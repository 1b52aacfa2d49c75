import { contains } from "../../provider/iproute2/address.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import type { Inventory } from "./inventory.ts";
import type { Pair } from "./pairs.ts";

/** The subnets behind the ends of a pair, as the arguments of a `SiteToSite`. */
export interface Subnets {
  readonly a: readonly string[];
  readonly b: readonly string[];
}

/**
 * The subnets behind both ends, if the routes of each end are those of a `SiteToSite`: each is the prefix of a subnet in
 * which the other host has an address, and has neither a gateway nor another value. Undefined for any other pair.
 */
export function subnetsOf(pair: Pair, inventories: readonly Inventory[]): Subnets | undefined {
  const behind = (far: "a" | "b", routes: unknown): string[] | undefined => {
    const addresses = addressesBeside(pair, far, inventories);
    const prefixes = Array.isArray(routes) ? (routes as unknown[]).map(plainPrefix) : [];
    return prefixes.length > 0 && prefixes.every((one) => one !== undefined && holdsOne(one, addresses))
      ? (prefixes as string[])
      : undefined;
  };
  const b = behind("b", pair.ends.a.routes);
  const a = behind("a", pair.ends.b.routes);
  return a === undefined || b === undefined ? undefined : { a, b };
}

const holdsOne = (prefix: string, addresses: readonly string[]) =>
  addresses.some((address) => contains(prefix, address));

/** The prefix of a route that has nothing but its prefix. */
function plainPrefix(route: unknown): string | undefined {
  if (typeof route === "string") return route;
  const { to, ...rest } = (route ?? {}) as Args;
  return typeof to === "string" && Object.keys(rest).length === 0 ? to : undefined;
}

/** The addresses of a host beside those of the link itself. */
function addressesBeside(pair: Pair, side: "a" | "b", inventories: readonly Inventory[]): readonly string[] {
  const { place } = pair[side];
  const own = pair.ends[side].addresses;
  const ofLink = Array.isArray(own) ? (own as unknown[]) : [];
  const all = inventories.find((one) => one.place === place)?.addresses ?? [];
  return all.filter((one) => !ofLink.includes(one));
}
