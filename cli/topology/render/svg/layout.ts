import type { Card, Placed } from "./cards.ts";
import { DOT } from "./cards.ts";
import { around, type Point, textWidth } from "./geometry.ts";

/** Two cards that a link joins, by their ids, and the width of the link's label in pixels. */
export interface Edge {
  readonly ids: readonly [string, string];
  readonly labelWidth: number;
}

/** With more cards than this, the cards of a group are dots with their names beside them. */
const MOST_CARDS = 12;
/** The width in pixels at which a new row of groups begins. */
const ROW_WIDTH = 1400;
const GAP = 60;
const ROW_GAP = 32;
/** The size of the name of a dot. */
export const DOT_NAME = 12;

/** Places cards: those that links join form a group, a ring or a star, and the groups are in rows. */
export function layout(cards: readonly Card[], edges: readonly Edge[]): Placed[] {
  const groups = groupsOf(cards, edges).map((group) => {
    const placed = placeGroup(group, edges);
    return { placed, box: around(placed.map(withName)) };
  });
  let [left, top, rowHeight] = [0, 0, 0];
  return groups.flatMap(({ placed, box }) => {
    if (left > 0 && left + box.width > ROW_WIDTH) [left, top, rowHeight] = [0, top + rowHeight + ROW_GAP, 0];
    const [dx, dy] = [left + box.width / 2 - box.x, top + box.height / 2 - box.y];
    left += box.width + GAP;
    rowHeight = Math.max(rowHeight, box.height);
    return placed.map((one) => ({ ...one, x: one.x + dx, y: one.y + dy }));
  });
}

/** The space of a card: a dot has its name around it. */
export function withName(card: Placed): Placed {
  if (!card.isDot) return card;
  const reach = 2 * (textWidth(card.label, DOT_NAME) + 16);
  const [across, down] = [Math.abs(Math.cos(card.angle)), Math.abs(Math.sin(card.angle))];
  return { ...card, width: reach * across + 16, height: reach * down + 16 };
}

/** The cards that links join, the largest groups first. */
function groupsOf(cards: readonly Card[], edges: readonly Edge[]): Card[][] {
  const near = neighbours(edges);
  const left = new Map(cards.map((card) => [card.id, card]));
  const groups: Card[][] = [];
  for (const { id } of cards) {
    if (!left.has(id)) continue;
    const seen = new Set([id]);
    for (const one of seen) for (const other of near.get(one) ?? []) seen.add(other);
    groups.push([...seen].flatMap((one) => left.get(one) ?? []));
    for (const one of seen) left.delete(one);
  }
  return groups.toSorted((one, other) => other.length - one.length);
}

function neighbours(edges: readonly Edge[]): Map<string, Set<string>> {
  const near = new Map<string, Set<string>>();
  const add = (from: string, to: string) => near.set(from, (near.get(from) ?? new Set()).add(to));
  for (const {
    ids: [one, other],
  } of edges) {
    add(one, other);
    add(other, one);
  }
  return near;
}

function placeGroup(group: readonly Card[], edges: readonly Edge[]): Placed[] {
  const near = neighbours(edges);
  const members = new Set(group.map(({ id }) => id));
  const own = edges.filter(({ ids: [one] }) => members.has(one));
  const labelWidth = Math.max(0, ...own.map((edge) => edge.labelWidth));
  const degree = ({ id }: Card) => near.get(id)?.size ?? 0;
  const isDot = group.length > MOST_CARDS;
  const hub = group.length > 2 ? group.find((card) => degree(card) === group.length - 1) : undefined;
  const isStar = hub !== undefined && group.every((card) => card === hub || degree(card) === 1);
  const ring = orderOf(isStar ? group.filter((card) => card !== hub) : group, near);
  const { across, down, start } = ringOf(ring, { isDot, isStar, labelWidth });
  const placed = ring.map((card, index): Placed => {
    const angle = start + (2 * Math.PI * index) / ring.length;
    const at: Point = { x: across * Math.cos(angle), y: down * Math.sin(angle) };
    return isDot
      ? { ...card, ...at, isDot, angle, width: 2 * DOT, height: 2 * DOT }
      : { ...card, ...at, isDot, angle };
  });
  return isStar ? [...placed, { ...hub, x: 0, y: 0, isDot: false, angle: 0 }] : placed;
}

/** The order on the ring. Neighbours come after each other in a sparse graph, so that fewer lines cross. */
function orderOf(cards: readonly Card[], near: ReadonlyMap<string, ReadonlySet<string>>): Card[] {
  const byName = cards.toSorted((one, other) => (one.label < other.label ? -1 : 1));
  const lines = cards.reduce((sum, { id }) => sum + (near.get(id)?.size ?? 0), 0) / 2;
  if (lines > 2 * cards.length) return byName;
  const left = new Set(byName);
  const ordered: Card[] = [];
  const visit = (card: Card) => {
    if (!left.delete(card)) return;
    ordered.push(card);
    for (const next of byName) if (near.get(card.id)?.has(next.id) === true) visit(next);
  };
  for (const card of byName) visit(card);
  return ordered;
}

interface RingOptions {
  readonly isDot: boolean;
  readonly isStar: boolean;
  readonly labelWidth: number;
}

/** The radii of the ring, and the angle of its first card. */
function ringOf(ring: readonly Card[], { isDot, isStar, labelWidth }: RingOptions) {
  const count = ring.length;
  if (count === 1) return { across: 0, down: 0, start: 0 };
  const width = Math.max(...ring.map((card) => card.width));
  if (isDot) {
    const radius = Math.max(280, (count * 24) / (2 * Math.PI));
    return { across: radius, down: radius, start: -Math.PI / 2 };
  }
  const gap = labelWidth + 48;
  if (count === 2) {
    const radius = isStar ? width + gap : (width + gap) / 2;
    return { across: radius, down: radius, start: Math.PI };
  }
  const room = count <= 5 ? width + gap : width + 40;
  const chord = room / (2 * Math.sin(Math.PI / count));
  const across = isStar ? Math.max(chord, width + gap) : Math.max(chord, 180);
  // A triangle needs its height for the labels of two of its lines
  return { across, down: count <= 4 ? across * 0.72 : across * 0.8, start: -Math.PI / 2 };
}
