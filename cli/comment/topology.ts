// The links of a plan as a Mermaid graph.
import { shortLabelOf } from "../plan/host-label.ts";
import type { Action, Plan, PlannedLink } from "../plan/model.ts";

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
  readonly hosts: readonly string[];
}

/** Characters that end a text of Mermaid, as its entities. */
const quoted = (text: string): string =>
  `"${text.replace(/["#;<>\\]/g, (character) => `#${character.codePointAt(0)};`)}"`;

/** The pairs of links: units with links on two hosts. */
function edgesOf(links: readonly PlannedLink[]): Edge[] {
  const units = new Map<string, PlannedLink[]>();
  for (const link of links) units.set(link.unit.key, [...(units.get(link.unit.key) ?? []), link]);
  return [...units.values()].flatMap((members) => {
    const hosts = [
      ...new Set(members.flatMap(({ host }) => (host === undefined ? [] : [shortLabelOf(host)]))),
    ];
    const [first] = members;
    if (hosts.length !== 2 || first === undefined) return [];
    const action = members.find((one) => one.action !== undefined)?.action;
    return [{ name: first.unit.name, kind: first.kind, action, hosts }];
  });
}

/** The hosts and the links between them. Undefined if the plan has no pair. In a large stack only what changes. */
export function topologyOf({ links }: Pick<Plan, "links">): string | undefined {
  const all = edgesOf(links);
  const edges = (all.length > MAX_EDGES ? all.filter(({ action }) => action !== undefined) : all).slice(
    0,
    MAX_EDGES,
  );
  if (edges.length === 0) return undefined;
  const hosts = [...new Set(edges.flatMap((edge) => edge.hosts))];
  const nodeOf = (host: string) => `h${hosts.indexOf(host)}`;
  const styles = edges.flatMap(({ action }, index) =>
    action === undefined ? [] : [`  linkStyle ${index} stroke:${COLOURS[action]},stroke-width:3px`],
  );
  return [
    "graph LR",
    ...hosts.map((host) => `  ${nodeOf(host)}[${quoted(host)}]`),
    ...edges.map(({ name, kind, hosts: [one = "", other = ""] }) => {
      const line = `${nodeOf(one)} ---|${quoted(`${name}: ${kind}`)}| ${nodeOf(other)}`;
      return `  ${line}`;
    }),
    ...styles,
  ].join("\n");
}
