// Customers of a provider with two sites. Their addresses overlap, so each has a VRF at both sites and a GRE link between.
import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, Forwarding, GreTunnel, Route, Vrf } from "pulumi-iproute2";

interface Site {
  connection: ConnectionArgs;
  underlay: string;
}

interface Customer {
  /** From 1. The number of the routing table follows from it, and the key of the link. */
  id: number;
  /** The customer's subnets behind each site. */
  subnets: { ams: string[]; fra: string[] };
}

const config = new pulumi.Config();
const ams = config.requireObject<Site>("ams");
const fra = config.requireObject<Site>("fra");
/** By the names of the customers, which are the names of the VRFs: 11 characters or less. */
const customers = config.requireObject<Record<string, Customer>>("customers");

/**
 * Metric of a route that no other route of the table exceeds. Without it the kernel would go on to the main table, which
 * leads out of the VRF. (linux: Documentation/networking/vrf.rst)
 */
const LAST = 4278198272;

function end(customer: string, near: "ams" | "fra", far: "ams" | "fra"): pulumi.Output<string> {
  const site = { ams, fra }[near];
  const host = { connection: site.connection };
  const { id, subnets } = customers[customer] as Customer;
  const table = 1000 + id;

  const vrf = new Vrf(`${customer}-${near}`, { host, name: customer, table });
  new Route(`${customer}-${near}-last`, { host, to: "0.0.0.0/0", type: "unreachable", table, metric: LAST });
  const link = new GreTunnel(`${customer}-${near}-${far}`, {
    host,
    name: `${customer}-${far}`,
    local: site.underlay,
    remote: { ams, fra }[far].underlay,
    key: id, // The links of all customers have the same endpoints. The key distinguishes them
    ttl: 64,
    master: vrf.name,
    addresses: [near === "ams" ? "10.9.0.1/30" : "10.9.0.2/30"],
    routes: subnets[far],
  });
  return link.name;
}

new Forwarding("ams-forwarding", { host: { connection: ams.connection } });
new Forwarding("fra-forwarding", { host: { connection: fra.connection } });

export const links = Object.fromEntries(
  Object.keys(customers).map((name) => [
    name,
    { ams: end(name, "ams", "fra"), fra: end(name, "fra", "ams") },
  ]),
);
