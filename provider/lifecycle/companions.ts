/** An answer that comes later. The first one counts. */
class Answer {
  readonly promise: Promise<boolean>;
  resolve: (value: boolean) => void = () => {};

  constructor() {
    this.promise = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }
}

/** A change that is under way, of a resource of a component. */
export interface Companion {
  /** whether the change may cut the SSH connection of its host */
  readonly risk: Answer;
  /** whether the change was made */
  readonly made: Answer;
}

/** The changes that are under way, by component. */
const underWay = new Map<string, Set<Companion>>();

/** The component of a resource; undefined if it is part of none. The classes add a hash of the parent. */
export const componentOf = ({ __stack: stack, __parent: parent }: Readonly<Record<string, unknown>>) =>
  typeof stack === "string" && typeof parent === "string" ? `${stack} ${parent}` : undefined;

/**
 * Runs a change as one of its component. The ends of a pair change at the same time, and each can wait for what the
 * others do.
 */
export async function asCompanion<T>(
  component: string | undefined,
  body: (own: Companion, others: () => Companion[]) => Promise<T>,
): Promise<T> {
  const own: Companion = { risk: new Answer(), made: new Answer() };
  const all = (component === undefined ? undefined : underWay.get(component)) ?? new Set<Companion>();
  all.add(own);
  if (component !== undefined) underWay.set(component, all);
  try {
    return await body(own, () => [...all].filter((one) => one !== own));
  } finally {
    own.risk.resolve(false);
    own.made.resolve(false);
    all.delete(own);
    if (all.size === 0 && component !== undefined) underWay.delete(component);
  }
}
