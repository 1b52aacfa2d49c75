import type { Resource } from "./engine-types.ts";
import { type Device, device, type Seen } from "./look.ts";
import { type Place, placesOf, record } from "./places.ts";
import type { Args } from "./provider.ts";
import type { HostName } from "./world.ts";

/** The owners of objects: a stack by its number, or another text. */
interface Owners {
  /** the owner that the objects of the resource must have */
  readonly is: unknown;
  ofDevice(host: HostName, name: string): unknown;
  ofFilter(host: HostName, key: string): unknown;
  /**
   * Whether the run failed before it removed a device of the same stack. A route that moves from that device to another one
   * is appended, and takes over with the removal.
   */
  mayBeRemoved(host: HostName, device: string): boolean;
}

/** The differences between a resource in the state and its objects on the hosts, one text for each. */
export function lacksOf(
  resource: Resource,
  seen: Readonly<Record<HostName, Seen>>,
  owners: Owners,
): string[] {
  return placesOf(resource.type, resource.outputs).flatMap((place) => {
    const { host } = place;
    if ("sysctl" in place) {
      const value = seen[host].objects.get(place.sysctl);
      // A refresh records what the operator set
      const recorded = place.args.enabled === false ? "0" : "1";
      return value === recorded ? [] : [`${host}: ${place.sysctl} is ${value}, and ${recorded} in the state`];
    }
    if ("marked" in place) {
      const block = seen[host].objects.get(place.marked);
      const value = textOf(place.marked, place.args);
      if (block === undefined) return [`${host}: the ${place.marked} of the state does not exist`];
      return block.includes(value) ? [] : [`${host}: the ${place.marked} lacks ${value}: ${block}`];
    }
    if ("filtersOn" in place) return lacksOfMirror(place, seen[host], owners);
    const shadows = shadowed(seen[host], place.device).filter(({ by }) => !owners.mayBeRemoved(host, by));
    const lacks = [
      ...lacksOfLink(place, seen[host]),
      ...shadows.map(
        ({ to, by }) => `the route to ${to} carries no packet: the kernel prefers the one through ${by}`,
      ),
    ];
    if (lacks.length > 0) return lacks.map((lack) => `${host}: ${resource.name}: ${lack}`);
    const owner = owners.ofDevice(host, place.device);
    return owner === owners.is
      ? []
      : [`${host}: ${resource.name} is in the state, but the owner of ${place.device} is ${owner}`];
  });
}

/** The filters of a mirror in the state that do not exist, or belong to another owner, one text for each. */
function lacksOfMirror({ host, args }: Place, { objects }: Seen, owners: Owners): string[] {
  const filters = Array.isArray(args.filters) ? args.filters.map(record) : [];
  return filters.flatMap(({ device: dev = args.monitor, direction, pref, kind, handle }) => {
    const hex = `0x${Number(handle).toString(16)}`;
    const key = `filter dev ${dev} ${direction} pref ${pref} ${kind} handle ${hex}`;
    const block = objects.get(key);
    if (block === undefined) return [`${host}: the ${key} of the state does not exist`];
    const owner = owners.ofFilter(host, key);
    if (owner !== owners.is) return [`${host}: the ${key} is in the state, but its owner is ${owner}`];
    return dev !== args.monitor || block.includes(`to device ${args.target})`)
      ? []
      : [`${host}: the ${key} does not copy to ${args.target}: ${block}`];
  });
}

/** The differences between the recorded values of a link and the live ones, one text for each. */
function lacksOfLink(
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
  return pairs.flatMap(([key, recorded, live]) =>
    JSON.stringify(recorded) === JSON.stringify(live)
      ? []
      : [`${key} is ${JSON.stringify(live)}, and ${JSON.stringify(recorded)} in the state`],
  );
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
function shadowed(seen: Seen, name: string): { readonly to: string; readonly by: string }[] {
  return addedRoutes(seen)
    .filter(({ dev }) => dev === name)
    .flatMap((one) => {
      const first = seen.routes.find(
        ({ to, metric, table }) => to === one.to && metric === one.metric && table === one.table,
      );
      return first === undefined || first.dev === name ? [] : [{ to: one.to, by: first.dev }];
    });
}

/** A text that the live object of a resource with these outputs contains. */
function textOf(key: string, { lladdr, priority = 0, gue, reqid = 0 }: Args): string {
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
