import type * as pulumi from "@pulumi/pulumi";

/** What is particular to ERSPAN, over IPv4 and IPv6 alike. */
export interface ErspanHeaderArgs {
  /** Version 1: index of the mirrored port, 1 to 1048575, for the collector to tell ports apart. @default none, sent as 0 */
  index?: pulumi.Input<number>;
  /** Version 2: whether the mirrored packets came in or went out. @default "ingress" */
  direction?: pulumi.Input<"ingress" | "egress">;
  /** Version 2: identifier of the mirroring engine within its system, 0 to 63. @default 0 */
  hardwareId?: pulumi.Input<number>;
  /**
   * Session id in both directions, 0 to 1023. Versions 1 and 2 need one, here or as `ikey` and `okey`; version 0 has
   * none.
   */
  key?: pulumi.Input<number | string>;
  /** Session id of incoming packets alone: the far end's `okey`. */
  ikey?: pulumi.Input<number | string>;
  /** Session id of outgoing packets alone: the far end's `ikey`. */
  okey?: pulumi.Input<number | string>;
  /**
   * Sequence numbers in both directions. Versions 1 and 2 can't do without: at least one direction must have them.
   * @default true for versions 1 and 2, else false
   */
  seq?: pulumi.Input<boolean>;
  /** Incoming packets must come in order, and those that do not are dropped. Excludes `seq`. */
  iseq?: pulumi.Input<boolean>;
  /** Outgoing packets carry a sequence number. Excludes `seq`. */
  oseq?: pulumi.Input<boolean>;
}
