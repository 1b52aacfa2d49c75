const FULL_MASK = 0xffff_ffff;

/**
 * The firewall mark of a rule in canonical text: `0x1/0xff`, or `0x1` if all bits count. Accepts decimal and hexadecimal
 * numbers. Undefined if it is none.
 */
export function parseFwmark(text: string | number): string | undefined {
  const [value, mask = FULL_MASK, ...rest] = String(text).split("/").map(numberIn);
  if (value === undefined || mask === undefined || rest.length > 0) return undefined;
  return mask === FULL_MASK ? hexOf(value) : `${hexOf(value)}/${hexOf(mask)}`;
}

/** The mark with its mask, for ip. Without a mask the kernel does not compare a mark of 0. */
export const fwmarkWithMask = (mark: string): string =>
  mark.includes("/") ? mark : `${mark}/${hexOf(FULL_MASK)}`;

const hexOf = (value: number) => `0x${value.toString(16)}`;

function numberIn(text: string): number | undefined {
  if (!/^(0x[0-9a-f]{1,8}|0|[1-9]\d{0,9})$/i.test(text)) return undefined;
  const value = Number(text);
  return value <= FULL_MASK ? value : undefined;
}
