import { groupBy } from "../model/group-by.ts";
import type { TopologyLink } from "../model/topology.ts";

/** The links of a `Mesh` that has one for each pair of its sites. */
export interface FullMesh {
  readonly name: string;
  readonly sites: ReadonlySet<string>;
  readonly links: readonly TopologyLink[];
}

/** The meshes with a link for each pair of sites. */
export const fullMeshes = (links: readonly TopologyLink[]): FullMesh[] =>
  [...groupBy(links, ({ mesh }) => mesh)].flatMap(([name, own]) => {
    if (name === undefined) return [];
    const sites = new Set(own.flatMap(({ ends }) => ends.map(({ site }) => site)));
    const pairs = (sites.size * (sites.size - 1)) / 2;
    return own.length === pairs ? [{ name, sites, links: own }] : [];
  });
