import type * as pulumi from "@pulumi/pulumi";
import type { HostInput } from "../host.ts";
import { LinkSet, type LinkSetLinkArgs } from "../links/link-set.ts";
import type { FouPort } from "../ports/fou-port.ts";
import { linkArgsOf, portOf, type TunnelPairArgs } from "./tunnel-pair.ts";

/** A link of a mesh: the names of its two sites, and the arguments of the pair. */
export interface MeshPair {
  readonly a: string;
  readonly b: string;
  readonly args: TunnelPairArgs;
}

interface SiteLinks {
  readonly host: HostInput;
  readonly links: Record<string, LinkSetLinkArgs>;
  /** the ports at which the links receive encapsulated packets */
  readonly ports: Set<FouPort>;
}

/** The links of a mesh as one set for each site. A link has the name of the site at its far end. */
export function groupedLinks(
  mesh: string,
  pairs: readonly MeshPair[],
  parent: pulumi.Resource,
): Record<string, LinkSet> {
  const sites = new Map<string, SiteLinks>();
  for (const { a, b, args } of pairs) {
    for (const [near, far, side] of [[a, b, "a"] as const, [b, a, "b"] as const]) {
      const { host } = args[side];
      const site = sites.get(near) ?? { host, links: {}, ports: new Set() };
      sites.set(near, site);
      const { host: _host, ...link } = linkArgsOf(args, side);
      site.links[far] = link as LinkSetLinkArgs;
      const port = portOf(args, args[side], `${mesh}-${near}`);
      if (port !== undefined) site.ports.add(port);
    }
  }
  const kind = pairs[0]?.args.kind ?? "gre";
  return Object.fromEntries(
    [...sites].map(([site, { host, links, ports }]) => [
      site,
      new LinkSet(`${mesh}-${site}`, { host, kind, links }, { parent, dependsOn: [...ports] }),
    ]),
  );
}
