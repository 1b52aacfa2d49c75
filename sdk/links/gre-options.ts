import type * as pulumi from "@pulumi/pulumi";

/** Keys of a GRE tunnel: one for both directions, or one for each. */
export interface KeyArgs {
  /**
   * Key of the packets in both directions, 0 to 4294967295 or a dotted quad. The far end needs the same key. Excludes
   * `ikey` and `okey`.
   * @default none; the address of the group if `remote` is an IPv4 multicast group
   */
  key?: pulumi.Input<number | string>;
  /** Key of incoming packets only: the `okey` of the far end. @default none */
  ikey?: pulumi.Input<number | string>;
  /** Key of outgoing packets only: the `ikey` of the far end. @default none */
  okey?: pulumi.Input<number | string>;
}

/** Sequence numbers of a GRE tunnel. */
export interface SeqArgs {
  /**
   * Sequence numbers in both directions: outgoing packets have one, and the kernel drops incoming packets out of order.
   * Excludes `iseq` and `oseq`.
   * @default false
   */
  seq?: pulumi.Input<boolean>;
  /** Drop incoming packets without a sequence number or out of order. @default as `seq` */
  iseq?: pulumi.Input<boolean>;
  /** Send outgoing packets with a sequence number. @default as `seq` */
  oseq?: pulumi.Input<boolean>;
}

/** Checksums of a GRE tunnel. */
export interface CsumArgs {
  /** Checksums in both directions. Excludes `icsum` and `ocsum`. @default false */
  csum?: pulumi.Input<boolean>;
  /** Drop incoming packets without a checksum. @default as `csum` */
  icsum?: pulumi.Input<boolean>;
  /** Send outgoing packets with a checksum. @default as `csum` */
  ocsum?: pulumi.Input<boolean>;
}
