import type * as pulumi from "@pulumi/pulumi";

/** Keys of a GRE tunnel: one for both directions, or one for each. */
export interface KeyArgs {
  /**
   * Key of the packets in both directions, 0 to 4294967295; a dotted quad will do too. The far end needs the same.
   * Excludes `ikey` and `okey`.
   * @default none; the group's address where `remote` is an IPv4 group
   */
  key?: pulumi.Input<number | string>;
  /** Key of incoming packets alone: the far end's `okey`. @default none */
  ikey?: pulumi.Input<number | string>;
  /** Key of outgoing packets alone: the far end's `ikey`. @default none */
  okey?: pulumi.Input<number | string>;
}

/** Sequence numbers of a GRE tunnel. */
export interface SeqArgs {
  /**
   * Sequence numbers in both directions: outgoing packets carry one, incoming packets out of order are dropped.
   * Excludes `iseq` and `oseq`.
   * @default false
   */
  seq?: pulumi.Input<boolean>;
  /** Incoming packets must carry a sequence number and come in order. @default as `seq` */
  iseq?: pulumi.Input<boolean>;
  /** Outgoing packets carry a sequence number. @default as `seq` */
  oseq?: pulumi.Input<boolean>;
}

/** Checksums of a GRE tunnel. */
export interface CsumArgs {
  /** Checksums in both directions. Excludes `icsum` and `ocsum`. @default false */
  csum?: pulumi.Input<boolean>;
  /** Incoming packets must carry a checksum. @default as `csum` */
  icsum?: pulumi.Input<boolean>;
  /** Outgoing packets carry a checksum. @default as `csum` */
  ocsum?: pulumi.Input<boolean>;
}
