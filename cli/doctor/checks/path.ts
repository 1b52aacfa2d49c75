import { links } from "../../../provider/index.ts";
import { type Check, ok, problem, warning } from "../model/finding.ts";

/** A few kinds whose mtu an operator knows. */
const SHOWN = ["ipip", "gre", "geneve", "vxlan"];

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
  const mtus = Object.values(links)
    .filter(({ link }) => SHOWN.includes(link.kind))
    .map(({ link }) => `${link.kind} ${size - link.overhead}`);
  const silent =
    message === undefined
      ? "No router reports larger ones (ICMP is filtered), so connections hang"
      : `A router reports larger ones (${message})`;
  return [
    warning(
      "path",
      `only packets up to ${size} bytes pass to ${peer}, and ${device} has ${deviceMtu}. ${silent}`,
      `set the mtu of tunnels over this path: ${mtus.join(", ")}, less 8 with FOU and 12 with GUE`,
    ),
  ];
};
