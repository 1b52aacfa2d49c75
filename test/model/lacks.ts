import { type Device, device, type Seen } from "./look.ts";
import { record } from "./places.ts";
import type { Args } from "./provider.ts";
import type { HostName } from "./world.ts";

/** The differences between the recorded values of a link and the live ones, one text for each. */
export function lacksOfLink(
  { args, device: name, type }: { args: Args; device: string; type: string; host: HostName },
  seen: Seen,
): string[] {
  const found = device(seen, name);
  if (found === undefined) return [`the device ${name} of the state does not exist`];
  const { data } = found;
  const pairs: [string, unknown, unknown][] = [
    ["kind", KINDS[type], found.kind],
    ...ownValues(type, args, data),
    ["remote", args.remote, data.remote],
    ["local", args.local, data.local],
    ["dev", args.dev, data.link],
    ["ttl", typeof args.ttl === "number" ? args.ttl : 0, data.ttl ?? 0],
    ["up", args.up ?? true, found.up],
    ["ifindex", args.ifindex, found.ifindex],
    ["mtu", args.mtu, found.mtu],
    ["addresses", sorted(args.addresses), sorted(found.addresses.filter(isDeclared).map(({ cidr }) => cidr))],
    ["routes", sorted(args.routes, routeText), routesThrough(seen, name)],
  ];
  return [
    ...pairs.flatMap(([key, recorded, live]) =>
      JSON.stringify(recorded) === JSON.stringify(live)
        ? []
        : [`${key} is ${JSON.stringify(live)}, and ${JSON.stringify(recorded)} in the state`],
    ),
    ...shadowed(seen, name),
  ];
}

const KINDS: Readonly<Record<string, string>> = {
  VxlanTunnel: "vxlan",
  GreTunnel: "gre",
  IpipTunnel: "ipip",
};

/** The values that only links of one type have. */
function ownValues(type: string, args: Args, data: Args): [string, unknown, unknown][] {
  const { encap = {} } = data as { encap?: unknown };
  switch (type) {
    case "VxlanTunnel":
      return [
        ["vni", args.vni, data.id],
        ["maxAddresses", args.maxAddresses ?? 0, data.limit ?? 0],
      ];
    case "GreTunnel":
      return [["key", `0.0.0.${args.key}`, data.ikey]];
    default:
      return [["encap", record(args.encap).dport ?? 0, record(encap).dport ?? 0]];
  }
}

/** Whether an address can come from the arguments: the kernel adds link-local and dynamic ones. */
const isDeclared = ({ dynamic, scope }: Device["addresses"][number]) => !dynamic && scope !== "link";

const sorted = (values: unknown, text: (one: unknown) => string = String) =>
  (Array.isArray(values) ? values : []).map(text).sort();

/** A declared route in the form of `routesThrough`. */
function routeText(one: unknown): string {
  const { to, metric, via, table } = typeof one === "string" ? { to: one } : record(one);
  const byDefault = String(to).includes(":") ? 1024 : 0;
  return `${to} ${metric ?? byDefault} ${via ?? "-"} ${table ?? "main"}`;
}

/** Routes that `ip route add` made, and not the kernel or a routing daemon. */
const addedRoutes = (seen: Seen) =>
  seen.routes.filter(({ protocol, table }) => ["boot", "static"].includes(protocol) && table !== "local");

/** The live routes through a device: destination, metric, gateway and table. */
const routesThrough = (seen: Seen, name: string) =>
  addedRoutes(seen)
    .filter(({ dev }) => dev === name)
    .map(({ to, metric, via, table }) => `${to} ${metric} ${via ?? "-"} ${table}`)
    .sort();

/** Routes of a device that carry no packet, because the kernel prefers an equal route through another device. */
function shadowed(seen: Seen, name: string): string[] {
  return addedRoutes(seen)
    .filter(({ dev }) => dev === name)
    .flatMap((one) => {
      const first = seen.routes.find(
        ({ to, metric, table }) => to === one.to && metric === one.metric && table === one.table,
      );
      return first === undefined || first.dev === name
        ? []
        : [`the route to ${one.to} carries no packet: the kernel prefers the one through ${first.dev}`];
    });
}

/** A text that the live object of a resource with these outputs contains. */
export function textOf(key: string, { lladdr, priority = 0, gue, reqid = 0 }: Args): string {
  switch (key.split(" ")[0]) {
    case "policy":
      return `priority ${priority} `;
    case "neighbor":
      return `"lladdr":"${lladdr}"`;
    case "port":
      return gue === true ? `"gue":` : `"ipproto":4`;
    default:
      return `reqid ${reqid} `;
  }
}
