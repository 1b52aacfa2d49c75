import { addressText, healthText, kindAndNumber, type TopologyLink } from "../../model/topology.ts";
import type { Placed } from "./cards.ts";
import { type Box, overlaps, textWidth } from "./geometry.ts";
import { type Line, pointAt } from "./lines.ts";

export const LABEL_SIZE = 11.5;
export const LABEL_HEIGHT = 15;

/** A text on a line. */
export interface Label extends Box {
  readonly line: Line;
  readonly texts: readonly string[];
}

export const labelTexts = (link: TopologyLink): string[] =>
  [kindAndNumber(link), addressText(link), `mtu ${link.mtu}, ${healthText(link.health)}`].filter(
    (one) => one !== "",
  );

/** The width in pixels of a label with these texts. */
export const labelWidth = (texts: readonly string[]): number =>
  Math.max(0, ...texts.map((one, index) => textWidth(one, LABEL_SIZE, index === 0))) + 14;

/** The height of a label with all its texts. */
export const FULL_HEIGHT = 3 * LABEL_HEIGHT + 8;

/** Where labels are tried, as parts of their line. */
const PARTS = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82];

/** Places labels on lines, beside all cards and other labels. A label that finds no place is left out. */
export function placeLabels(
  lines: readonly Line[],
  cards: readonly Placed[],
  textsOf: (line: Line, index: number) => readonly string[],
): Label[] {
  const placed: Label[] = [];
  for (const [index, line] of lines.entries()) {
    const texts = textsOf(line, index);
    const width = labelWidth(texts);
    const height = texts.length * LABEL_HEIGHT + 8;
    const boxes = PARTS.map((part) => ({ ...pointAt(line, part), width, height }));
    const free = boxes.find((box) => ![...cards, ...placed].some((other) => overlaps(box, other, 4)));
    if (free !== undefined) placed.push({ ...free, line, texts });
  }
  return placed;
}
