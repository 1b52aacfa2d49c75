import { z } from "zod";
import { type LiveLink, readDeviceRoutes, readLinks, readNextHops } from "../../iproute2/ip-json.ts";
import { GROUP } from "../../iproute2/owner-alias.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import type { Outcome } from "../../model/operation.ts";
import { isOwnedBy, ownerFrom } from "../../model/ownership.ts";
import type { Found } from "../../model/resource-kind.ts";
import type { Args } from "../../schema/declaration.ts";
import { liveAddressing } from "./addressing.ts";
import { shapeOf } from "./attribute.ts";
import { common } from "./common-args.ts";
import { applicableAttributes, showsOnlyExternal } from "./external.ts";
import type { LinkKind } from "./link-kind.ts";
import { liveMtuArgument } from "./mtu.ts";
import { routesThrough } from "./route-index.ts";

/** Finds the device of the declared name, of any owner. `recorded` are the outputs of the last run. */
export function findLink(
  link: LinkKind,
  snapshot: HostSnapshot,
  args: Args,
  recorded: Args,
): Found | undefined {
  const { name, mtu } = common(args);
  const live = snapshot.links.find((one) => one.name === name);
  if (live === undefined) return undefined;
  return {
    ownership: ownership(live, args, link.kind),
    args: {
      ...liveArgs(link, live, args),
      ...liveAddressing(live, routesThrough(snapshot, name), common(args)),
      name,
      ...ownerFrom(live.alias, args),
      ...liveMtuArgument(live.mtu, mtu, recorded),
    },
    computed: {
      ifindex: live.ifindex,
      mtu: live.mtu,
      kind: live.kind ?? live.linkType,
      ...(live.macAddress === undefined ? {} : { macAddress: live.macAddress }),
    },
  };
}

function ownership(live: LiveLink, args: Args, kind: string): Found["ownership"] {
  if (live.kind === kind && isOwnedBy(live.alias, args)) return "ours";
  return live.kind === kind && live.group === GROUP && live.alias === "" ? "half-made" : "foreign";
}

/** The live values of the kind's own arguments, with defaults. */
function liveArgs(link: LinkKind, live: LiveLink, declared: Args): Args {
  const attributes = applicableAttributes(link, { external: live.info.external === true });
  const read: Args = Object.assign({}, ...attributes.map((attribute) => attribute.read(live, declared)));
  const hidden = showsOnlyExternal(live) && declared.external === true ? declared : {};
  const entries = Object.entries(shapeOf(link.attributes) as z.ZodRawShape).map(([key, schema]) => [
    key,
    hidden[key] ?? read[key] ?? z.safeParse(schema, undefined).data,
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** The snapshot from the output of an operation: the link, its routes, and then each appended route. */
export function snapshotFromReadback({ shown }: Outcome & { status: "done" }, args: Args): HostSnapshot {
  const [links = [], routes = [], ...appended] = shown;
  return {
    links: readLinks(links),
    routes: [...readDeviceRoutes(routes, common(args).name), ...appended.flatMap(readNextHops)],
    sections: {},
  };
}

/** Names another device with the same identity, because the kernel refuses a second one. */
export function conflictWithLink(link: LinkKind, { links }: HostSnapshot, args: Args): string | undefined {
  const wanted = link.identity(args);
  const kinds = [link.kind, ...(link.sharesTableWith ?? [])];
  const other = links.find(
    (one) =>
      kinds.includes(one.kind ?? "") &&
      one.name !== common(args).name &&
      link.identity(liveArgs(link, one, {})) === wanted,
  );
  return other === undefined ? undefined : `${other.name} already has ${wanted}`;
}
