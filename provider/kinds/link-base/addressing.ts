import { isDeepStrictEqual } from "node:util";
import { familyOf } from "../../iproute2/address.ts";
import type { Command } from "../../iproute2/command.ts";
import type { LiveLink, LiveRoute } from "../../iproute2/ip-json.ts";
import { GROUP } from "../../iproute2/owner-alias.ts";
import type { Dump } from "../../model/host-snapshot.ts";
import { type RouteValue, routeOf } from "./common-args.ts";

type Route = string | RouteValue;

/** What the kernel gives a route that names no metric. */
export const metricByDefault = (to: string) => (familyOf(to) === "inet6" ? 1024 : 0);

/** A route as one word to compare by: what the kernel takes as the same entry. */
const slot = ({ to, metric = metricByDefault(to), table = 254 }: RouteValue) => `${to} ${metric} ${table}`;

type Verb = "add" | "append" | "replace" | "del";

export function routeCommand(verb: Verb, route: RouteValue, device: string): Command {
  const { to, via, metric, table, advmss } = route;
  const next = via === undefined ? [] : ["via", via];
  const rest = [
    ...(metric === undefined ? [] : ["metric", String(metric)]),
    ...(table === undefined ? [] : ["table", String(table)]),
  ];
  if (verb === "del") return ["route", "del", to, ...next, "dev", device, ...rest];
  const size = advmss === undefined ? [] : ["advmss", String(advmss)];
  // `static`: what an administrator set up, which no routing daemon takes for its own
  return ["route", verb, to, ...next, "dev", device, "proto", "static", ...rest, ...size];
}

/** How a device's addresses and routes get from one declaration to another. */
export interface Traffic {
  readonly addresses: readonly string[];
  readonly routes: readonly Route[];
  readonly up: boolean;
}

/**
 * How a new route comes in. One that moves from one link of ours to another in the same deployment may come before it
 * goes: then it waits behind the other, which is about to go. What anybody else has is never pushed aside or shadowed.
 */
export function comes(route: RouteValue, device: string, dump: Dump | undefined): "add" | "append" {
  const ours = new Set(dump?.links.filter(({ group }) => group === GROUP).map(({ name }) => name));
  const held = dump?.routes.some(
    (one) => one.dev !== device && ours.has(one.dev ?? "") && slot(one.route) === slot(route),
  );
  return held === true ? "append" : "add";
}

/**
 * The commands, in the one order that loses nothing: routes go while what they hang on is there; addresses are
 * removed before others come, since the kernel removes the secondary addresses of a subnet with its primary one;
 * whatever the kernel may have dropped on the way (IPv6 addresses of a link set down, routes of a link that lost
 * its last address) is put back at the end.
 */
export function trafficCommands(before: Traffic, after: Traffic, device: string, dump?: Dump): Command[] {
  const [oldRoutes, newRoutes] = [before.routes.map(routeOf), after.routes.map(routeOf)];
  const flipped = before.up !== after.up;
  const dropped = before.addresses.filter((one) => !after.addresses.includes(one));
  const shaken = flipped || dropped.length > 0;
  const addresses = after.addresses.filter((one) => shaken || !before.addresses.includes(one));
  const goneRoutes = oldRoutes.filter((one) => !newRoutes.some((other) => slot(other) === slot(one)));
  const routes = newRoutes.flatMap((one) => {
    const old = oldRoutes.find((other) => slot(other) === slot(one));
    if (old === undefined) return [routeCommand(comes(one, device, dump), one, device)];
    return shaken || !isDeepStrictEqual(old, one) ? [routeCommand("replace", one, device)] : [];
  });
  return [
    ...(before.up ? goneRoutes.map((one) => routeCommand("del", one, device)) : []),
    ...dropped.map((one) => ["addr", "del", one, "dev", device]),
    ...(flipped ? [["link", "set", "dev", device, after.up ? "up" : "down"]] : []),
    ...addresses.map((one) => ["addr", "replace", one, "dev", device]),
    ...(after.up ? routes : []),
  ];
}

/** Live values in the order and the spelling of the declared ones, so that only true differences differ. */
export function liveTraffic(live: LiveLink, routes: readonly LiveRoute[], declared: Traffic): Traffic {
  const asked = declared.addresses.filter((one) => live.kernelMade.includes(one));
  return {
    addresses: inOrderOf(declared.addresses, [...live.addresses, ...asked]),
    routes: inOrderOf(declared.routes.map(routeOf), routes.map(dropDefaults(declared))).map(shorten),
    up: live.up,
  };
}

const shorten = (route: RouteValue): Route =>
  Object.keys(route).every((key) => key === "to") ? route.to : route;

/** A metric or table that was declared in so many words although it is the kernel's default stays as declared. */
const dropDefaults =
  (declared: Traffic) =>
  (route: LiveRoute): RouteValue => {
    const twin = declared.routes.map(routeOf).find((one) => one.to === route.to && fits(one, route));
    return twin ?? route;
  };

function fits(declared: RouteValue, live: LiveRoute): boolean {
  const byDefault = metricByDefault(declared.to);
  return (
    declared.via === live.via &&
    declared.advmss === live.advmss &&
    (declared.metric ?? byDefault) === (live.metric ?? byDefault) &&
    (declared.table ?? 254) === (live.table ?? 254)
  );
}

function inOrderOf<T>(order: readonly T[], values: readonly T[]): T[] {
  const known = order.filter((one) => values.some((value) => isDeepStrictEqual(value, one)));
  const others = values.filter((value) => !order.some((one) => isDeepStrictEqual(value, one)));
  return [...known, ...others];
}
