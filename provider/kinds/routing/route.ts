import { isDeepStrictEqual } from "node:util";
import { familyOf } from "../../iproute2/address.ts";
import { type Command, optional, tokens } from "../../iproute2/command.ts";
import { causeOf } from "../../iproute2/errors.ts";
import { type LiveFibRoute, type NextHop, ROUTE_PROTOCOL } from "../../iproute2/fib-json.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import type { Operation } from "../../model/operation.ts";
import { ownerAliasOf } from "../../model/ownership.ts";
import type { Importable } from "../../model/resource-kind.ts";
import type { Args } from "../../schema/declaration.ts";
import { MAIN_TABLE } from "../../schema/routing-table.ts";
import { holdsUnknown } from "../../schema/unknown-value.ts";
import { routeInWords } from "../link-base/claims.ts";
import { metricByDefault } from "../link-base/common-args.ts";
import { isOfKey, routeMarker, routeWithOwner } from "../link-base/marked-routes.ts";
import { ofReplacedDevices } from "../link-base/replaced-device.ts";
import { defined } from "../shared/defined.ts";
import { nameWith } from "../shared/import-name.ts";
import { markedKind } from "../shared/marked-kind.ts";
import { tableReference } from "../shared/table-reference.ts";
import {
  keyOf,
  nexthopsOf,
  type RouteArgs,
  routeRules,
  routeSchema,
  withDefaultPrefix,
} from "./route-args.ts";

/** The protocol of routes that an operator adds by hand: boot. */
const BY_HAND = 3;

const markerOf = (args: RouteArgs): string => routeMarker(keyOf(args));

/** What changes in place. */
const contentOf = (args: RouteArgs) => {
  const { type, src, mtu, advmss } = args;
  return { type, src, mtu, advmss, nexthops: nexthopsOf(args) };
};

const hasSameContent = (one: RouteArgs, other: RouteArgs) =>
  isDeepStrictEqual(contentOf(one), contentOf(other));

const hopTokens = ({ via, dev, onlink }: NextHop): Command =>
  tokens`${optional("via", via)} ${optional("dev", dev)} ${onlink ? "onlink" : undefined}`;

/**
 * A route in the words of ip. All words also stand in a deletion, so that it removes exactly this route. The metric is one
 * of them, because a deletion without it removes the route with the lowest metric. A metric of 0 cannot be given, but no
 * other one is lower.
 */
function routeTokens(args: RouteArgs, protocol: number): Command {
  const { to, type, table, src, mtu, advmss } = args;
  const metric = keyOf(args).metric || undefined;
  const hops = nexthopsOf(args);
  const [only] = hops.length === 1 ? hops : [];
  const several = only === undefined ? hops : [];
  return tokens`${type === "unicast" ? undefined : type} ${to} ${only === undefined ? [] : hopTokens(only)}
    proto ${protocol} ${optional("metric", metric)} ${optional("table", table)} ${optional("src", src)}
    ${optional("mtu", mtu)} ${optional("advmss", advmss)}
    ${several.flatMap((hop) => tokens`nexthop ${hopTokens(hop)} weight ${hop.weight}`)}`;
}

const command = (verb: "add" | "append" | "replace", args: RouteArgs): Command =>
  tokens`route ${verb} ${routeTokens(args, ROUTE_PROTOCOL)}`;

const del = (args: RouteArgs, { protocol = ROUTE_PROTOCOL }: Args): Command =>
  tokens`route del ${routeTokens(args, Number(protocol))}`;

/**
 * Puts one route in place of another with the same key. Neither command touches a route that differs from the old one.
 * IPv4 has the new route behind the old one before that one goes, so no packet goes astray. The kernel would merge two
 * IPv6 routes with gateways, so the old one goes first.
 */
function exchange(before: RouteArgs, after: RouteArgs, live: Args): Pick<Operation, "commands" | "undo"> {
  return familyOf(after.to) === "inet"
    ? { commands: [command("append", after), del(before, live)], undo: [del(after, {})] }
    : { commands: [del(before, live), command("add", after)], undo: [command("add", before)] };
}

/** The route of the host that has the declared key. One that an operator added in place of ours is a change of ours. */
function findRoute(snapshot: HostSnapshot, declared: RouteArgs, isOurs: boolean): LiveFibRoute | undefined {
  const same = (snapshot.sections.fib ?? []).filter(isOfKey(keyOf(declared))).filter((one) => !one.isOther);
  const own = same.find(({ protocol }) => protocol === ROUTE_PROTOCOL);
  return own ?? same.find(({ protocol }) => !isOurs || protocol === BY_HAND);
}

/**
 * The declared next hops if the live ones are the same, else the live ones. The kernel adds the device of a gateway that
 * was declared without one. The order counts, because a deletion must name the next hops in it. (linux: fib_nh_match)
 */
