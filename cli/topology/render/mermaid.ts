import { mermaidText } from "../../shared/mermaid.ts";
import {
  addressText,
  healthText,
  kindAndNumber,
  kindText,
  plural,
  type Site,
  summary,
  type Topology,
  type TopologyLink,
} from "../model/topology.ts";
import { fullMeshes } from "./full-meshes.ts";
import { edgeOf, type Node, nodesOf } from "./nodes.ts";

/** A full mesh with more sites than this is one node with a line to each site. */
const MOST_SITES = 8;
/** With more lines than this, only lines that are down have a label. */
const MOST_LABELS = 24;
/** Renderers refuse a graph of more lines. (mermaid: maxEdges) */
const MOST_LINES = 500;
/** The most networks of a site in its box. */
const MOST_NETWORKS = 3;

/** A topology as Mermaid text, which GitHub and other renderers of Markdown draw. */
export function mermaid(topology: Topology): string {
  const meshes = fullMeshes(topology.links).filter(({ sites }) => sites.size > MOST_SITES);
  const folded = new Set(
    meshes.flatMap(({ links }) => links.filter(({ health }) => health.status !== "down")),
  );
  const spokes = meshes.flatMap(({ sites }, index) => [...sites].map((site) => ({ index, site })));
  const { drawn, left } = fitting(
    topology.links.filter((link) => !folded.has(link)),
    MOST_LINES - spokes.length,
  );
  const nodes = nodesOf(topology);
  const ids = new Map(nodes.map(({ id }, index) => [id, `s${index}`]));
  const isLabelled = drawn.length <= MOST_LABELS;
  const lines = drawn.map((link) => line(link, ids, isLabelled));
  const down = drawn.flatMap(({ health }, index) => (health.status === "down" ? [index] : []));
  return [
    "---",
    `title: ${JSON.stringify(`${topology.stack}: ${summary(topology)}`)}`,
    "---",
    "graph LR",
    ...nodes.map((node) => `  ${ids.get(node.id)}${box(node)}`),
    ...meshes.map(
      ({ name, links, sites }, index) =>
        `  m${index}(["${[
          `<b>${mermaidText(name)}</b>`,
          `full mesh of ${plural(sites.size, "site")}`,
          ...kinds(links),
          plural(links.length, "link"),
        ].join("<br/>")}"])`,
    ),
    ...lines,
    ...spokes.map(({ index, site }) => `  m${index} --- ${ids.get(site)}`),
    ...(left === 0 ? [] : [`  more["and ${left} more links, which Mermaid cannot draw: see --svg"]`]),
    ...(down.length === 0 ? [] : [`  linkStyle ${down.join(",")} stroke:#cf222e,color:#cf222e`]),
    ...(nodes.some(({ site }) => site === undefined)
      ? ["  classDef outside stroke-dasharray:4 4", `  class ${outsideIds(nodes, ids)} outside`]
      : []),
  ].join("\n");
}

/** The links that fit into a number of lines: first those that are down, then the first ones. */
function fitting(links: readonly TopologyLink[], most: number) {
  if (links.length <= most) return { drawn: links, left: 0 };
  const isDown = ({ health }: TopologyLink) => health.status === "down";
  const first = [...links.filter(isDown), ...links.filter((link) => !isDown(link))];
  const chosen = new Set(first.slice(0, Math.max(0, most)));
  return { drawn: links.filter((link) => chosen.has(link)), left: links.length - chosen.size };
}

const outsideIds = (nodes: readonly Node[], ids: ReadonlyMap<string, string>) =>
  nodes.flatMap(({ id, site }) => (site === undefined ? [ids.get(id)] : [])).join(",");

const kinds = (links: readonly TopologyLink[]) => [...new Set(links.map(kindText))].map(mermaidText);

const box = ({ label, site }: Node): string =>
  `["${[`<b>${mermaidText(label)}</b>`, ...(site === undefined ? [] : details(site))].join("<br/>")}"]`;

/** The lines below the name of a site. */
function details({ underlay, networks }: Site): string[] {
  const more = networks.length - MOST_NETWORKS;
  const shown = more > 0 ? [...networks.slice(0, MOST_NETWORKS), `and ${more} more`] : networks;
  return [...underlay, ...shown].map(mermaidText);
}

function line(link: TopologyLink, ids: ReadonlyMap<string, string>, isLabelled: boolean): string {
  const { encrypted, health, mtu, name } = link;
  const [from, to] = edgeOf(link).map((id) => ids.get(id));
  const isDown = health.status === "down";
  const arrow = isDown ? "-.-" : encrypted ? "===" : "---";
  const full = [kindAndNumber(link), addressText(link), `mtu ${mtu}, ${healthText(health)}`];
  const label = isLabelled ? full : isDown ? [name, "down"] : [];
  const text = label.filter((one) => one !== "").map(mermaidText);
  return `  ${from} ${arrow}${text.length === 0 ? "" : `|"${text.join("<br/>")}"|`} ${to}`;
}
