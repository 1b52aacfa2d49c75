// Reads links by `ip -j` and JSON.parse. The provider's parser takes no part, because tests must not share its
// mistakes.
import { isDeepStrictEqual } from "node:util";
import type { Netns } from "./netns-fixture.ts";

export interface LiveLink {
  readonly ifname: string;
  readonly ifindex: number;
  readonly mtu: number;
  readonly link?: string | null;
  readonly linkinfo?: { readonly info_kind?: string; readonly info_data?: Readonly<Record<string, unknown>> };
  /** without those that the kernel adds itself */
  readonly addresses: readonly string[];
  /** only static ones */
  readonly routes: readonly string[];
}

/** A device as `ip -d -j link show` prints it, with its addresses and routes. Undefined if it does not exist. */
export async function liveLink({ run }: Pick<Netns, "run">, name: string): Promise<LiveLink | undefined> {
  const show = `printf '%s\\n' 'addr show dev ${name}' 'route show dev ${name}' | ip -d -j -batch -`;
  const text = await run(`[ -e /sys/class/net/${name} ] || exit 0; ${show}`);
  // The list changed while ip read it, so it is read again
  if (text.includes("Dump was interrupted")) return liveLink({ run }, name);
  // iproute2 before 5.12 prints a key without a value
  const lines = text.replaceAll('"erspan_dir":"erspan_hwid"', '"erspan_hwid"').split("\n");
  const [links = [], routes = []] = lines.filter((line) => line !== "").map((line) => JSON.parse(line));
  return links.length === 0 ? undefined : withAddresses(links[0], routes);
}

/** Every device with everything that `ip` prints about it. */
export const allLinks = async ({ run }: Netns): Promise<unknown> => JSON.parse(await run("ip -d -j link"));

interface AddressJson {
  readonly local: string;
  readonly prefixlen: number;
}

/** A device without the timers of a bridge, which run down. */
function withoutTimers<Link extends Pick<LiveLink, "linkinfo">>(link: Link): Link {
  const data = Object.entries(link.linkinfo?.info_data ?? {}).filter(([key]) => !key.endsWith("_timer"));
  if (link.linkinfo?.info_data === undefined) return link;
  return { ...link, linkinfo: { ...link.linkinfo, info_data: Object.fromEntries(data) } };
}

/** The kernel adds its IPv4 address to a sit device without endpoints, as `::192.0.2.1/96`. */
const isAutomatic = ({ local, prefixlen }: AddressJson) =>
  local.startsWith("fe80:") || (local.startsWith("::") && prefixlen === 96);

function withAddresses(
  link: Omit<LiveLink, "addresses" | "routes"> & { readonly addr_info?: readonly AddressJson[] },
  routes: readonly { readonly dst: string; readonly protocol?: string }[],
): LiveLink {
  const assigned = (link.addr_info ?? []).filter((one) => one.local !== undefined && !isAutomatic(one));
  return {
    ...withoutTimers(link),
    addresses: assigned.map((one) => `${one.local}/${one.prefixlen}`),
    routes: routes.filter((one) => one.protocol === "static").map((one) => one.dst),
  };
}

/**
 * The attributes that differ from the expected ones, with the device's values. "mtu" and "link" are attributes of the
 * link, all others are in info_data. iproute2 before 5.16 prints only `external` of an external device, and before 5.12
 * no direction of ERSPAN. Since 6.4 it prints null for some flags that are on.
 */
export function missing(link: LiveLink | undefined, expected: Readonly<Record<string, unknown>>): unknown {
  if (link === undefined) return "no such device";
  const data = link.linkinfo?.info_data ?? {};
  const liveValue = (key: string) =>
    key === "mtu"
      ? link.mtu
      : key === "link"
        ? (data.link ?? link.link ?? undefined)
        : data[key] === null
          ? true
          : data[key];
  const onlyExternal = data.external === true && Object.keys(data).length === 1;
  const isPrinted = (key: string) =>
    !(onlyExternal && !["external", "mtu"].includes(key)) &&
    !(key === "erspan_dir" && data.erspan_ver === 2 && !("erspan_dir" in data));
  const wrong = Object.entries(expected).filter(
    ([key, value]) => isPrinted(key) && !isDeepStrictEqual(liveValue(key), value),
  );
  return Object.fromEntries(wrong.map(([key]) => [key, liveValue(key) ?? "absent"]));
}
