import type * as pulumi from "@pulumi/pulumi";

/** UDP around a tunnel, so that receive queues and multipath routes can tell its flows apart. */
export interface EncapArgs {
  /** Foo over UDP (bare), or Generic UDP Encapsulation (a header of its own). */
  type: pulumi.Input<"fou" | "gue">;
  /** Source port; "auto" derives it from each flow. @default "auto" */
  sport?: pulumi.Input<number | "auto">;
  /** Destination port: the far end's `FouPort`. */
  dport: pulumi.Input<number>;
  /** UDP checksums over IPv4. @default false */
  csum?: pulumi.Input<boolean>;
  /** UDP checksums over IPv6. @default true on kinds whose underlay is IPv6, else false */
  csum6?: pulumi.Input<boolean>;
  /** Remote checksum offload, 8 bytes more. @default false */
  remcsum?: pulumi.Input<boolean>;
}
