import type { LiveLink, LiveRoute } from "../../iproute2/ip-json.ts";
import type { Args } from "../../schema/declaration.ts";
import { addressFromText, addressText, declaredKey, limitedKeys, liveKey } from "./address-args.ts";
import { contentOf } from "./addressing.ts";
import { type CommonArgs, type RouteValue, routeOf } from "./common-args.ts";
import { inVrf, type RouteInTable, tableOrVrf } from "./vrf.ts";

type DeclaredAddressing = Pick<CommonArgs, "addresses" | "routes" | "master">;

/**
 * Live values in the order and spelling of the declared ones, because only other differences count. `tableOfVrf` is the
 * table of the declared master, if that is a VRF.
 */
export function liveAddressing(
  live: LiveLink,
  routes: readonly LiveRoute[],
  declared: DeclaredAddressing,
  tableOfVrf?: number | undefined,
): Args {
  const texts = declared.addresses.map(addressText);
  const limited = limitedKeys(texts);
  const automatic = new Set(live.automaticAddresses.map((one) => liveKey(one, limited)));
  const addresses = [...live.addresses, ...texts.map(declaredKey).filter((one) => automatic.has(one))];
  const vrf = declared.master;
  const order = declared.routes.map(routeOf).map((one) => tableOrVrf(one, vrf));
  const present = routes.map((one) => inVrf(one, vrf, tableOfVrf));
  return {
    addresses: inOrderOf(texts, addresses, declaredKey, (one) => liveKey(one, limited)).map(addressFromText),
    routes: inOrderOf<RouteInTable>(order, present, contentOf, contentOf).map(asDeclared),
    up: live.up,
    ...(declared.master === undefined ? {} : { master: live.master }),
  };
}

/** A route as an argument: without its VRF, which is the link's, and as a prefix if it has nothing else. */
function asDeclared({ vrf: _, ...route }: RouteInTable): RouteValue | string {
  return Object.keys(route).every((key) => key === "to") ? route.to : route;
}

/** Live values in the order of the declared ones. A live value with the key of a declared one gets its spelling. */
function inOrderOf<T>(
  declared: readonly T[],
  live: readonly T[],
  declaredKeyOf: (value: T) => string,
  liveKeyOf: (value: T) => string,
): T[] {
  const [ordered, present] = [new Set(declared.map(declaredKeyOf)), new Set(live.map(liveKeyOf))];
  return [
    ...declared.filter((one) => present.has(declaredKeyOf(one))),
    ...live.filter((one) => !ordered.has(liveKeyOf(one))),
  ];
}
