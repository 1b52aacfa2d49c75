import type { SimulatedHost } from "./host.ts";
import { portsIn, statesIn, tcObjectsIn } from "./objects-in-output.ts";

/*
 * Reads a host from `ip -j`, `ip xfrm`, `tc` and files, without the provider's parsers. So it also detects a mistake in them.
 */

type Json = Readonly<Record<string, unknown>>;

export interface Address {
  readonly family: "inet" | "inet6";
  /** `10.9.0.1/30` */
  readonly cidr: string;
  readonly peer?: string;
  readonly dynamic: boolean;
  readonly scope: string;
}

export interface Device {
  readonly name: string;
  readonly ifindex: number;
  readonly kind: string;
  readonly up: boolean;
  readonly mtu: number;
  readonly group: string;
  readonly alias: string;
  /** the device that it is bound to */
  readonly link: string | undefined;
  readonly master: string | undefined;
  /** linkinfo.info_data */
  readonly data: Json;
  readonly addresses: readonly Address[];
}

export interface Route {
  /** "" if the route goes through several devices or through none */
  readonly dev: string;
  readonly to: string;
  readonly family: "inet" | "inet6";
  readonly protocol: string;
  readonly metric: number;
  readonly table: string;
  readonly via: string | undefined;
  readonly advmss: number | undefined;
}

/** One reading of a host. */
export interface Seen {
  readonly devices: readonly Device[];
  readonly routes: readonly Route[];
  /** each object of the host as text, by a key such as `device a`; equal texts mean that the object did not change */
  readonly objects: ReadonlyMap<string, string>;
}

/** Keys whose values change by themselves, or with the carrier of another device. */
const VOLATILE = new Set([
  ...["operstate", "valid_life_time", "preferred_life_time", "tentative", "promiscuity", "allmulti"],
  ...["stats", "stats64", "carrier_changes", "gc_timer", "hello_timer", "tcn_timer", "topology_change_timer"],
]);

/** Flags that the kernel sets and clears with the carrier. */
const CARRIER: readonly unknown[] = ["LOWER_UP", "NO-CARRIER", "linkdown"];

const strip = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.filter((one) => !CARRIER.includes(one)).map(strip);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (VOLATILE.has(key) ? [] : [[key, strip(one)]])),
  );
};

const text = (value: unknown) => JSON.stringify(strip(value));

/** Parses JSON in which ip has printed control characters without an escape. */
const parseTolerantly = (json: string): unknown =>
  JSON.parse(json.replaceAll(/\p{Cc}/gu, (raw) => `\\u${raw.charCodeAt(0).toString(16).padStart(4, "0")}`));

/** The script of a reading. It starts one ip process, and the shell itself reads the files, because that is faster. */
const LOOK = `for f in /run/* /run/pulumi-iproute2/*/* /run/pulumi-iproute2/*/.*; do
  [ -f "$f" ] && { a=; IFS= read -r a <"$f"; echo "$f $a"; }
done
for f in net/ipv4/ip_forward net/ipv6/conf/all/forwarding; do read -r a </proc/sys/$f; echo "sysctl/$f $a"; done
for f in /proc/sys/net/ipv6/conf/*/accept_ra; do read -r a <"$f"; echo "sysctl$f $a"; done
echo ---
ip -d -j -batch - <<.
addr show
route show table all
rule show
nexthop show
neigh show nud permanent
xfrm policy list
.
echo ---
qdiscs=$(tc qdisc show)
echo "$qdiscs"
case $qdiscs in *clsact* | *ingress*) ;; *) qdiscs=;; esac
[ -z "$qdiscs" ] || echo "$qdiscs" | while read -r _ kind _ _ dev _; do
  case $kind in clsact) directions="ingress egress";; ingress) directions=ingress;; *) continue;; esac
  for direction in $directions; do
    echo "= $dev $direction"
    tc filter show dev "$dev" "$direction"
  done
done`;

/** The end of the script on a host whose kernel has FOU and IPsec. */
const LOOK_AT_TUNNELS = `
echo ---
ip -j fou show
echo ---
ip xfrm state list`;

/** The provider's lock file. Readings leave it out, because it stays when a run is over. */
const LOCK = "/run/pulumi-iproute2.lock";

