// A tunnel between two hosts, through a firewall that passes one UDP port.
import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, TunnelPair } from "pulumi-iproute2";

interface Site {
  connection: ConnectionArgs;
  underlay: string;
}

const config = new pulumi.Config();
const ams = config.requireObject<Site>("ams");
const fra = config.requireObject<Site>("fra");
/** 0 is plain GRE without UDP, which the firewall drops. */
const port = config.getNumber("port") ?? 5555;

const pair = new TunnelPair("through", {
  kind: "gre",
  a: { host: { connection: ams.connection }, underlay: ams.underlay, addresses: ["10.9.0.1/30"] },
  b: { host: { connection: fra.connection }, underlay: fra.underlay, addresses: ["10.9.0.2/30"] },
  ...(port === 0 ? {} : { encap: { type: "gue", dport: port } }),
});

export const mtu = pair.mtu;
export const devices = { ams: pair.a.name, fra: pair.b.name };
