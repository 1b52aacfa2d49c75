/** What is measured, in this order. */
export const OPERATIONS = ["up", "again", "refresh", "change", "destroy"] as const;
export type Operation = (typeof OPERATIONS)[number];

/**
 * One way to have pairs of links. `up` makes them; `again` finds nothing to do; `refresh` reads them all; `change`
 * gives all of them another ttl; `destroy` removes them.
 */
export type Bench = Readonly<Partial<Record<Operation, () => Promise<unknown>>>> & AsyncDisposable;

export interface System {
  readonly name: SystemName;
  /** in a few words, for the table */
  readonly what: string;
  /** undefined where it cannot be had on this machine */
  open(pairs: number): Promise<Bench | undefined>;
  /** more pairs than these are not worth waiting for */
  readonly most?: number;
}

export type SystemName = "floor" | "pulumi-iproute2" | "link-set" | "command" | "ssh" | "batch";
