import { shortened } from "../../shared/names.ts";
import type { Site, Topology, TopologyLink } from "../model/topology.ts";

/** A box of a picture: a site, or a far end that the stack does not have. */
export interface Node {
  readonly id: string;
  readonly label: string;
  readonly site?: Site;
}

/** The longest name of a site in a picture or a table, in characters. */
const LONGEST_NAME = 40;

export const siteLabel = ({ name }: Site): string => shortened(name, LONGEST_NAME);

/** The id of the node of a far end that the stack does not have. */
export const outsideId = (outside = "any"): string => `outside ${outside}`;

/** The ids of the two nodes that a link joins. */
export const edgeOf = ({ ends: [a, b], outside, outsideSite }: TopologyLink): readonly [string, string] => [
  a?.site ?? "",
  b?.site ?? outsideSite ?? outsideId(outside),
];

/** The nodes of a picture: all sites, then the far ends that the stack does not have. */
export function nodesOf({ sites, links }: Topology): Node[] {
  const outside = new Set(
    links.flatMap((link) =>
      link.outside === undefined || link.outsideSite !== undefined ? [] : [link.outside],
    ),
  );
  return [
    ...sites.map((site) => ({ id: site.id, label: siteLabel(site), site })),
    ...[...outside].map((one) => ({ id: outsideId(one), label: one === "any" ? "any address" : one })),
  ];
}

/** The name of the far end of a link without a second end; none for others. */
export const farNames = (
  { outside, outsideSite }: TopologyLink,
  names: ReadonlyMap<string, string>,
): readonly string[] =>
  outside === undefined ? [] : [(outsideSite === undefined ? undefined : names.get(outsideSite)) ?? outside];
