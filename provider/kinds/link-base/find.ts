import { z } from "zod";
import type { Command } from "../../iproute2/command.ts";
import { type LiveLink, readDeviceRoutes, readLinks, readNextHops } from "../../iproute2/ip-json.ts";
import { GROUP, isOfSameStack, ownerIn } from "../../iproute2/owner-alias.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import type { Outcome } from "../../model/operation.ts";
import { isOwnedBy, ownerAliasOf, ownerFrom } from "../../model/ownership.ts";
import type { Found } from "../../model/resource-kind.ts";
import { portHolder } from "../../model/udp-port.ts";
import type { Args } from "../../schema/declaration.ts";
import { addOrAppend, addressingOf } from "./addressing.ts";
import { shapeOf } from "./attribute.ts";
import { common } from "./common-args.ts";
import { liveDeviceAttributes } from "./device-attributes.ts";
import { liveTables, splitShown } from "./device-tables.ts";
import { applicableAttributes, showsOnlyExternal } from "./external.ts";
import type { LinkKind } from "./link-kind.ts";
import { liveLinkNetns } from "./link-netns.ts";
import { liveAddressing } from "./live-addressing.ts";
import { droppingRoute, routeWithOwner } from "./marked-routes.ts";
import { liveMtuArgument } from "./mtu.ts";
import { routeHolders, routesThrough } from "./route-index.ts";
import { keyInTable, type RouteInTable, vrfTable } from "./vrf.ts";

/** Finds the device with the declared name, of any owner. `recorded` are the outputs of the last run. */
export function findLink(
  link: LinkKind,
  snapshot: HostSnapshot,
  args: Args,
  recorded: Args,
): Found | undefined {
  const { name, mtu, esp, master, description: declared } = common(args);
  const live = snapshot.links.find((one) => one.name === name);
  if (live === undefined) return undefined;
  return {
    ownership: ownership(live, args, link.kind),
    args: {
      ...liveArgs(link, live, args),
      ...liveTables(link, snapshot, args),
      ...liveDeviceAttributes(live, args),
      ...liveLinkNetns(live, snapshot, args),
      ...liveAddressing(live, routesThrough(snapshot, name), common(args), vrfTable(snapshot.links, master)),
      name,
      ...(declared === undefined ? {} : { description: live.description }),
      ...ownerFrom(live.alias, args),
      ...(link.followsPorts === true && mtu === undefined ? {} : liveMtuArgument(live.mtu, mtu, recorded)),
      // Policies around the link, which are other objects, decide it
      ...(esp === undefined ? {} : { esp }),
    },
    computed: {
      ifindex: live.ifindex,
      kind: live.kind ?? live.linkType,
      ...(link.followsPorts === true ? {} : { mtu: live.mtu, ...macAddressOf(live) }),
    },
  };
}

const macAddressOf = ({ macAddress }: LiveLink): Args => (macAddress === undefined ? {} : { macAddress });

/** The owner of a live device, compared with the declared owner alias. */
function ownership(live: LiveLink, args: Args, kind: string): Found["ownership"] {
  if (live.kind === kind && isOwnedBy(live.alias, args)) return "ours";
  return live.kind === kind && live.group === GROUP && live.alias === "" ? "half-made" : "foreign";
}

