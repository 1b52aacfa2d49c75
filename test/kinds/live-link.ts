// Links as `ip -j` and JSON.parse have them. The provider's parser takes no part, because tests must not share its
// mistakes.
import { isDeepStrictEqual } from "node:util";
import type { Netns } from "./netns-fixture.ts";

export interface LiveLink {
  readonly ifname: string;
  readonly ifindex: number;
  readonly mtu: number;
  readonly link?: string | null;
  readonly linkinfo?: { readonly info_kind?: string; readonly info_data?: Readonly<Record<string, unknown>> };
  /** without those that the kernel assigns by itself */
  readonly addresses: readonly string[];
  /** static ones alone */
  readonly routes: readonly string[];
}

/** A device as `ip -d -j link show` has it, with its addresses and routes; undefined if there is none. */
export async function liveLink({ run }: Netns, name: string): Promise<LiveLink | undefined> {
  const show = `printf '%s\\n' 'addr show dev ${name}' 'route show dev ${name}' | ip -d -j -batch -`;
  const lines = (await run(`[ -e /sys/class/net/${name} ] || exit 0; ${show}`)).split("\n");
  const [links = [], routes = []] = lines.filter((line) => line !== "").map((line) => JSON.parse(line));
  return links.length === 0 ? undefined : withAddresses(links[0], routes);
}

/** Every device with everything that `ip` shows of it. */
export const allLinks = async ({ run }: Netns): Promise<unknown> => JSON.parse(await run("ip -d -j link"));

interface AddressJson {
  readonly local: string;
  readonly prefixlen: number;
}

/** The kernel gives a sit device without endpoints its IPv4 address as `::192.0.2.1/96`. */
const isAutomatic = ({ local, prefixlen }: AddressJson) =>
  local.startsWith("fe80:") || (local.startsWith("::") && prefixlen === 96);

function withAddresses(
  link: Omit<LiveLink, "addresses" | "routes"> & { readonly addr_info?: readonly AddressJson[] },
  routes: readonly { readonly dst: string; readonly protocol?: string }[],
): LiveLink {
  const assigned = (link.addr_info ?? []).filter((one) => one.local !== undefined && !isAutomatic(one));
  return {
    ...link,
    addresses: assigned.map((one) => `${one.local}/${one.prefixlen}`),
    routes: routes.filter((one) => one.protocol === "static").map((one) => one.dst),
  };
}

/**
 * The expected attributes that the device lacks, with the values it has instead. "mtu" and "link" are the link's own,
 * the others are in info_data.
 */
export function missing(link: LiveLink | undefined, expected: Readonly<Record<string, unknown>>): unknown {
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
