// Multicast between two sites: GRE carries it, and a route selects the groups.
import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, TunnelPair } from "pulumi-iproute2";

interface Site {
  connection: ConnectionArgs;
  underlay: string;
}

const config = new pulumi.Config();
const ams = config.requireObject<Site>("ams");
const fra = config.requireObject<Site>("fra");
const groups = config.get("groups") ?? "239.0.0.0/8";

const pair = new TunnelPair("cast", {
  kind: "gre",
  a: {
    host: { connection: ams.connection },
    underlay: ams.underlay,
    addresses: ["10.9.0.1/30"],
    routes: [groups],
  },
  b: {
    host: { connection: fra.connection },
    underlay: fra.underlay,
    addresses: ["10.9.0.2/30"],
    routes: [groups],
  },
  // Programs send multicast with a time to live of 1. With "inherit" the first router would drop the outer packet.
  ttl: 64,
});

export const devices = { ams: pair.a.name, fra: pair.b.name };
