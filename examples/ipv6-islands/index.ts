// Islands of IPv6 in an IPv4 network: two with a tunnel, or any number with 6rd.
import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, Forwarding, SiteToSite, SitTunnel } from "pulumi-iproute2";

interface Site {
  connection: ConnectionArgs;
  underlay: string;
}

const config = new pulumi.Config();
const sites = { ams: config.requireObject<Site>("ams"), fra: config.requireObject<Site>("fra") };
/** Prefix of the 6rd domain, a /32. Without it the islands are a pair. */
const domain = config.get("sixrd");

/** The prefix of each island. */
export const islands = domain === undefined ? pair() : sixrd(domain);

/** Each end has the address of the other. */
function pair() {
  const { ams, fra } = sites;
  const prefixes = { ams: "fd00:10::/64", fra: "fd00:20::/64" };
  new SiteToSite("islands", {
    kind: "sit",
    mode: "ip6ip",
    a: {
      host: { connection: ams.connection },
      underlay: ams.underlay,
      addresses: ["fd00:9::1/126"],
      subnets: [prefixes.ams],
    },
    b: {
      host: { connection: fra.connection },
      underlay: fra.underlay,
      addresses: ["fd00:9::2/126"],
      subnets: [prefixes.fra],
    },
  });
  return prefixes;
}

/** No end has the address of another: the IPv6 address of a packet contains it. A further site is one more of these. */
function sixrd(prefix: string) {
  const prefixes: Record<string, string> = {};
  for (const [name, { connection, underlay }] of Object.entries(sites)) {
    const host = { connection };
    const [bits, address] = within(prefix, underlay);
    new SitTunnel(`sixrd-${name}`, {
      host,
      local: underlay,
      sixrd: { prefix },
      ttl: 64,
      // The length is that of the domain's prefix, so that this device reaches the whole domain
      addresses: [`${address}/32`],
    });
    new Forwarding(`${name}-forwarding`, { host, family: "inet6" });
    prefixes[name] = bits;
  }
  return prefixes;
}

/** The prefix of a site in the domain, and its first address: the 32 bits after the prefix are its IPv4 address. */
function within(prefix: string, underlay: string): [string, string] {
  const [a = 0, b = 0, c = 0, d = 0] = underlay.split(".").map(Number);
  const site = prefix.replace("::/32", `:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}::`);
  return [`${site}/64`, `${site}1`];
}
