import { groupBy } from "../../model/group-by.ts";
import {
  addressText,
  healthText,
  kindAndNumber,
  kindText,
  summary,
  type Topology,
  type TopologyLink,
} from "../../model/topology.ts";
import { edgeOf, farNames, nodesOf, siteLabel } from "../nodes.ts";
import { cardOf, type Placed } from "./cards.ts";
import { drawCard, drawLabel, drawLine, INK, MUTED, textAt } from "./draw.ts";
import { around, type Box } from "./geometry.ts";
import { FULL_HEIGHT, type Label, labelTexts, labelWidth, placeLabels } from "./labels.ts";
import { layout, withName } from "./layout.ts";
import { type Line, linesOf, pointAt } from "./lines.ts";

/** With more links than this, the picture has no table of all of them, only of those that are down. */
const MOST_ROWS = 40;
/** The most rows of links that are down. */
const MOST_DOWN = 20;
/** With more links than this, lines are pale, so that those that are down stand out. */
const MANY = 60;
const MARGIN = 28;
const ROW = 18;
const FONT = "Inter, system-ui, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif";

/** What a picture has besides its cards and lines. */
interface Texts {
  readonly labels: readonly Label[];
  /** Rows of a table below the picture. */
  readonly rows: readonly string[];
}

/** A topology as an SVG picture. */
export function svg(topology: Topology): string {
  const { links } = topology;
  const edges = links.map((link) => ({ ids: edgeOf(link), labelWidth: labelWidth(labelTexts(link)) }));
  const cards = layout(nodesOf(topology).map(cardOf), edges);
  const few = linesOf(links, cards, FULL_HEIGHT + 8);
  const labels = links.length <= MOST_ROWS ? placeLabels(few, cards, ({ link }) => labelTexts(link)) : [];
  const isLabelled = labels.length === few.length;
  const lines = isLabelled ? few : linesOf(links, cards, 24);
  const texts = isLabelled ? { labels, rows: [] } : numbered(topology, lines, cards);
  return picture(topology, cards, lines, texts);
}

/** Numbers on the lines and a table below, if the labels do not fit on the lines. */
function numbered(topology: Topology, lines: readonly Line[], cards: readonly Placed[]): Texts {
  const down = lines.filter(({ link }) => link.health.status === "down");
  const shown = lines.length <= MOST_ROWS ? lines : down.slice(0, MOST_DOWN);
  const labels = placeLabels(shown, cards, (_, index) => [String(index + 1)]);
  const names = new Map(topology.sites.map((site) => [site.id, siteLabel(site)]));
  const rows = shown.map(({ link }, index) => `${index + 1}   ${row(link, names)}`);
  const more = lines.length > MOST_ROWS ? down.length - shown.length : 0;
  return { labels, rows: more > 0 ? [...rows, `and ${more} more are down`] : rows };
}

function row(link: TopologyLink, names: ReadonlyMap<string, string>): string {
  const sites = link.ends.map(({ site }) => names.get(site) ?? site);
  const both = [...sites, ...farNames(link, names)].join(" – ");
  const parts = [both, kindAndNumber(link), addressText(link), `mtu ${link.mtu}`, healthText(link.health)];
  return parts.filter((one) => one !== "").join(" · ");
}

function picture(topology: Topology, cards: readonly Placed[], lines: readonly Line[], texts: Texts): string {
  const curves = lines.map((line): Box => ({ ...pointAt(line, 0.5), width: 0, height: 0 }));
  const inner = around([...cards.map(withName), ...texts.labels, ...curves]);
  const title = topology.stack;
  const subtitle = [summary(topology), ...kindCounts(topology.links)].join(" · ");
  const rowWidths = [subtitle, ...texts.rows].map((text) => text.length * 6.6);
  const width = Math.ceil(Math.max(inner.width, ...rowWidths, 320) + 2 * MARGIN);
  const top = MARGIN + 56;
  const tableTop = top + inner.height + 34;
  const height = Math.ceil(tableTop + texts.rows.length * ROW + (texts.rows.length > 0 ? 4 : -14));
  const strength = lines.length > MANY ? Math.max(0.2, 20 / Math.sqrt(lines.length) / 4) : 1;
  const isDown = ({ link }: Line) => link.health.status === "down";
  const [dx, dy] = [width / 2 - inner.x, top + inner.height / 2 - inner.y];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${FONT}">`,
    `<rect width="${width}" height="${height}" rx="10" fill="#ffffff"/>`,
    textAt(MARGIN, MARGIN + 14, title, { size: 18, bold: true, colour: INK }),
    textAt(MARGIN, MARGIN + 35, subtitle, { size: 12.5, colour: MUTED }),
    `<g transform="translate(${Math.round(dx)} ${Math.round(dy)})">`,
    // Lines that are down are above the others
    ...[...lines.filter((line) => !isDown(line)), ...lines.filter(isDown)].map((line) =>
      drawLine(line, strength),
    ),
    ...cards.map(drawCard),
    ...texts.labels.map(drawLabel),
    "</g>",
    ...texts.rows.map((text, index) =>
      textAt(MARGIN, tableTop + index * ROW, text, { size: 12, colour: INK }),
    ),
    "</svg>",
    "",
  ].join("\n");
}

/** `gre in gue: 1225`, if there is more than one link. */
function kindCounts(links: readonly TopologyLink[]): string[] {
  const counts = groupBy(links, kindText);
  return [...counts].map(([kind, own]) => (counts.size === 1 ? kind : `${kind}: ${own.length}`));
}
