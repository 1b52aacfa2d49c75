import type { Paint } from "../../shared/output.ts";
import {
  addressText,
  healthText,
  kindAndNumber,
  summary,
  type Topology,
  type TopologyLink,
} from "../model/topology.ts";
import { farNames, siteLabel } from "./nodes.ts";

/** A topology as a table of its links. */
export function text(topology: Topology, paint: Paint): string {
  const names = new Map(topology.sites.map((site) => [site.id, siteLabel(site)]));
  const rows = topology.links.map((link) => [
    names.get(link.ends[0]?.site ?? "") ?? "",
    names.get(link.ends[1]?.site ?? "") ?? farNames(link, names)[0] ?? "",
    kindAndNumber(link),
    addressText(link),
    `mtu ${link.mtu}`,
  ]);
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(0, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const lines = rows.map((row, index) => {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    return `  ${cells.join("  ")}  ${painted(topology.links[index] as TopologyLink, paint)}`;
  });
  return [`${paint("bold", topology.stack)}: ${summary(topology)}`, ...lines].join("\n");
}

const COLOURS = { up: "green", down: "red", unknown: "dim" } as const;

const painted = ({ health }: TopologyLink, paint: Paint) => paint(COLOURS[health.status], healthText(health));
