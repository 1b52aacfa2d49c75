import type { Section } from "../kinds/resource.ts";
import { FACTS_SCRIPT } from "./facts.ts";

/** How each part of a dump is printed. */
export const SECTIONS: Record<Section, string> = {
  facts: FACTS_SCRIPT,
  links: "ip -d -j -N addr show",
  // Of the routes of all tables only what people and managers make: the kernel leaves out the others, be they a million
  routes: `printf 'route show table all proto %s\\n' boot static | ip -j -N -batch -`,
  markers: `for f in "$M"/*; do [ -f "$f" ] && IFS= read -r a <"$f" && echo "\${f##*/} $a"; done`,
  fou: "ip -j fou show",
  sysctl: `for f in net.ipv4.ip_forward net.ipv6.conf.all.forwarding; do a=$(cat "/proc/sys/$(echo $f | tr . /)" 2>/dev/null) && echo "$f $a"; done`,
  udp: "ss -Hulnp",
  "xfrm-state": "ip xfrm state list nokeys",
  "xfrm-policy": "ip xfrm policy list",
  // The devices that have a place for filters, each in a line of its own, then two lines for each of them
  tc: `D=$(tc qdisc show | sed -n -e 's/^qdisc clsact .* dev \\([^ ]*\\) .*/clsact \\1/p' -e 's/^qdisc ingress .* dev \\([^ ]*\\) .*/ingress \\1/p')
printf '%s\\n' "$D" | sed -n 's/\\(.*\\) \\(.*\\)/["\\1","\\2"]/p'
printf '%s\\n' "$D" | sed -n 's/.* \\(.*\\)/filter show dev \\1 ingress\\nfilter show dev \\1 egress/p' | tc -j -force -batch -`,
};
