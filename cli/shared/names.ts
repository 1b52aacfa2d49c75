/** A text of at most `longest` characters. */
export const shortened = (text: string, longest: number): string =>
  text.length > longest ? `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, "")}…` : text;

/** The order of names: `tun2` is before `tun10`. */
export const byName = (one: string, other: string): number =>
  one.localeCompare(other, "en", { numeric: true });
