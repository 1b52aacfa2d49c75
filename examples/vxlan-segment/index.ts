// One Ethernet segment over all sites. Each site has one VXLAN device, which knows all others.
import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, Mesh } from "pulumi-iproute2";

interface Site {
  /** The machine: its connection, and optionally a network namespace on it. */
  host: { connection: ConnectionArgs; netns?: string };
  underlay: string;
  /** A bridge of the site, which joins the segment. Without one the site itself has an address in the segment. */
  bridge?: string;
}

const config = new pulumi.Config();
const sites = config.requireObject<Record<string, Site>>("sites");

const segment = new Mesh("lan", {
  kind: "vxlan",
  segment: true,
  vni: 100,
  block: config.get("block") ?? "10.99.0.0/24",
  sites,
});

export const addresses = segment.addresses;
export const diagram = segment.diagram;
