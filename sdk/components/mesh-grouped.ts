import type * as pulumi from "@pulumi/pulumi";
import type { HostInput } from "../host.ts";
import { LinkSet, type LinkSetLinkArgs } from "../links/link-set.ts";
import type { TransportEsp } from "./transport-esp.ts";
import { encryptionOf, linkArgsOf, portOf, type TunnelPairArgs } from "./tunnel-pair.ts";

/** A link of a mesh: the names of its two sites, and the arguments of the pair. */
export interface MeshPair {
  readonly a: string;
  readonly b: string;
  readonly args: TunnelPairArgs;
}

interface SiteLinks {
  readonly host: HostInput;
  readonly links: Record<string, LinkSetLinkArgs>;
  /** what links need before: ports at which they receive encapsulated packets, and policies of IPsec */
  readonly before: Set<pulumi.Resource>;
}

/** The links of a mesh as one set for each site. A link has the name of the site at its far end. */
export function groupedLinks(
  mesh: string,
  pairs: readonly MeshPair[],
  parent: pulumi.Resource,
): Record<string, LinkSet> {
  const sites = new Map<string, SiteLinks>();
  const encrypted: { readonly a: string; readonly b: string; readonly encryption: TransportEsp }[] = [];
  for (const { a, b, args } of pairs) {
    const encryption = encryptionOf(`${mesh}-${a}-${b}`, args, parent);
    if (encryption !== undefined) encrypted.push({ a, b, encryption });
    for (const [near, far, side] of [[a, b, "a"] as const, [b, a, "b"] as const]) {
      const { host } = args[side];
      const site = sites.get(near) ?? { host, links: {}, before: new Set() };
      sites.set(near, site);
      const { host: _host, ...link } = linkArgsOf(args, side, encryption?.size);
      site.links[far] = link as LinkSetLinkArgs;
      const port = portOf(args, args[side], `${mesh}-${near}`);
      for (const one of [port, ...(encryption?.policies[side] ?? [])])
        if (one !== undefined) site.before.add(one);
    }
  }
  const kind = pairs[0]?.args.kind ?? "gre";
  const sets = new Map(
    [...sites].map(([site, { host, links, before }]) => [
      site,
      new LinkSet(`${mesh}-${site}`, { host, kind, links }, { parent, dependsOn: [...before] }),
    ]),
  );
  for (const { a, b, encryption } of encrypted) {
    const ends = { a: sets.get(a), b: sets.get(b) };
    if (ends.a !== undefined && ends.b !== undefined) encryption.states({ a: ends.a, b: ends.b });
  }
  return Object.fromEntries(sets);
}
