import type * as pulumi from "@pulumi/pulumi";

/** A mark on packets, as firewalls and VTIs set it. */
export interface XfrmMarkArgs {
  /** The value, within the mask. @example 5 */
  value: pulumi.Input<number>;
  /** The bits that count. @default 0xffffffff, all of them */
  mask?: pulumi.Input<number>;
}
