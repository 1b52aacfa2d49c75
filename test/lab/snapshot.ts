// The state of a host as text, without values that change by themselves. Two equal texts mean an unchanged host.
import { on, type Remote } from "./remote.ts";
import type { HostName } from "./topology.ts";

const SCRIPT = `
section() { echo "### $1"; }
section link; ip -d -j link
section addr; ip -j addr
section route4; ip -j route show table all
section route6; ip -6 -j route show table all
section rule; ip rule; ip -6 rule
section netns; ip netns list
section fou; ip fou show 2>/dev/null; ip -6 fou show 2>/dev/null
section tc; tc qdisc show
for dev in $(tc qdisc show | sed -nE 's/^qdisc (clsact|ingress) .* dev ([^ ]+) .*/\\2/p' | sort -u); do
  for way in ingress egress; do echo "filters of $dev $way"; tc filter show dev "$dev" "$way" 2>/dev/null; done
done
section xfrm; ip xfrm state; ip xfrm policy
section sysctl; sysctl -e net.ipv4.ip_forward net.ipv6.conf.all.forwarding
section etc; cd /etc; find . -printf '%p %y %m %u:%g %l\\n' | sort; find . -type f -exec md5sum {} + | sort -k 2
`;

/**
 * The kernel makes these devices in every namespace when a module is loaded, and never removes them, so they do not
 * count as left over.
 */
const FALLBACK = /^(tunl0|gre0|gretap0|erspan0|sit0|ip6tnl0|ip6gre0|ip_vti0|ip6_vti0)$/;

/** The kernel adds this rule with the first VRF, and keeps it when the VRF goes. */
const OF_VRFS = /lookup \[l3mdev-table\]/;

type Json = Record<string, unknown>;

export const snapshot = (host: HostName): Promise<string> => snapshotOf(on(host));

export async function snapshotOf(host: Remote): Promise<string> {
  const stdout = await host.must("bash -s", { stdin: SCRIPT });
  const sections = new Map<string, string>();
  for (const part of stdout.split(/^### /m).slice(1)) {
    const end = part.indexOf("\n");
    sections.set(part.slice(0, end), part.slice(end + 1));
  }
  const json = (name: string): Json[] => JSON.parse(sections.get(name)?.trim() || "[]") as Json[];
  // A fallback device that is down is unused, because each user sets it up.
  const unusedFallbacks = new Set(
    json("link")
      .filter((link) => FALLBACK.test(String(link.ifname)) && !(link.flags as string[]).includes("UP"))
      .map((link) => String(link.ifname)),
  );
  const kept = (entry: Json): boolean => !unusedFallbacks.has(String(entry.ifname ?? entry.dev));
  const text = (name: string, drop: RegExp): string[] =>
    (sections.get(name) ?? "").split("\n").filter((line) => line.trim() !== "" && !drop.test(line));
  const foreign =
    unusedFallbacks.size === 0 ? /^$/ : new RegExp(` dev (${[...unusedFallbacks].join("|")})( |$)`);
  const body: Record<string, string[]> = {
    link: json("link").filter(kept).map(stable),
    addr: json("addr").filter(kept).flatMap(addresses),
    route4: json("route4").filter(kept).map(stable).sort(),
    route6: json("route6").filter(kept).map(stable).sort(),
    rule: text("rule", OF_VRFS),
    netns: text("netns", /^$/),
    fou: text("fou", /^$/).sort(),
    tc: text("tc", foreign),
    xfrm: text("xfrm", /anti-replay|lifetime/),
    sysctl: text("sysctl", /^$/),
    etc: text("etc", /^$/),
  };
  return Object.entries(body)
    .map(([name, lines]) => [`### ${name}`, ...lines].join("\n"))
    .join("\n");
}

/** Numbers that the kernel assigns or counts, and timers. */
const VOLATILE = new Set(["ifindex", "link_index", "stats", "stats64", "expires", "cache", "used", "age"]);
/** A bridge's own timers. */
const CLOCK = /_timer$/;

function stable(entry: Json): string {
  return JSON.stringify(entry, (key, value: unknown) =>
    VOLATILE.has(key) || CLOCK.test(key) ? undefined : value,
  );
}

function addresses(link: Json): string[] {
  return ((link.addr_info as Json[] | undefined) ?? []).map((address) => {
    const { valid_life_time: _valid, preferred_life_time: _preferred, ...rest } = address;
    return `${String(link.ifname)} ${JSON.stringify(rest)}`;
  });
}
