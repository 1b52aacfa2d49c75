// A mesh of GRE links, and a configuration for FRR at each site, whose BGP finds the routes and a way around failures.
import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, Forwarding, Mesh } from "pulumi-iproute2";

interface Site {
  /** The machine: its connection, and optionally a network namespace on it. */
  host: { connection: ConnectionArgs; netns?: string };
  underlay: string;
  /** Number of the autonomous system, one for each site: 64512 to 65534 are private. */
  asn: number;
  /** Subnets of the site's own devices, which BGP announces. */
  subnets: string[];
}

const config = new pulumi.Config();
const sites = config.requireObject<Record<string, Site>>("sites");

const mesh = new Mesh("wan", {
  kind: "gre",
  block: config.get("block") ?? "10.99.0.0/16",
  // The sites have no `subnets` here, because these would become static routes
  sites: Object.fromEntries(
    Object.entries(sites).map(([name, { host, underlay }]) => [name, { host, underlay }]),
  ),
  // BGP between neighbours sends packets with a ttl of 1. With "inherit" the first router would drop the outer packet
  ttl: 64,
});

for (const [name, { host }] of Object.entries(sites)) new Forwarding(`${name}-forwarding`, { host });

/** Text of /etc/frr/frr.conf. `neighbours` has the address of each far end by its site. */
function frrConf(name: string, neighbours: Record<string, string>): string {
  const { asn, underlay, subnets } = sites[name] as Site;
  const all = Object.values(sites).flatMap((site) => site.subnets);
  return [
    "frr defaults traditional",
    `hostname ${name}`,
    // No site may announce others, such as the underlay: the tunnels' own packets would take that route
    ...all.map((subnet) => `ip prefix-list sites permit ${subnet}`),
    `router bgp ${asn}`,
    ` bgp router-id ${underlay}`,
    " neighbor mesh peer-group",
    " neighbor mesh timers 3 9",
    " neighbor mesh timers connect 5",
    ...Object.entries(neighbours).flatMap(([far, address]) => [
      ` neighbor ${address} remote-as ${sites[far]?.asn}`,
      ` neighbor ${address} peer-group mesh`,
      ` neighbor ${address} description ${far}`,
    ]),
    " address-family ipv4 unicast",
    ...subnets.map((subnet) => `  network ${subnet}`),
    "  neighbor mesh prefix-list sites in",
    "  neighbor mesh prefix-list sites out",
    " exit-address-family",
    "",
  ].join("\n");
}

/** The configuration of FRR at each site. */
export const frr = mesh.addresses.apply((addresses) => {
  const addressOf = (at: string, to: string) => addresses[at]?.[to]?.[0]?.split("/")[0] ?? "";
  const neighboursOf = (name: string) =>
    Object.fromEntries(Object.keys(addresses[name] ?? {}).map((far) => [far, addressOf(far, name)]));
  return Object.fromEntries(Object.keys(sites).map((name) => [name, frrConf(name, neighboursOf(name))]));
});
