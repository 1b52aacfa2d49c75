// What `npm test` has of a long list, and what only `npm run test:long` has. CONTRIBUTING.md lists the files that use it.
// A test outside of the part is not registered, so that a run does not count it as skipped.

/** Whether this run has every test. `npm run test:long` sets the variable. */
export const isLong = process.env.TABLE === "all";

/** Files that only a long run has, because others have their features in short. */
export const LONG_FILES = [
  "test/engine/bgp-example.test.ts",
  "test/engine/pair-kinds.test.ts",
  "test/lab/capture.test.ts",
];

/** Registers tests that only a long run has. Around all tests of a `describe`, it is around the `describe`, too. */
export function longOnly(register: () => void): void {
  if (isLong) register();
}

/**
 * Every `distance`th item, and at least one. Lists of several kinds have the number of the kind as `offset`, so that they
 * differ in the items. A long run has all items.
 */
export function sample<T>(all: readonly T[], distance: number, offset = 0): readonly T[] {
  const first = offset % Math.max(1, Math.min(distance, all.length));
  return isLong ? all : all.filter((_, index) => index % distance === first);
}

export interface Cover<T> {
  /** what the part must have, as often as there is an item with it: an argument, an operation, a kind */
  readonly namesOf: (one: T) => readonly string[];
  /** A group's items are chosen after those of groups that have fewer, so that the groups share the names. */
  readonly groupOf: (one: T) => string;
}

/** Items that together have every name. A long run has all items. */
export const covering = <T>(all: readonly T[], cover: Cover<T>): readonly T[] =>
  isLong ? all : coverOf(all, cover);

/** As `covering`, in every run. */
export function coverOf<T>(all: readonly T[], { namesOf, groupOf }: Cover<T>): readonly T[] {
  const left = all.map((one) => ({ one, names: new Set(namesOf(one)) }));
  const chosen = new Set<T>();
  const countOf = new Map<string, number>();
  const count = (one: T) => countOf.get(groupOf(one)) ?? 0;
  for (;;) {
    const [best] = left
      .filter(({ names }) => names.size > 0)
      .sort((a, b) => b.names.size - a.names.size || count(a.one) - count(b.one));
    // Items keep their order, because the files begin with the plain ones
    if (best === undefined) return all.filter((one) => chosen.has(one));
    chosen.add(best.one);
    countOf.set(groupOf(best.one), count(best.one) + 1);
    const found = [...best.names];
    for (const { names } of left) for (const name of found) names.delete(name);
  }
}
