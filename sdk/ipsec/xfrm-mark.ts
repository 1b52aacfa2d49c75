import type * as pulumi from "@pulumi/pulumi";

/** A packet mark (`fwmark`), as firewalls and VTIs set it. (ip-xfrm(8), MARK) */
export interface XfrmMarkArgs {
  /** Value of the bits in the mask, 0 to 4294967295. @example 5 */
  value: pulumi.Input<number>;
  /** Bits that are compared. @default 0xffffffff, all bits */
  mask?: pulumi.Input<number>;
}
