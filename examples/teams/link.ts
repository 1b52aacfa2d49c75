// The link itself, apart from the program, so that a test can declare it without a stack.
import type * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, TunnelPair } from "pulumi-iproute2";

/** One end of the link. */
export interface Site {
  connection: ConnectionArgs;
  underlay: string;
}

const SUBNETS = ["10.9.0.1/30", "10.9.0.2/30"] as const;

/** By the name of each end of the link, the address of the BGP neighbour behind it. */
export const neighbors: Record<string, string> = { "ams-fra-a": "10.9.0.2", "ams-fra-b": "10.9.0.1" };

/** Declares both ends of the link. */
export const linkBetween = (
  ams: Site,
  fra: Site,
  vni: number,
  options: pulumi.ComponentResourceOptions = {},
): TunnelPair =>
  new TunnelPair(
    "ams-fra",
    {
      kind: "vxlan",
      vni,
      a: { host: { connection: ams.connection }, underlay: ams.underlay, addresses: [SUBNETS[0]] },
      b: { host: { connection: fra.connection }, underlay: fra.underlay, addresses: [SUBNETS[1]] },
      ttl: 64,
    },
    options,
  );
