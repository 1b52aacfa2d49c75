import type * as pulumi from "@pulumi/pulumi";

/** Arguments of ERSPAN over IPv4 and over IPv6. */
export interface ErspanHeaderArgs {
  /** Version 1: index of the mirrored port, 1 to 1048575, so that the collector distinguishes ports. @default none, sent as 0 */
  index?: pulumi.Input<number>;
  /** Version 2: whether the mirrored port received the packets or sent them. @default "ingress" */
  direction?: pulumi.Input<"ingress" | "egress">;
  /** Version 2: identifier of the mirroring engine within its system, 0 to 63. @default 0 */
  hardwareId?: pulumi.Input<number>;
  /**
   * Session id in both directions, 0 to 1023. Versions 1 and 2 need one, here or as `ikey` and `okey`. Version 0 has
   * none.
   */
  key?: pulumi.Input<number | string>;
  /** Session id of incoming packets only: the `okey` of the far end. */
  ikey?: pulumi.Input<number | string>;
  /** Session id of outgoing packets only: the `ikey` of the far end. */
  okey?: pulumi.Input<number | string>;
  /**
   * Sequence numbers in both directions. Versions 1 and 2 need them in at least one direction. An end that expects them
   * drops the packets of a far end that began at 0 again, because it was replaced or its machine booted.
   * @default outgoing packets carry them with versions 1 and 2, incoming packets need none
   */
  seq?: pulumi.Input<boolean>;
  /** Drop incoming packets that arrive out of order. Excludes `seq`. */
  iseq?: pulumi.Input<boolean>;
  /** Send outgoing packets with a sequence number. Excludes `seq`. */
  oseq?: pulumi.Input<boolean>;
}
