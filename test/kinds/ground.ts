// Where a row of the table is tried: a network namespace of its own on alpha, with an underlay. The eyes of these
// tests are here as well, and they are not the provider's: what a host has is read with `ip` and JSON.parse alone.
import { isDeepStrictEqual } from "node:util";
import type { Args } from "../../provider/kinds/resource.ts";
import { labHosts, on, shellWord } from "../lab/index.ts";
import type { Ends } from "./row.ts";

export const ends: Ends = {
  local4: "10.44.0.1",
  remote4: "10.44.0.2",
  local6: "fd44::1",
  remote6: "fd44::2",
  dev: "under0",
};

/** Over 255, which vti's read-back cuts off (tunnels.md 0.10). */
const DEV_INDEX = 300;

interface LiveJson {
  readonly ifname: string;
  readonly ifindex: number;
  readonly mtu: number;
  readonly link?: string | null;
  readonly linkinfo?: { readonly info_kind?: string; readonly info_data?: Readonly<Record<string, unknown>> };
}

export interface Ground {
  /** the `host` argument of a resource */
  readonly host: Args;
  /** a line of shell in the namespace */
  run(command: string): Promise<string>;
  /** `ip -d -j link show` of a device, undefined if there is none */
  live(name: string): Promise<LiveJson | undefined>;
  /** addresses and routes of a device, those that the kernel makes by itself left out */
  traffic(name: string): Promise<{ addresses: string[]; routes: string[] }>;
  /** every device with everything that `ip` tells of it */
  links(): Promise<unknown>;
  leave(): Promise<void>;
}

export async function groundFor(type: string): Promise<Ground> {
  const alpha = on("alpha");
  const netns = `kinds-${type}`;
  const run = (command: string) =>
    alpha.must(`ip netns exec ${netns} sh -c ${shellWord(`export LC_ALL=C; ${command}`)}`);
  const leave = () => alpha.must(`ip netns del ${netns} 2>/dev/null || true`).then(() => undefined);
  await leave();
  await alpha.must(`ip netns add ${netns} && modprobe -a fou fou6 || true`);
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
    leave,
    async live(name) {
      const found = JSON.parse(await run(`ip -d -j link show dev ${name} 2>/dev/null || echo '[]'`));
      return (found as LiveJson[])[0];
    },
    async traffic(name) {
      const [links, routes4, routes6] = (
        await run(
          `ip -j addr show dev ${name}; ip -j route show dev ${name}; ip -6 -j route show dev ${name} proto static`,
        )
      )
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Record<string, unknown>[]);
      const addresses = (links?.[0]?.addr_info ?? []) as {
        local: string;
        prefixlen: number;
        scope: string;
      }[];
      return {
        addresses: addresses
          .filter((one) => one.scope === "global")
          .map((one) => `${one.local}/${one.prefixlen}`),
        routes: [...(routes4 ?? []), ...(routes6 ?? [])]
          .filter((one) => one.protocol === "static")
          .map((one) => String(one.dst)),
      };
    },
    links: async () => JSON.parse(await run("ip -d -j link")),
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
