import { type Check, ok, warning } from "../model/finding.ts";

const RP_FILTER = /^net\.ipv4\.conf\.([^/]+)\.rp_filter$/;

/** The reverse path filter. The kernel uses the higher value of `all` and of the device. */
export const checkReversePath: Check = ({ facts: { sysctl } }) => {
  const strict = [...sysctl].flatMap(([key, value]) =>
    value === "1" ? (RP_FILTER.exec(key)?.[1] ?? []) : [],
  );
  const all = sysctl.get("net.ipv4.conf.all.rp_filter");
  const reaching = all === "2" ? [] : strict;
  const isForNew = reaching.includes("all") || reaching.includes("default");
  const others = reaching.filter((name) => name !== "all" && name !== "default");
  if (isForNew)
    return [
      warning(
        "rp_filter",
        `net.ipv4.conf.${reaching.includes("all") ? "all" : "default"}.rp_filter is 1 (strict), also for new tunnels: the kernel drops a packet if its source is not routed back through the same device`,
        "set net.ipv4.conf.all.rp_filter to 2 in /etc/sysctl.d if paths are asymmetric, as with a backup link or several hubs",
      ),
    ];
  if (others.length > 0)
    return [
      warning(
        "rp_filter",
        `rp_filter is 1 (strict) on ${others.join(", ")}`,
        `set net.ipv4.conf.${others[0]}.rp_filter to 2 if the tunnel's packets leave by another device than they arrive`,
      ),
    ];
  return [ok("rp_filter", "no device filters strictly by the reverse path")];
};

/** IPv6 on tunnels. */
export const checkIpv6: Check = ({ facts: { sysctl } }) => {
  const off = ["all", "default"].filter((name) => sysctl.get(`net.ipv6.conf.${name}.disable_ipv6`) === "1");
  if (off.length > 0)
    return [
      warning(
        "ipv6",
        `net.ipv6.conf.${off[0]}.disable_ipv6 is 1, so new devices have no IPv6`,
        `set net.ipv6.conf.${off[0]}.disable_ipv6 to 0 if a tunnel is over IPv6 or has an IPv6 address`,
      ),
    ];
  const isThere = [...sysctl.keys()].some((key) => key.startsWith("net.ipv6."));
  return isThere
    ? [ok("ipv6", "IPv6 is on")]
    : [
        warning(
          "ipv6",
          "the kernel runs without IPv6",
          "remove `ipv6.disable=1` from the kernel's command line",
        ),
      ];
};