/** Reads a host. */
export async function look(host: SimulatedHost): Promise<Seen> {
  const script = host.can.tunnels ? `${LOOK}${LOOK_AT_TUNNELS}` : LOOK;
  const [files = "", output = "", tc = "", ports = "", states = ""] = (await host.must(script)).split(
    /^---$/m,
  );
  const json = lines(output).filter((line) => line.startsWith("["));
  const policies = lines(output)
    .filter((line) => /^(src|\t)/.test(line))
    .join("\n");
  const [links = [], routes = [], rules = [], nexthops = [], neighbors = []] = json.map(
    (line) => parseTolerantly(line) as Json[],
  );
  const objects = new Map<string, string>();
  const put = (key: string, value: string) => {
    let unique = key;
    for (let count = 2; objects.has(unique); count += 1) unique = `${key} #${count}`;
    objects.set(unique, value);
  };
  const devices = links.filter((one) => one.ifname !== undefined).map(deviceOf);
  for (const one of links.filter(({ ifname }) => ifname !== undefined)) {
    const { addr_info: addresses, ...rest } = one;
    put(`device ${one.ifname}`, text(rest));
    for (const address of (addresses as Json[]).filter(({ local }) => !isMadeByKernel(String(local))))
      put(`address ${one.ifname} ${address.local}/${address.prefixlen}${peerOf(address)}`, text(address));
  }
  for (const one of routes.filter((route) => !isDerived(route))) put(`route ${routeKey(one)}`, text(one));
  for (const one of rules) put(`rule ${one.priority}`, text(one));
  for (const one of neighbors) put(`neighbor ${one.dst} dev ${one.dev}`, text(one));
  for (const one of nexthops) put(`nexthop ${one.id}`, text(one));
  for (const line of lines(files)) {
    const [name = "", ...rest] = line.split(" ");
    if (name === LOCK) continue;
    put(name.startsWith("sysctl") ? name : `file ${name}`, rest.join(" "));
  }
  for (const block of policies.trim().split(/\n(?=src )/)) {
    const [, selector = "", direction = ""] = /^src (\S+ dst \S+).*\n\s*dir (\S+)/.exec(block) ?? [];
    if (selector !== "") put(`policy ${selector} ${direction}`, block.trim());
  }
  for (const [key, value] of [...tcObjectsIn(tc), ...portsIn(ports), ...statesIn(states)]) put(key, value);
  return { devices, routes: routes.map(routeOf), objects };
}

const lines = (output: string) => output.split("\n").filter((line) => line.trim() !== "");

/** Whether the kernel made a link-local address from the address of the device. It does so some time after the device is up. */
const isMadeByKernel = (address: string) => /^fe80::(.*ff:fe|5efe:)/.test(address);

/** Whether the kernel made a route for an address. It does so some time after the address. */
const isDerived = ({ table, protocol, dst }: Json) =>
  protocol === "kernel" && (table === "local" || String(dst).includes(":"));

const peerOf = ({ address, family, prefixlen }: Json) =>
  address === undefined || family === undefined ? "" : ` peer ${String(address)}/${String(prefixlen)}`;

function deviceOf(one: Json): Device {
  const info = (one.linkinfo ?? {}) as Json;
  return {
    name: String(one.ifname),
    ifindex: Number(one.ifindex),
    kind: String(info.info_kind ?? one.link_type),
    up: (one.flags as string[]).includes("UP"),
    mtu: Number(one.mtu),
    group: String(one.group),
    alias: String(one.ifalias ?? ""),
    link: typeof one.link === "string" ? one.link : undefined,
    master: typeof one.master === "string" ? one.master : undefined,
    data: (info.info_data ?? {}) as Json,
    addresses: (one.addr_info as Json[])
      .filter(({ local }) => local !== undefined)
      .map((address) => ({
        family: address.family as Address["family"],
        cidr: `${address.local}/${address.prefixlen}`,
        ...(address.address === undefined ? {} : { peer: String(address.address) }),
        dynamic: address.dynamic === true,
        scope: String(address.scope),
      })),
  };
}

const routeKey = ({ dst, dev, metric, table, gateway, type, protocol }: Json) =>
  `${table ?? "main"} ${type === "unicast" || type === undefined ? "" : `${type} `}${dst} dev ${dev ?? "-"} via ${gateway ?? "-"} metric ${metric ?? 0} proto ${protocol ?? "-"}`;

function routeOf(one: Json): Route {
  const to = String(one.dst);
  const via = one.gateway ?? (one.via as Json | undefined)?.host;
  const v6 = to.includes(":") || one.pref !== undefined || String(via ?? "").includes(":");
  const all = v6 ? "::/0" : "0.0.0.0/0";
  const advmss = ((one.metrics ?? []) as Json[]).find((metric) => metric.advmss !== undefined)?.advmss;
  return {
    dev: typeof one.dev === "string" ? one.dev : "",
    to: to === "default" ? all : to.includes("/") ? to : `${to}/${v6 ? 128 : 32}`,
    family: v6 ? "inet6" : "inet",
    protocol: String(one.protocol ?? "boot"),
    metric: Number(one.metric ?? 0),
    table: String(one.table ?? "main"),
    via: via === undefined ? undefined : String(via),
    advmss: advmss === undefined ? undefined : Number(advmss),
  };
}

/** The objects that differ between two readings, one text for each. */
export function differences(before: Pick<Seen, "objects">, after: Pick<Seen, "objects">): string[] {
  const keys = new Set([...before.objects.keys(), ...after.objects.keys()]);
  return [...keys].flatMap((key) => {
    const [was, is] = [before.objects.get(key), after.objects.get(key)];
    if (was === is) return [];
    if (was === undefined) return [`${key} is new: ${is}`];
    return [is === undefined ? `${key} is gone: ${was}` : `${key} was ${was}, is ${is}`];
  });
}

export const device = (seen: Seen, name: string): Device | undefined =>
  seen.devices.find((one) => one.name === name);
