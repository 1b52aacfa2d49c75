import * as pulumi from "@pulumi/pulumi";
import type { EndArgs } from "./ends.ts";
import { linksIn, type MeshLink, meshLinks, siteIds, sitesFor } from "./mesh-addressing.ts";
import type { MeshArgs, MeshSiteArgs } from "./mesh-args.ts";
import type { PairKind } from "./pair-kinds.ts";

/** Kinds that distinguish networks only by the VNI. */
export const BY_VNI: readonly PairKind[] = ["geneve", "vxlan"];
const LAST_VNI = 2 ** 24 - 1;

/**
 * The name of the device that leads to a site. A default goes to the provider as `__defaultName`, because the provider
 * keeps the name that the device has.
 */
export const deviceNames = (mesh: string, far: string, { name }: MeshSiteArgs): Pick<EndArgs, "name"> =>
  name === undefined ? ({ __defaultName: `${mesh}-${far}` } as object) : { name };

/** The VNI of the first pair. */
export const firstVni = (own: object): number => ("vni" in own && typeof own.vni === "number" ? own.vni : 1);

/** The links of a mesh; none in a segment. */
export function plan(args: MeshArgs, blocks: readonly string[]): MeshLink[] {
  const { sites, topology = "full", ...own } = args;
  const bad = Object.keys(sites).find((name) => !/^[A-Za-z0-9_.-]+$/.test(name));
  if (bad !== undefined) {
    throw new RangeError(`sites: ${JSON.stringify(bad)} may hold only letters, digits, '_', '.' and '-'`);
  }
  const fault = faultOf(args);
  if (fault !== undefined) throw new RangeError(fault);
  if (own.segment === true) return [];
  const vnis = BY_VNI.includes(own.kind) ? [LAST_VNI - firstVni(own) + 1] : [];
  const room = sitesFor(Math.min(...blocks.map(linksIn), ...vnis));
  return meshLinks(siteIds(sites, room), topology);
}

/** Arguments that exclude each other. */
function faultOf({ kind, topology = "full", segment, grouped, check, sites }: MeshArgs): string | undefined {
  const only = segment === true ? undefined : ofSegment(sites);
  if (only !== undefined) return `sites.${only}: is only for a segment: set \`segment: true\``;
  const twice = Object.keys(sites).find((name) => sites[name]?.bridge && sites[name]?.master);
  if (twice !== undefined)
    return `sites.${twice}.master: excludes bridge, because a device is a port of one device only`;
  if (segment === true && kind !== "vxlan")
    return `segment: needs kind "vxlan", because only a VXLAN device has several far ends, and not ${kind}`;
  if (segment === true && topology !== "full")
    return "segment: excludes topology: all sites reach each other";
  if (segment === true && grouped === true)
    return "segment: excludes grouped: a segment has one device for each site already";
  const excluding = segment === true ? "segment" : grouped === true ? "grouped" : undefined;
  return excluding !== undefined && check !== undefined && check !== false
    ? `check: is not for a mesh with \`${excluding}: true\`, which has no resource for each pair: declare a LinkCheck`
    : undefined;
}

/** The first argument of a site that only a segment has: `ams.bridge`. */
const ofSegment = (sites: MeshArgs["sites"]): string | undefined =>
  Object.entries(sites).flatMap(([name, site]) =>
    (["bridge", "macAddress"] as const).flatMap((key) => (site[key] === undefined ? [] : [`${name}.${key}`])),
  )[0];

/** Reports an error in the arguments without a stack trace. */
export function refusing<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof RangeError) throw new pulumi.RunError(error.message);
    throw error;
  }
}
