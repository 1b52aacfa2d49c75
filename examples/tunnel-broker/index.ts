// IPv6 from a tunnel broker: 6in4 to the broker's server, the default route, and the routed prefix behind this router.
import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, Forwarding, Route, SitTunnel } from "pulumi-iproute2";

interface Router {
  connection: ConnectionArgs;
  /** The IPv4 address that the router itself has. Behind NAT it is the private one. */
  underlay: string;
}

/** What the broker's page shows. */
interface Broker {
  /** Server IPv4 address. */
  server: string;
  /** Client IPv6 address, with its length: the tunnel's /64. */
  client: string;
  /** Server IPv6 address, the gateway. */
  gateway: string;
  /** Routed prefix, a /64 or a /48. */
  routed: string;
}

const config = new pulumi.Config();
const router = config.requireObject<Router>("router");
const broker = config.requireObject<Broker>("broker");
const host = { connection: router.connection };

const tunnel = new SitTunnel("broker", {
  host,
  local: router.underlay,
  remote: broker.server,
  mode: "ip6ip", // The broker sends IPv6 only
  ttl: 255, // "inherit" would hide the hops of the IPv4 network, and drop packets with a small hop limit there
  mtu: 1480, // The broker's end has the same. With PPPoE it is 1472 at both ends
  addresses: [broker.client],
  routes: [{ to: "::/0", via: broker.gateway }],
});

new Forwarding("forwarding", { host, family: "inet6" });

// The default route would send packets to unused subnets of the prefix back to the broker, in a loop. The kernel prefers
// the subnets of the router's own devices, because they have a longer prefix or the lower metric 256.
new Route("unused", { host, to: broker.routed, type: "unreachable", metric: 4096 });

export const device = tunnel.name;
export const mtu = tunnel.mtu;
export const prefix = broker.routed;
