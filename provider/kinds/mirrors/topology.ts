import { addressOf } from "../../iproute2/address.ts";
import type { LiveLink } from "../../iproute2/ip-json.ts";
import type { FilterQdisc } from "../../iproute2/tc-json.ts";
import type { MirrorArgs } from "./mirror-args.ts";

/** Whether a device has Ethernet frames. Those of loopback (`[772]`, ARPHRD_LOOPBACK) begin alike. */
const carriesEthernet = ({ linkType }: LiveLink) => ["ether", "loopback", "[772]"].includes(linkType);

const nameAndKind = ({ name, kind }: LiveLink) => `${name}${kind === undefined ? "" : ` (${kind})`}`;

/** Why the devices of a host cannot carry a mirror; undefined if they can. */
export function topologyFault(
  { monitor, target, direction, match }: MirrorArgs,
  links: readonly LiveLink[],
  qdisc: FilterQdisc | undefined,
): string | undefined {
  const [from, to] = [monitor, target].map((device) => links.find(({ name }) => name === device));
  if (from === undefined) return `there is no device ${monitor} to monitor`;
  if (to === undefined)
    return `there is no device ${target} to send copies to: make it first, or let this depend on it`;
  if (carriesEthernet(to) && !carriesEthernet(from)) {
    return `${nameAndKind(to)} carries Ethernet frames, but the packets of ${nameAndKind(from)} begin without an Ethernet header: the collector would read the bytes of their IP headers as MAC addresses. Monitor a device with Ethernet frames, or mirror into one without (gre)`;
  }
  if (qdisc?.qdisc === "ingress" && direction !== "ingress") {
    return `${monitor} has an ingress qdisc of another owner, which has no egress filters: mirror only ingress, or replace that qdisc by clsact, which has both`;
  }
  if (isUnderlay(from, to) && direction !== "ingress" && match === undefined) {
    return `the packets of ${target} leave by ${monitor} itself, so each copy would be copied again: mirror only ingress, or select packets with match`;
  }
  return undefined;
}

/** Whether a tunnel's packets leave by a device: the tunnel is bound to it, or the device has its local address. */
const isUnderlay = (device: LiveLink, tunnel: LiveLink) =>
  tunnel.dev === device.name || device.addresses.some((one) => addressOf(one) === tunnel.info.local);
