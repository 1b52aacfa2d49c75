// Where a row of the table is tried: a network namespace of its own on alpha, with an underlay. The eyes of these
// tests are here as well, and they are not the provider's: what a host has is read with `ip` and JSON.parse alone.
import { isDeepStrictEqual } from "node:util";
import type { Args } from "../../provider/schema/declaration.ts";
import { labHosts, on } from "../lab/index.ts";
import { eyesIn } from "./eyes.ts";
import type { Ends } from "./row.ts";

export const ends: Ends = {
  local4: "10.44.0.1",
  remote4: "10.44.0.2",
  local6: "fd44::1",
  remote6: "fd44::2",
  dev: "under0",
};

/** Over 255, which vti's read-back cuts off. */
const DEV_INDEX = 300;

/** Loaded beforehand: with some of them the kernel's fallback devices come, and stay. */
const MODULES = "fou fou6 ipip sit ip_gre ip_vti ip6_tunnel ip6_gre ip6_vti";

export interface LiveJson {
  readonly ifname: string;
  readonly ifindex: number;
  readonly mtu: number;
  readonly link?: string | null;
  readonly linkinfo?: { readonly info_kind?: string; readonly info_data?: Readonly<Record<string, unknown>> };
}

export interface Live {
  readonly link: LiveJson;
  /** addresses and routes, those that the kernel makes by itself left out */
  readonly traffic: { readonly addresses: readonly string[]; readonly routes: readonly string[] };
}

export interface Ground {
  /** the `host` argument of a resource */
  readonly host: Args;
  /** a line of shell in the namespace */
  run(command: string): Promise<string>;
  /** a device as `ip -d -j link show` has it, with its addresses and routes; undefined if there is none */
  live(name: string): Promise<Live | undefined>;
  /** every device with everything that `ip` tells of it */
  links(): Promise<unknown>;
  leave(): Promise<void>;
}

export async function groundFor(type: string): Promise<Ground> {
  const alpha = on("alpha");
  const netns = `kinds-${type}`;
  const remove = `ip netns del ${netns} 2>/dev/null`;
  await alpha.must(`${remove}; modprobe -a ${MODULES}; ip netns add ${netns}`);
  const { run, close } = await eyesIn(netns);
  await run(
    [
      `ip link add ${ends.dev} index ${DEV_INDEX} type veth peer name under1`,
      `ip addr add ${ends.local4}/24 dev ${ends.dev}`,
      `ip addr add ${ends.local6}/64 dev ${ends.dev} nodad`,
      "ip link set lo up",
      "ip link set under1 up",
      `ip link set ${ends.dev} up`,
    ].join(" && "),
  );
  return {
    host: { connection: { ...labHosts().alpha.connection }, netns },
    run,
    async live(name) {
      const show = `printf '%s\\n' 'addr show dev ${name}' 'route show dev ${name}' | ip -d -j -batch -`;
      const lines = (await run(`[ -e /sys/class/net/${name} ] || exit 0; ${show}`)).split("\n");
      const [links = [], routes = []] = lines.filter((line) => line !== "").map((line) => JSON.parse(line));
      return links.length === 0 ? undefined : liveOf(links[0], routes);
    },
    links: async () => JSON.parse(await run("ip -d -j link")),
    async leave() {
      close();
      await alpha.must(`${remove} || true`);
    },
  };
}

interface AddressJson {
  readonly local: string;
  readonly prefixlen: number;
}

/** A sit device from anywhere to anywhere gives itself its IPv4 address as `::192.0.2.1/96`. */
const isOwn = ({ local, prefixlen }: AddressJson) =>
  local.startsWith("fe80:") || (local.startsWith("::") && prefixlen === 96);

function liveOf(
  link: LiveJson & { readonly addr_info?: readonly AddressJson[] },
  routes: readonly { readonly dst: string; readonly protocol?: string }[],
): Live {
  const addresses = (link.addr_info ?? []).filter((one) => one.local !== undefined && !isOwn(one));
  return {
    link,
    traffic: {
      addresses: addresses.map((one) => `${one.local}/${one.prefixlen}`),
      routes: routes.filter((one) => one.protocol === "static").map((one) => one.dst),
    },
  };
}

/** Of what a row expects, what the device does not have: "mtu" and "link" of the link itself, the rest of info_data. */
export function missing(link: LiveJson | undefined, expected: Readonly<Record<string, unknown>>): unknown {
  if (link === undefined) return "no such device";
  const data = link.linkinfo?.info_data ?? {};
  const of = (key: string) =>
    key === "mtu"
      ? link.mtu
      : key === "link"
        ? (data.link ?? link.link ?? undefined)
        : (data[key] ?? undefined);
  const wrong = Object.entries(expected).filter(([key, value]) => !isDeepStrictEqual(of(key), value));
  return Object.fromEntries(wrong.map(([key]) => [key, of(key) ?? "absent"]));
}
