export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle by its centre. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export const overlaps = (one: Box, other: Box, margin = 0): boolean =>
  Math.abs(one.x - other.x) * 2 < one.width + other.width + 2 * margin &&
  Math.abs(one.y - other.y) * 2 < one.height + other.height + 2 * margin;

/** The part of a segment, from 0 to 1, that is inside a box at its start. */
export function partInside(box: Box, to: Point): number {
  const [dx, dy] = [Math.abs(to.x - box.x), Math.abs(to.y - box.y)];
  const across = dx === 0 ? Number.POSITIVE_INFINITY : box.width / 2 / dx;
  const down = dy === 0 ? Number.POSITIVE_INFINITY : box.height / 2 / dy;
  return Math.min(across, down, 0.5);
}

/** The smallest rectangle around boxes. */
export function around(boxes: readonly Box[]): Box {
  const [left, right] = [
    Math.min(...boxes.map(({ x, width }) => x - width / 2)),
    Math.max(...boxes.map(({ x, width }) => x + width / 2)),
  ];
  const [top, bottom] = [
    Math.min(...boxes.map(({ y, height }) => y - height / 2)),
    Math.max(...boxes.map(({ y, height }) => y + height / 2)),
  ];
  return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top };
}

/** The width of a text in pixels, estimated: fonts differ, so it is the width in a wide one. */
export const textWidth = (text: string, size: number, bold = false): number =>
  [...text].reduce((sum, sign) => sum + size * (/[.,:;|ilj'!/ ]/.test(sign) ? 0.36 : bold ? 0.67 : 0.62), 0);
