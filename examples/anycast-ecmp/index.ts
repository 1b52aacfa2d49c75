// Two GRE tunnels to anycast addresses of a provider, and one route that divides the flows between them.
import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, GreTunnel, Route } from "pulumi-iproute2";

interface Router {
  connection: ConnectionArgs;
  underlay: string;
}

interface Edge {
  /** The provider's anycast address. */
  remote: string;
  /** Address of the router in this tunnel. */
  address: string;
  /** Share of this tunnel in proportion to the others. */
  weight?: number;
}

const config = new pulumi.Config();
const router = config.requireObject<Router>("router");
const edges = config.requireObject<Edge[]>("edges");
/** What the tunnels lead to. */
const to = config.require("to");
const host = { connection: router.connection };

const tunnels = edges.map(
  ({ remote, address }, index) =>
    new GreTunnel(`edge-${index + 1}`, {
      host,
      local: router.underlay,
      remote,
      ttl: 64,
      addresses: [address],
      // The provider chooses the tunnel by which answers come
      settings: { rpFilter: 2 },
    }),
);

new Route("shared", {
  host,
  to,
  nexthops: tunnels.map((tunnel, index) => ({ dev: tunnel.name, weight: edges[index]?.weight ?? 1 })),
});

export const devices = tunnels.map((tunnel) => tunnel.name);
export const mtus = tunnels.map((tunnel) => tunnel.mtu);
