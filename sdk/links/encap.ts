import type * as pulumi from "@pulumi/pulumi";

/** A UDP header in front of a tunnel's packets. Receive queues and multipath routes distinguish flows by it. (ip-fou(8)) */
export interface EncapArgs {
  /** "fou": Foo over UDP, only a UDP header. "gue": Generic UDP Encapsulation, with another header after UDP's. */
  type: pulumi.Input<"fou" | "gue">;
  /** Source port, 1 to 65535; "auto" derives it from the flow. @default "auto" */
  sport?: pulumi.Input<number | "auto">;
  /** Destination port, 1 to 65535: the `FouPort` of the far end. */
  dport: pulumi.Input<number>;
  /** UDP checksums over IPv4. @default false */
  csum?: pulumi.Input<boolean>;
  /** UDP checksums over IPv6. @default true on kinds whose underlay is IPv6, else false */
  csum6?: pulumi.Input<boolean>;
  /** Remote checksum offload, 8 bytes more in each packet. @default false */
  remcsum?: pulumi.Input<boolean>;
}
