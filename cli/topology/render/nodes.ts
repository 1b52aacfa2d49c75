import type { Site, Topology } from "../model/topology.ts";

/** A box of a picture: a site, or a far end that the stack does not have. */
export interface Node {
  readonly id: string;
  readonly label: string;
  readonly site?: Site;
}

/** The id of the node of a far end that the stack does not have. */
export const outsideId = (outside = "any"): string => `outside ${outside}`;

/** The nodes of a picture: all sites, then the far ends that the stack does not have. */
export function nodesOf({ sites, links }: Topology): Node[] {
  const outside = new Set(links.flatMap((link) => (link.outside === undefined ? [] : [link.outside])));
  return [
    ...sites.map((site) => ({ id: site.id, label: site.name, site })),
    ...[...outside].map((one) => ({ id: outsideId(one), label: one === "any" ? "any address" : one })),
  ];
}
