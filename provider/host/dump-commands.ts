import type { Section } from "../model/host-snapshot.ts";
import { FACTS_SCRIPT } from "./facts.ts";

/** Of all tables only what people and managers make: the kernel leaves out the others, be they a million. */
const ROUTES = "printf 'route show table all proto %s\\n' boot static";

/** How each section of a dump is printed. */
const SECTIONS: Record<Section, string> = {
  facts: FACTS_SCRIPT,
  links: "ip -d -j -N addr show || Y=y",
  routes: `${ROUTES} | ip -d -j -N -batch - || Y=y`,
  markers: `for f in "$M"/*; do [ -f "$f" ] && IFS= read -r a <"$f" && echo "\${f##*/} $a"; done`,
  fou: "ip -j fou show || Y=y",
  sysctl: `for f in net.ipv4.ip_forward net.ipv6.conf.all.forwarding; do a=$(cat "/proc/sys/$(echo $f | tr . /)" 2>/dev/null) && echo "$f $a"; done`,
  udp: "ss -Hulnp",
  "xfrm-state": "ip xfrm state list nokeys || Y=y",
  "xfrm-policy": "ip xfrm policy list || Y=y",
  // The devices that have a place for filters, each in a line of its own, then two lines for each of them
  tc: `D=$(tc qdisc show | sed -n -e 's/^qdisc clsact .* dev \\([^ ]*\\) .*/clsact \\1/p' -e 's/^qdisc ingress .* dev \\([^ ]*\\) .*/ingress \\1/p')
printf '%s\\n' "$D" | sed -n 's/\\(.*\\) \\(.*\\)/["\\1","\\2"]/p'
printf '%s\\n' "$D" | sed -n 's/.* \\(.*\\)/filter show dev \\1 ingress\\nfilter show dev \\1 egress/p' | tc -j -force -batch -`,
};

/** Links and routes by one ip: a line for the links, the others for the routes. */
const LINKS_AND_ROUTES = `{ echo addr show; ${ROUTES}; } | ip -d -j -N -batch - || Y=y`;

/** Sections as they are printed: each by itself, or together with what the same program tells. */
export function partsOf(
  sections: readonly Section[],
): { readonly names: readonly Section[]; readonly text: string }[] {
  const together = ["links", "routes"].every((one) => (sections as readonly string[]).includes(one));
  if (!together) return sections.map((name) => ({ names: [name], text: SECTIONS[name] }));
  const others = sections.filter((name) => name !== "links" && name !== "routes");
  return [{ names: ["links", "routes"], text: LINKS_AND_ROUTES }, ...partsOf(others)];
}
