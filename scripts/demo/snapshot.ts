import { type HostName, on } from "../../test/lab/index.ts";

/**
 * What a tunnel could leave on a host, as text to compare. Without counters and times, and without the devices
 * that the kernel itself makes when a tunnel module is loaded.
 */
export async function snapshot(host: HostName): Promise<string> {
  return on(host).must(`
    own='tunl0|gre0|gretap0|erspan0|sit0|ip6tnl0|ip6gre0|ip_vti0|ip6_vti0'
    ip -d -o link | grep -Ev "^[0-9]+: ($own)(@|:)"
    ip -o addr | grep -Ev "^[0-9]+: ($own) "
    ip rule; ip route show table all; ip -6 route show table all
    ip fou show 2>/dev/null; ip xfrm state; ip xfrm policy; tc qdisc show; tc filter show
    find /etc -type f -exec sha256sum {} + | sort -k 2
    true`);
}

/** The lines that are only in one of two snapshots. */
export function difference(before: string, after: string): string[] {
  const [old, now] = [before, after].map((text) => text.split("\n"));
  return [
    ...(old ?? []).filter((line) => !now?.includes(line)).map((line) => `- ${line}`),
    ...(now ?? []).filter((line) => !old?.includes(line)).map((line) => `+ ${line}`),
  ];
}
