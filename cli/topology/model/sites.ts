import { z } from "zod";
import { byName } from "../../shared/names.ts";
import { placeOf } from "./ends.ts";
import type { StateResource } from "./state.ts";
import type { Site, TopologyLink } from "./topology.ts";

/** The sites of links, and hosts without links, in the order of their names. */
export function sitesOf(links: readonly TopologyLink[], resources: readonly StateResource[]): Site[] {
  const names = new Map([...meshNames(links, resources), ...hostNames(resources)]);
  const ids = new Set([
    ...links.flatMap(({ ends }) => ends.map(({ site }) => site)),
    ...hostNames(resources).keys(),
  ]);
  const sites = [...ids].map((id): Site => {
    const own = links.flatMap(({ ends }) => ends.filter(({ site }) => site === id));
    const far = links.flatMap(({ ends }) =>
      ends.some(({ site }) => site === id) ? ends.filter(({ site }) => site !== id) : [],
    );
    return {
      id,
      name: names.get(id) ?? id,
      underlay: unique(own.flatMap(({ local }) => (local === undefined ? [] : [local]))),
      networks: unique(far.flatMap(({ routes }) => routes)),
    };
  });
  return sites.toSorted((one, other) => byName(one.name, other.name));
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

/** The names of `Host` resources by the id of their site. */
const hostNames = (resources: readonly StateResource[]): Map<string, string> =>
  new Map(
    resources.flatMap((one) => {
      const site = one.type === "Host" ? placeOf(one)?.site : undefined;
      return site === undefined ? [] : [[site, one.name] as const];
    }),
  );

const meshOutputs = z.object({ addresses: z.record(z.string(), z.unknown()) });

/** The names of a mesh's sites by the id of the site. The name of a link has both: `wan-ams-fra`. */
function meshNames(links: readonly TopologyLink[], resources: readonly StateResource[]): [string, string][] {
  const sitesOfMesh = new Map(
    resources
      .filter(({ type }) => type === "Mesh")
      .map(({ name, outputs }) => [
        name,
        Object.keys(meshOutputs.safeParse(outputs).data?.addresses ?? {}).toSorted(),
      ]),
  );
  return links.flatMap(({ mesh, name, ends: [a, b] }) => {
    const names = mesh === undefined ? [] : (sitesOfMesh.get(mesh) ?? []);
    const first = names.find((one) =>
      names.some((other) => one < other && name === `${mesh}-${one}-${other}`),
    );
    if (first === undefined || a === undefined || b === undefined) return [];
    return [
      [a.site, first],
      [b.site, name.slice(`${mesh}-${first}-`.length)],
    ];
  });
}