function inDeclaredForm(declared: readonly NextHop[], live: readonly NextHop[]): readonly NextHop[] {
  const inForm = live.map((hop, index) => {
    const { dev: _, ...withoutDev } = hop;
    const wanted = declared[index];
    return wanted?.via !== undefined && wanted.dev === undefined ? withoutDev : hop;
  });
  return isDeepStrictEqual(inForm, declared) ? declared : live;
}

/** The live next hops as arguments: like the declared ones, as a list or as `via` and `dev`. */
function hopArguments(declared: RouteArgs, live: readonly NextHop[]): Args {
  const hops = inDeclaredForm(nexthopsOf(declared), live);
  const [only] = hops;
  if (only === undefined) return { onlink: false };
  if (declared.nexthops !== undefined || hops.length > 1 || only.weight !== 1)
    return { nexthops: hops, onlink: false };
  return defined({ via: only.via, dev: only.dev, onlink: only.onlink });
}

/** A route as an import finds it. The import of a link has the routes that have it as their only next hop. */
function importable({ to, table, metric, nexthops }: LiveFibRoute): Importable {
  const devices = nexthops.flatMap(({ dev }) => dev ?? []);
  const [only] = nexthops.length === 1 ? devices : [];
  return {
    name: nameWith(`route:${to}`, {
      table: table === MAIN_TABLE ? undefined : table,
      metric: metric === metricByDefault(to) ? undefined : metric,
    }),
    args: {
      to,
      ...(table === MAIN_TABLE ? {} : { table }),
      ...(metric === metricByDefault(to) ? {} : { metric }),
    },
    ...(nexthops.length === 0 ? {} : { devices }),
    ...(only === undefined ? {} : { partOf: only }),
  };
}

/** A route, over one next hop or several. (linux: net/ipv4/fib_trie.c, net/ipv6/route.c; iproute2: ip/iproute.c) */
export const route = markedKind<RouteArgs>({
  type: "Route",
  schema: routeSchema,
  rules: routeRules,
  label: "route with this destination, table and metric",
  sections: ["fib"],
  conflictSectionsOf: (args) => [`holder:${Number(keyOf(args).table)}:${args.to}`],
  fillDefaults: withDefaultPrefix,
  references: tableReference,
  markerOf,
  displayName: (args) => `route:${routeInWords(args).replaceAll(" ", "-")}`,

  importing: {
    list: (snapshot) => (snapshot.sections.fib ?? []).filter((one) => !one.isOther).map(importable),
  },

  carried: (args) => `packets to ${routeInWords(args)}`,

  createsFirst: true,
  replaces(before, after, changed) {
    const names = changed.filter((name) => ["to", "table", "metric"].includes(name));
    // A default that is spelled out changes nothing
    const isSame = !names.includes("to") && names.length > 0 && markerOf(before) === markerOf(after);
    return [...(isSame ? [] : names), ...ofReplacedDevices(after, ["dev", "nexthops"])];
  },

  claims(args) {
    if (holdsUnknown([args.to, args.table, args.metric])) return [];
    const { to, table, metric } = keyOf(args);
    return [
      { property: "to", one: `the route to ${routeInWords(args)}` },
      ...(table === MAIN_TABLE ? [{ property: "to", route: to, metric }] : []),
    ];
  },

  reachOf: ({ to }) => ({ prefixes: [to] }),

  find(snapshot, declared, _note, isOurs) {
    const found = findRoute(snapshot, declared, isOurs);
    if (found === undefined) return undefined;
    const { type, src, mtu, advmss, protocol, nexthops } = found;
    const { to, table, metric } = declared;
    return {
      args: {
        ...defined({ to, table, metric, type, src, mtu, advmss }),
        ...hopArguments(declared, nexthops),
      },
      computed: { protocol },
    };
  },

  explainConflict(snapshot, args) {
    const holder = snapshot.sections.holder?.find(isOfKey(keyOf(args)));
    return (
      holder &&
      `the host already has the route ${routeWithOwner(snapshot, holder)}. Remove that route, or give this one another \`metric\` or \`table\``
    );
  },

  advice: (stderr) =>
    causeOf(stderr) === "unreachable-gateway"
      ? "each gateway must lie in a subnet of a device that is up, or needs `dev` and `onlink: true`"
      : undefined,

  create: (args) => ({ tool: "ip", commands: [command("add", args)] }),

  adopt(found, args) {
    const isDone =
      found.computed.protocol === ROUTE_PROTOCOL && hasSameContent(found.args as RouteArgs, args);
    return { tool: "ip", commands: isDone ? [] : [command("replace", args)] };
  },

  change(before, after, live) {
    if (!hasSameContent(before, after)) return { tool: "ip", ...exchange(before, after, live) };
    return ownerAliasOf(before) === ownerAliasOf(after) ? undefined : { tool: "ip", commands: [] };
  },

  remove: (args, live) => ({ tool: "ip", commands: [del(args, live)] }),
});
