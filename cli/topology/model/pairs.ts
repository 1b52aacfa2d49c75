import type { FoundEnd } from "./ends.ts";
import { groupBy } from "./group-by.ts";

/** One or two ends of one link. */
export type Ends = readonly [FoundEnd] | readonly [FoundEnd, FoundEnd];

/** A component whose two links are the two ends of one tunnel. */
export const isPair = (type: string | undefined): boolean => type === "TunnelPair" || type === "IpsecPair";

/**
 * Joins ends to links: the two children of a pair, and ends whose endpoints, keys and encapsulation mirror each other.
 * `addressOf` returns the address of a site, for ends without `local`.
 */
export function pairUp(
  ends: readonly FoundEnd[],
  isChildOfPair: (end: FoundEnd) => boolean,
  addressOf: (site: string) => string,
): Ends[] {
  const byParent = groupBy(ends, (one) => (isChildOfPair(one) ? one.parent : undefined));
  const pairs: Ends[] = [];
  const rest: FoundEnd[] = [...(byParent.get(undefined) ?? [])];
  for (const [parent, children] of byParent) {
    if (parent === undefined) continue;
    const [a, b, ...more] = children.toSorted((one, other) =>
      one.end.resource < other.end.resource ? -1 : 1,
    );
    if (a !== undefined && b !== undefined && more.length === 0) pairs.push([a, b]);
    else rest.push(...children);
  }
  const open = new Set(rest);
  for (const end of rest) {
    if (!open.delete(end)) continue;
    const far = [...open].find((other) => mirrors(end, other, addressOf));
    if (far !== undefined) open.delete(far);
    pairs.push(far === undefined ? [end] : [end, far]);
  }
  return pairs;
}

/** Whether two ends send to each other. */
function mirrors(one: FoundEnd, other: FoundEnd, addressOf: (site: string) => string): boolean {
  const local = ({ end }: FoundEnd) => end.local ?? addressOf(end.site);
  return (
    one.kind === other.kind &&
    one.encap === other.encap &&
    one.sends === other.receives &&
    one.receives === other.sends &&
    one.end.remote !== undefined &&
    one.end.remote === local(other) &&
    other.end.remote === local(one)
  );
}
