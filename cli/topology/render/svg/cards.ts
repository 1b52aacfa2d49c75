import type { Node } from "../nodes.ts";
import { type Box, textWidth } from "./geometry.ts";

/** The text of a card: the name, and smaller lines below it. */
export interface Card extends Node {
  readonly lines: readonly string[];
  readonly width: number;
  readonly height: number;
}

/** A card with its place. A small one is a dot, whose name is beside it. */
export interface Placed extends Card, Box {
  readonly isDot: boolean;
  /** The direction from the centre of the ring, in radians: the name of a dot is on that side. */
  readonly angle: number;
}

export const NAME_SIZE = 15;
export const LINE_SIZE = 11.5;
export const NAME_HEIGHT = 20;
export const LINE_HEIGHT = 15;
/** The radius of a dot in pixels. */
export const DOT = 5;
/** The most networks in a card. */
const MOST_NETWORKS = 3;

export function cardOf(node: Node): Card {
  const { underlay = [], networks = [] } = node.site ?? {};
  const more = networks.length - MOST_NETWORKS;
  const shown = more > 0 ? [...networks.slice(0, MOST_NETWORKS), `and ${more} more`] : networks;
  const lines = [...underlay, ...shown].filter((line) => line !== node.label);
  const widths = [textWidth(node.label, NAME_SIZE, true), ...lines.map((line) => textWidth(line, LINE_SIZE))];
  const height = NAME_HEIGHT + lines.length * LINE_HEIGHT + 14;
  return { ...node, lines, width: Math.max(64, ...widths) + 24, height };
}
