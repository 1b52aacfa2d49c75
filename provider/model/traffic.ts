import type { Args } from "../schema/declaration.ts";

/** The packets that need an object, and the changes that stop them. A plan shows them before a run. */
export interface Traffic {
  /**
   * The packets that stop when the object is removed, in words; undefined if none do.
   * @example "packets through gre0 to 10.20.0.0/16"
   */
  carried(args: Args): string | undefined;
  /** What a change in place of the arguments `changed` stops; undefined if packets flow on. */
  stoppedBy?(before: Args, after: Args, changed: readonly string[]): Stop | undefined;
}

/** Packets that a change in place stops. */
export interface Stop {
  /** the packets, in words */
  readonly packets: string;
  /** the arguments whose change stops them */
  readonly because: readonly string[];
  /**
   * - "both ends": until the far end has the same change, because both must agree
   * - "next change": until a later change of the program
   */
  readonly until: "both ends" | "next change";
}
