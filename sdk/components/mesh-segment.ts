import * as pulumi from "@pulumi/pulumi";
import { familyOf } from "../../provider/iproute2/address.ts";
import type { Link } from "../links/link.ts";
import type { LinkRouteArgs } from "../links/link-route.ts";
import { VxlanTunnel, type VxlanTunnelArgs } from "../links/vxlan.ts";
import { segmentAddress, siteIds, sitesInSegment } from "./mesh-addressing.ts";
import type { MeshArgs, MeshSiteArgs } from "./mesh-args.ts";
import { firstVni } from "./mesh-plan.ts";

/** The devices of a segment by their sites, and the addresses of the sites. */
export interface Segment {
  readonly devices: Record<string, Link>;
  readonly addresses: Record<string, Record<string, string[]>>;
}

/**
 * Makes the devices of a segment: each has the underlay addresses of all other sites as its far ends. A site with a
 * bridge has no address.
 */
export function segmentDevices(mesh: string, args: MeshArgs, parent: pulumi.Resource): Segment {
  const { sites, block, block6, topology: _, forwarding: _1, segment: _2, grouped: _3, ...own } = args;
  const blocks = block6 === undefined ? [block] : [block, block6];
  const room = Math.min(...blocks.map(sitesInSegment));
  const count = Object.keys(sites).length;
  if (count > room)
    throw new RangeError(`block: ${blocks.join(" and ")} has room for ${room} sites, not for ${count}`);
  const ids = siteIds(sites, room);
  const addressesOf = (site: string): string[] =>
    sites[site]?.bridge === undefined ? blocks.map((one) => segmentAddress(one, ids.get(site) ?? 0)) : [];
  const bridged = Object.keys(sites).find((site) => sites[site]?.bridge && sites[site]?.subnets?.length);
  if (bridged !== undefined)
    throw new RangeError(
      `sites.${bridged}.subnets: a site with a bridge has no address in the segment, so the others have no gateway to its subnets`,
    );
  const routesFrom = (near: string) =>
    Object.keys(sites)
      .filter((far) => far !== near && sites[near]?.bridge === undefined)
      .sort()
      .flatMap((far) => (sites[far]?.subnets ?? []).map((subnet) => routeVia(far, subnet, addressesOf(far))));
  const devices = Object.keys(sites).map((site) => {
    const { kind: _kind, check: _check, mtu, ...rest } = own;
    const its = siteLink(mesh, sites[site] as MeshSiteArgs);
    const others = Object.keys(sites).filter((other) => other !== site);
    const link = {
      ...rest,
      ...its,
      vni: firstVni(own),
      ...(mtu === undefined || mtu === "auto" ? {} : { mtu }),
      remotes: others.sort().map((other) => (sites[other] as MeshSiteArgs).underlay),
      addresses: addressesOf(site),
      routes: routesFrom(site),
    };
    return [site, new VxlanTunnel(`${mesh}-${site}`, link as VxlanTunnelArgs, { parent })] as const;
  });
  const addresses = Object.keys(sites).map((site) => [site, { [site]: addressesOf(site) }] as const);
  return { devices: Object.fromEntries(devices), addresses: Object.fromEntries(addresses) };
}

/** The arguments of a site's device that follow from the site. */
function siteLink(mesh: string, site: MeshSiteArgs): object {
  const { underlay, local = underlay, subnets: _subnets, id: _id, name, bridge, ...rest } = site;
  return {
    ...rest,
    local,
    ...(name === undefined ? { __defaultName: mesh } : { name }),
    ...(bridge === undefined ? {} : { master: bridge }),
  };
}

/** The route to a subnet behind a site, by the site's address of the same family. */
const routeVia = (
  site: string,
  subnet: pulumi.Input<string>,
  addresses: readonly string[],
): pulumi.Input<LinkRouteArgs> => {
  const route = (to: string): LinkRouteArgs => {
    const via = addresses.find((one) => familyOf(one) === familyOf(to))?.split("/")[0];
    if (via !== undefined) return { to, via };
    throw new pulumi.RunError(
      `sites.${site}.subnets: ${to} has no gateway in the segment, because no block is of its family: set block6`,
    );
  };
  return typeof subnet === "string" ? route(subnet) : pulumi.output(subnet).apply(route);
};
