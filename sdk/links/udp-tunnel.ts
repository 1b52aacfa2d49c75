import type * as pulumi from "@pulumi/pulumi";

/** What tunnels with a UDP header and a virtual network identifier take. */
export interface UdpTunnelArgs {
  /** Virtual network identifier, 0 to 16777215, the same at both ends. Needed unless `external` leaves it to each packet. */
  vni?: pulumi.Input<number>;
  /** Time to live of the outer header, 1 to 255; "auto" is the host's default, "inherit" copies the inner packet's. @default "auto" */
  ttl?: pulumi.Input<number | "auto" | "inherit">;
  /** Type of service of the outer header, 0 to 255; "inherit" copies the inner packet's. @default 0 */
  tos?: pulumi.Input<number | "inherit">;
  /** The outer IPv4 header's DF: never, always, or as the inner packet has it. @default "unset" */
  df?: pulumi.Input<"unset" | "set" | "inherit">;
  /** Flow label of the outer IPv6 header, 0 to 1048575. @default 0 */
  label?: pulumi.Input<number>;
  /** Send over IPv6 without UDP checksums. Another device. @default false */
  udp6ZeroCsumTx?: pulumi.Input<boolean>;
  /** Accept packets over IPv6 without UDP checksums. Another device. @default false */
  udp6ZeroCsumRx?: pulumi.Input<boolean>;
}