/** The live values of the kind's own arguments. An argument that the kernel does not show has its default. */
export function liveArgs(link: LinkKind, live: LiveLink, declared: Args): Args {
  const attributes = applicableAttributes(link, { external: live.info.external === true });
  const read: Args = Object.assign({}, ...attributes.map((attribute) => attribute.read(live, declared)));
  const hidden = showsOnlyExternal(live) && declared.external === true ? declared : {};
  const entries = Object.entries(shapeOf(link.attributes) as z.ZodRawShape).map(([key, schema]) => [
    key,
    hidden[key] ?? read[key] ?? z.safeParse(schema, undefined).data,
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

const printedLinks = z.array(z.looseObject({ ifname: z.string() })).min(1);

/**
 * Makes a snapshot from the output of an operation. It printed the link, its routes, its master if that may be a VRF with
 * routes, then each appended route, and the tables of the device.
 */
export function snapshotFromReadback(
  link: LinkKind,
  { shown }: Outcome & { status: "done" },
  args: Args,
): HostSnapshot {
  const { others, sections } = splitShown(link, shown, args);
  const [links = [], routes = [], ...rest] = others;
  const hasMaster = printedLinks.safeParse(rest[0]).success;
  const [master, appended] = hasMaster ? [rest[0], rest.slice(1)] : [[], rest];
  return {
    links: [...readLinks(links), ...readLinks(master)],
    routes: [...readDeviceRoutes(routes, common(args).name), ...appended.flatMap(readNextHops)],
    sections,
  };
}

/** Describes the device or route that conflicts with a refused command of this link. */
export function conflictWithLink(
  link: LinkKind,
  snapshot: HostSnapshot,
  args: Args,
  refused: Command = [],
): string | undefined {
  if (refused[0] === "route") return holderOfRoute(snapshot, args, refused);
  if (refused[0] === "addr") return undefined;
  const other = deviceOfSameIdentity(link, snapshot, args);
  if (other !== undefined) return `${other.name} already has ${link.identity(args)}`;
  const use = link.udpPort?.(args);
  return use && portHolder(snapshot, common(args).name, use);
}

/** Whether another link of the same stack has the endpoints and keys that are declared for this link. */
export function isInOwnWay(link: LinkKind, snapshot: HostSnapshot, args: Args): boolean {
  const other = deviceOfSameIdentity(link, snapshot, args);
  return other !== undefined && isOfSameStack(other.alias, ownerAliasOf(args));
}

/** Another device with the identity of this link: the endpoints and keys that the kernel allows only once. */
function deviceOfSameIdentity(link: LinkKind, { links }: HostSnapshot, args: Args): LiveLink | undefined {
  const wanted = link.identity(args);
  const kinds = [link.kind, ...(link.sharesTableWith ?? [])];
  return links.find(
    (one) =>
      kinds.includes(one.kind ?? "") &&
      one.name !== common(args).name &&
      link.identity(liveArgs(link, one, {})) === wanted,
  );
}

/** Describes a route of another device that conflicts with a declared route of this link. */
export function routeOfAnother(snapshot: HostSnapshot, args: Args): string | undefined {
  const { name } = common(args);
  return addressingOf(common(args))
    .routes.filter((route) => addOrAppend(route, name, ownerAliasOf(args), snapshot) === "add")
    .map((route) => holderInWords(snapshot, route, name))
    .find((words) => words !== undefined);
}

/** Describes the route of another device that conflicts with a refused `route` command. */
function holderOfRoute(snapshot: HostSnapshot, args: Args, [, , to]: Command): string | undefined {
  const { name } = common(args);
  return addressingOf(common(args))
    .routes.filter((route) => route.to === to)
    .map((route) => holderInWords(snapshot, route, name))
    .find((words) => words !== undefined);
}

/** Describes the other device that has a route with the same destination, metric and table, if there is one. */
function holderInWords(snapshot: HostSnapshot, route: RouteInTable, device: string): string | undefined {
  const holder = [...routeHolders(snapshot, keyInTable(snapshot.links, route))].find((one) => one !== device);
  const dropping = droppingRoute(snapshot, route);
  if (holder === undefined && dropping !== undefined)
    return `the host already has the route ${routeWithOwner(snapshot, dropping)}. Remove that route first, or give this one another metric`;
  if (holder === undefined) return undefined;
  const owner = ownerIn(snapshot.links.find((one) => one.name === holder)?.alias ?? "");
  const whose = owner === undefined ? "" : `, which belongs to ${owner}`;
  return `the route to ${route.to} already goes through ${holder}${whose}. Remove that route, or give this one another metric`;
}
