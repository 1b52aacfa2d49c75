import type { LiveLink } from "../../iproute2/ip-json.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import type { MirrorArgs } from "./mirror-args.ts";

/**
 * The size in bytes of the largest packet that a mirror copies; undefined for no limit.
 *
 * A GRE link with Ethernet frames answers an IPv6 packet that it cannot carry with "packet too big", to the source of the
 * packet. The source of a copy is the source of the watched packet, and it would send smaller packets from then on. So
 * such a link gets no larger copies, which it would drop. Without path mtu discovery the kernel fragments the copies, and
 * compares their size only with the mtu of the link. (linux: tnl_update_pmtu, ip6_tnl_xmit)
 */
export function limitOf({ monitor, target, mtu }: MirrorArgs, { links }: HostSnapshot): number | undefined {
  const [from, to] = [monitor, target].map((device) => links.find(({ name }) => name === device));
  const carried = to !== undefined && answersLargePackets(to, from) ? to.mtu : undefined;
  return carried === undefined ? mtu : Math.min(carried, mtu ?? carried);
}

const answersLargePackets = ({ kind, info, mtu }: LiveLink, from: LiveLink | undefined): boolean =>
  kind === "ip6gretap" ||
  (kind === "gretap" && !(info.pmtudisc === false && info.ignore_df === true && mtu >= (from?.mtu ?? 0)));
