import type * as pulumi from "@pulumi/pulumi";

/** Arguments of tunnels with a UDP header and a virtual network identifier. */
export interface UdpTunnelArgs {
  /** Virtual network identifier, 0 to 16777215, the same at both ends. Required without `external`. */
  vni?: pulumi.Input<number>;
  /**
   * Time to live of the outer header, 1 to 255; "auto" is the default of the host, "inherit" copies the inner packet's.
   * @default "auto"
   */
  ttl?: pulumi.Input<number | "auto" | "inherit">;
  /** Type of service of the outer header, 0 to 255; "inherit" copies the inner packet's. @default 0 */
  tos?: pulumi.Input<number | "inherit">;
  /** DF in the outer IPv4 header: never ("unset"), always ("set"), or copied from the inner packet. @default "unset" */
  df?: pulumi.Input<"unset" | "set" | "inherit">;
  /** Flow label of the outer IPv6 header, 0 to 1048575. @default 0 */
  label?: pulumi.Input<number>;
  /** Send over IPv6 without UDP checksums. A change replaces the device. @default false */
  udp6ZeroCsumTx?: pulumi.Input<boolean>;
  /** Accept packets over IPv6 without UDP checksums. A change replaces the device. @default false */
  udp6ZeroCsumRx?: pulumi.Input<boolean>;
}
