import { links } from "../../../provider/index.ts";
import { familyOf } from "../../../provider/iproute2/address.ts";
import { type Check, ok, problem, warning } from "../model/finding.ts";

/** The kinds whose mtu the advice names. */
const SHOWN = {
  inet: ["ipip", "gre", "geneve", "vxlan"],
  inet6: ["ip6tnl", "ip6gre", "geneve", "vxlan"],
} as const;

/** The size of packets that pass to the peer. */
export const checkPath: Check = ({ facts: { peer: path }, peer }) => {
  if (path === undefined || peer === undefined) return [];
  const { device, deviceMtu, answers, size, message } = path;
  if (device === undefined)
    return [problem("path", `there is no route to ${peer}`, "add a route, or check the address of the peer")];
  if (!answers || size === undefined)
    return [
      warning(
        "path",
        `${peer} does not answer pings by ${device}`,
        "allow ICMP echo between the hosts, or measure from the peer: without an answer the mtu of the path is unknown",
      ),
    ];
  if (size >= deviceMtu)
    return [ok("path", `packets of ${size} bytes pass to ${peer}, the whole mtu of ${device}`)];
  const shown: readonly string[] = SHOWN[familyOf(peer)];
  const mtus = Object.values(links)
    .filter(({ link }) => shown.includes(link.kind))
    .map((kind) => `${kind.link.kind} ${kind.mtuOver(size, { remote: peer })}`);
  const silent =
    message === undefined
      ? "Larger ones get lost without a report (ICMP is filtered), so connections hang"
      : `Larger ones are reported (${message})`;
  return [
    warning(
      "path",
      `only packets up to ${size} bytes pass to ${peer}, and ${device} has ${deviceMtu}. ${silent}`,
      `set the mtu of tunnels over this path: ${mtus.join(", ")}, less 8 with FOU and 12 with GUE`,
    ),
  ];
};
