/** A range of numbers in canonical text: `80-90`. A range of one number becomes that number. */
export function parseRange(text: string | number, min: number, max: number): string | number | undefined {
  const [, first = "", last = first] = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(String(text)) ?? [];
  if (first === "" || Number(first) < min || Number(last) > max || Number(first) > Number(last))
    return undefined;
  return Number(first) === Number(last) ? Number(first) : `${Number(first)}-${Number(last)}`;
}
