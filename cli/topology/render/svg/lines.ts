import { groupBy } from "../../model/group-by.ts";
import type { TopologyLink } from "../../model/topology.ts";
import { edgeOf } from "../nodes.ts";
import type { Placed } from "./cards.ts";
import { type Point, partInside } from "./geometry.ts";

/** A link with its line: a quadratic curve, which is straight if its control point is in the middle. */
export interface Line {
  readonly link: TopologyLink;
  readonly from: Placed;
  readonly to: Placed;
  readonly control: Point;
}

/** The lines of links. Links between the same two cards are `spread` pixels apart. */
export function linesOf(links: readonly TopologyLink[], cards: readonly Placed[], spread: number): Line[] {
  const places = new Map(cards.map((card) => [card.id, card]));
  const between = groupBy(links, (link) => edgeOf(link).toSorted().join(" "));
  return [...between.values()].flatMap((parallel) =>
    parallel.flatMap((link, index): Line[] => {
      const [one, other] = edgeOf(link).toSorted();
      const [from, to] = [places.get(one ?? ""), places.get(other ?? "")];
      if (from === undefined || to === undefined) return [];
      const offset = (index - (parallel.length - 1) / 2) * spread;
      return [{ link, from, to, control: controlOf(from, to, offset) }];
    }),
  );
}

/** A curve passes through half of the distance to its control point. */
function controlOf(from: Point, to: Point, offset: number): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  return {
    x: (from.x + to.x) / 2 - (dy / length) * offset * 2,
    y: (from.y + to.y) / 2 + (dx / length) * offset * 2,
  };
}

/** The point at a part of the visible line, from 0 to 1. */
export function pointAt({ from, to, control }: Line, part: number): Point {
  const [start, end] = [partInside(from, to), 1 - partInside(to, from)];
  const t = start + part * (end - start);
  const at = (a: number, b: number, c: number) => (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t ** 2 * c;
  return { x: at(from.x, control.x, to.x), y: at(from.y, control.y, to.y) };
}
