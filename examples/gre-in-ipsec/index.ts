// GRE between two sites, encrypted: ESP in transport mode is around every GRE packet, with keys that this program makes.
import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, SiteToSite } from "pulumi-iproute2";

interface Site {
  connection: ConnectionArgs;
  underlay: string;
}

const config = new pulumi.Config();
const ams = config.requireObject<Site>("ams");
const fra = config.requireObject<Site>("fra");

const link = new SiteToSite("ams-fra", {
  kind: "gre",
  a: {
    host: { connection: ams.connection },
    underlay: ams.underlay,
    addresses: ["10.9.0.1/30"],
    subnets: ["10.10.0.0/24"],
  },
  b: {
    host: { connection: fra.connection },
    underlay: fra.underlay,
    addresses: ["10.9.0.2/30"],
    subnets: ["10.20.0.0/24"],
  },
  ttl: 64,
  // A higher number makes new keys
  ipsec: { generation: config.getNumber("generation") ?? 1 },
});

export const mtu = link.mtu;
export const sites = { ams: link.a, fra: link.b };
