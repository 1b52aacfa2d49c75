/** The measured operations, in this order. */
export const OPERATIONS = ["up", "again", "refresh", "change", "destroy"] as const;
export type Operation = (typeof OPERATIONS)[number];

/**
 * One way to make pairs of links. `up` makes them, `again` finds nothing to do, `refresh` reads them all, `change`
 * gives all of them another ttl, and `destroy` removes them.
 */
export type Bench = Readonly<Partial<Record<Operation, () => Promise<unknown>>>> & AsyncDisposable;

export interface System {
  readonly name: SystemName;
  /** a short name for the table */
  readonly what: string;
  /** undefined if this machine does not support it */
  open(pairs: number): Promise<Bench | undefined>;
  /** the largest number of pairs, because more take too long */
  readonly most?: number;
}

export type SystemName = "floor" | "pulumi-iproute2" | "link-set" | "command" | "ssh" | "batch";
