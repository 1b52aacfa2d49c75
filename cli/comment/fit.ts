// GitHub refuses a comment of more than 65,536 characters.

/**
 * A part of a comment that may be cut: the part with as much of its content as fits into a budget of characters; undefined
 * if it is left out.
 */
export type Section = (budget: number) => string | undefined;

/** The text that replaces the end of a part. */
export const CUT = "… cut, because a comment has a limit";

/** The first lines of a text that fit into a budget, and a last line that reports the cut. */
export function firstLines(text: string, budget: number): string | undefined {
  if (text.length <= budget) return text;
  const end = text.lastIndexOf("\n", budget - CUT.length - 1);
  return end <= 0 ? undefined : `${text.slice(0, end)}\n${CUT}`;
}

/** Joins the part that is always there and as much of the sections as fits, the first sections first. */
export function joined(fixed: string, sections: readonly Section[], limit: number): string {
  const parts = [fixed];
  let used = fixed.length;
  for (const section of sections) {
    const part = section(limit - used - 2);
    if (part === undefined) continue;
    parts.push(part);
    used += part.length + 2;
  }
  return parts.join("\n\n");
}
