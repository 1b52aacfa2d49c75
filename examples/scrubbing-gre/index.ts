// A scrubbing centre announces a prefix, filters its traffic, and delivers it by GRE. Answers go back by the same tunnel.
import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, Forwarding, GreTunnel, PolicyRule, Route } from "pulumi-iproute2";

interface Router {
  connection: ConnectionArgs;
  /** The address that the scrubbing centre sends to. It is outside of the protected prefix. */
  underlay: string;
}

const config = new pulumi.Config();
const router = config.requireObject<Router>("router");
/** The scrubbing centre's end of the tunnel. */
const scrubber = config.require("scrubber");
/** Address of the router in the tunnel. */
const address = config.get("address") ?? "10.9.0.2/30";
/** The protected prefix. */
const prefix = config.require("prefix");
const table = config.getNumber("table") ?? 100;

const host = { connection: router.connection };
const MAIN = 254;

const tunnel = new GreTunnel("scrubber", {
  host,
  local: router.underlay,
  remote: scrubber,
  ttl: 64,
  addresses: [address],
  routes: [{ to: "0.0.0.0/0", table }],
  // Packets come from all of the Internet, whose routes lead elsewhere. A strict filter (1) drops them without the rules
  settings: { rpFilter: 2 },
});

// While the tunnel is down, packets of the prefix must not leave by the other provider.
const nothingElse = new Route("nothing-else", {
  host,
  to: "0.0.0.0/0",
  type: "unreachable",
  table,
  metric: 1000,
});

// The lower number comes first: packets to networks of the router use the main table, without its default route.
const own = new PolicyRule("own-networks", {
  host,
  from: prefix,
  table: MAIN,
  suppressPrefixLength: 0,
  priority: 1000,
});
new PolicyRule(
  "protected",
  { host, from: prefix, table, priority: 1001 },
  { dependsOn: [tunnel, nothingElse, own] },
);

new Forwarding("forwarding", { host });

export const device = tunnel.name;
export const mtu = tunnel.mtu;
