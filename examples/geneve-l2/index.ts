// One Ethernet at two sites: each end of the tunnel is a member of a bridge on its host.
import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, TunnelPair } from "pulumi-iproute2";

interface Site {
  connection: ConnectionArgs;
  underlay: string;
}

const config = new pulumi.Config();
const ams = config.requireObject<Site>("ams");
const fra = config.requireObject<Site>("fra");

const pair = new TunnelPair("l2", {
  kind: "geneve",
  vni: 100,
  a: { host: { connection: ams.connection }, underlay: ams.underlay, name: "l2-fra" },
  b: { host: { connection: fra.connection }, underlay: fra.underlay, name: "l2-ams" },
  // The bridges keep the mtu of Ethernet: frames of full size pass as two outer packets. If a sender forbids
  // fragmentation, as TCP does, the kernel reports to it what fits into one packet (Linux 5.9).
  mtu: 1500,
  df: "unset",
});

export const members = { ams: pair.a.name, fra: pair.b.name };
