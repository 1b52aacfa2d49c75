// The links of a plan as a Mermaid graph.

import { shortLabelOf } from "../plan/host-label.ts";
import type { Action, Plan, PlannedLink } from "../plan/model.ts";
import { mermaidText } from "../shared/mermaid.ts";
import { byName } from "../shared/names.ts";

/** The most edges of a graph that a reader can follow. */
const MAX_EDGES = 40;

const COLOURS: Readonly<Record<Action, string>> = {
  replace: "#bf3989",
  remove: "#cf222e",
  change: "#9a6700",
  create: "#1a7f37",
};

interface Edge {
  readonly name: string;
  readonly kind: string;
  readonly action: Action | undefined;
  /** the keys of both hosts */
  readonly hosts: readonly string[];
}

const quoted = (text: string): string => `"${mermaidText(text)}"`;

/** The pairs of links: units with links on two hosts. */
function edgesOf(links: readonly PlannedLink[]): Edge[] {
  const units = new Map<string, PlannedLink[]>();
  for (const link of links.toSorted((one, other) => byName(one.name, other.name)))
    units.set(link.unit.key, [...(units.get(link.unit.key) ?? []), link]);
  return [...units.values()].flatMap((members) => {
    const hosts = [...new Set(members.flatMap(({ host }) => (host === undefined ? [] : [host.key])))];
    const [first] = members;
    if (hosts.length !== 2 || first === undefined) return [];
    const action = members.find((one) => one.action !== undefined)?.action;
    return [{ name: first.unit.name, kind: first.kind, action, hosts }];
  });
}

/** The label of each host by its key. A link may have the name of a host that another one has only the address of. */
function labelsOf(links: readonly PlannedLink[]): ReadonlyMap<string, string> {
  const hosts = links.flatMap(({ host }) => (host === undefined ? [] : [host]));
  const named = hosts.toSorted(
    (one, other) => Number(one.name !== undefined) - Number(other.name !== undefined),
  );
  return new Map(named.map((host) => [host.key, shortLabelOf(host)]));
}

/** The hosts and the links between them. Undefined if the plan has no pair. In a large stack only what changes. */
export function topologyOf({ links }: Pick<Plan, "links">): string | undefined {
  const all = edgesOf(links);
  const edges = (all.length > MAX_EDGES ? all.filter(({ action }) => action !== undefined) : all).slice(
    0,
    MAX_EDGES,
  );
  if (edges.length === 0) return undefined;
  const labels = labelsOf(links);
  const hosts = [...new Set(edges.flatMap((edge) => edge.hosts))];
  const nodeOf = (host: string) => `h${hosts.indexOf(host)}`;
  const styles = edges.flatMap(({ action }, index) =>
    action === undefined ? [] : [`  linkStyle ${index} stroke:${COLOURS[action]},stroke-width:3px`],
  );
  return [
    "graph LR",
    ...hosts.map((host) => `  ${nodeOf(host)}[${quoted(labels.get(host) ?? host)}]`),
    ...edges.map(({ name, kind, hosts: [one = "", other = ""] }) => {
      const line = `${nodeOf(one)} ---|${quoted(`${name}: ${kind}`)}| ${nodeOf(other)}`;
      return `  ${line}`;
    }),
    ...styles,
  ].join("\n");
}
