// Two sites, a subnet behind each, joined by an IPIP tunnel that is declared once.
import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, TunnelPair } from "pulumi-iproute2";

interface Site {
  connection: ConnectionArgs;
  underlay: string;
}

const config = new pulumi.Config();
const ams = config.requireObject<Site>("ams");
const fra = config.requireObject<Site>("fra");

const tunnel = new TunnelPair("ams-fra", {
  kind: "ipip",
  a: {
    host: { connection: ams.connection },
    underlay: ams.underlay,
    addresses: ["10.9.0.1/30"],
    routes: ["10.20.0.0/24"],
  },
  b: {
    host: { connection: fra.connection },
    underlay: fra.underlay,
    addresses: ["10.9.0.2/30"],
    routes: ["10.10.0.0/24"],
  },
  ttl: config.getNumber("ttl") ?? 64,
});

export const mtu = tunnel.mtu;
export const devices = { ams: tunnel.a.name, fra: tunnel.b.name };
