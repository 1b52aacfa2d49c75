import { addressOf } from "../../iproute2/address.ts";
import type { LiveLink } from "../../iproute2/ip-json.ts";
import type { FilterQdisc } from "../../iproute2/tc-json.ts";
import type { MirrorArgs } from "./mirror-args.ts";

/** `[772]` is ARPHRD_LOOPBACK: its frames begin as Ethernet's do. */
const carriesEthernet = ({ linkType }: LiveLink) => ["ether", "loopback", "[772]"].includes(linkType);

const nameAndKind = ({ name, kind }: LiveLink) => `${name}${kind === undefined ? "" : ` (${kind})`}`;

/** Why the host's devices cannot carry a mirror, in words. */
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
    return `${nameAndKind(to)} carries Ethernet frames, but the packets of ${nameAndKind(from)} begin without an Ethernet header: the collector would take the bytes of their IP headers for MAC addresses. Monitor a device with Ethernet frames, or mirror into one without (gre)`;
  }
  if (qdisc?.qdisc === "ingress" && direction !== "ingress") {
    return `${monitor} has an ingress qdisc of somebody else's, which has no place for what goes out: mirror ingress alone, or replace that qdisc by clsact, which does both`;
  }
  if (isUnderlay(from, to) && direction !== "ingress" && match === undefined) {
    return `what ${target} sends goes out by ${monitor} itself, so each copy would be copied again: mirror ingress alone, or name the packets with match`;
  }
  return undefined;
}

/** Whether a tunnel's packets leave by a device: it is bound to that, or has its local address from that. */
const isUnderlay = (device: LiveLink, tunnel: LiveLink) =>
  tunnel.dev === device.name || device.addresses.some((one) => addressOf(one) === tunnel.info.local);
