// Any number of sites, each with a subnet, with a link for each pair or through a hub.
import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, Mesh } from "pulumi-iproute2";

interface Site {
  connection: ConnectionArgs;
  underlay: string;
  subnets: string[];
}

const config = new pulumi.Config();
const sites = config.requireObject<Record<string, Site>>("sites");
const hub = config.get("hub");

const mesh = new Mesh("wan", {
  kind: "gre",
  block: "10.99.0.0/16",
  topology: hub === undefined ? "full" : { hub },
  sites: Object.fromEntries(
    Object.entries(sites).map(([name, { connection, underlay, subnets }]) => [
      name,
      { host: { connection }, underlay, subnets },
    ]),
  ),
  encap: { type: "gue", dport: 5555 },
});

export const addresses = mesh.addresses;
export const diagram = mesh.diagram;
