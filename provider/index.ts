import { linkCheckHandlers } from "./checks/link-check.ts";
import { hostHandlers } from "./host-resource.ts";
import { ipsecKeysHandlers } from "./ipsec-keys.ts";
import { erspan } from "./kinds/erspan.ts";
import { erspanMirror } from "./kinds/erspan-mirror.ts";
import { ipForwarding } from "./kinds/forwarding.ts";
import { fouPort } from "./kinds/fou-port.ts";
import { geneve } from "./kinds/geneve.ts";
import { gre } from "./kinds/gre.ts";
import { gretap } from "./kinds/gretap.ts";
import { ip6erspan } from "./kinds/ip6erspan.ts";
import { ip6gre } from "./kinds/ip6gre.ts";
import { ip6gretap } from "./kinds/ip6gretap.ts";
import { ip6tnl } from "./kinds/ip6tnl.ts";
import { ipip } from "./kinds/ipip.ts";
import { sit } from "./kinds/sit.ts";
import { vti } from "./kinds/vti.ts";
import { vti6 } from "./kinds/vti6.ts";
import { vxlan } from "./kinds/vxlan.ts";
import { xfrm } from "./kinds/xfrm.ts";
import { xfrmPolicy } from "./kinds/xfrm-policy.ts";
import { xfrmState } from "./kinds/xfrm-state.ts";
import { type Handlers, lifecycle } from "./lifecycle.ts";
import { linkSetHandlers } from "./link-set/handlers.ts";

/** Every kind of link, in the order of the docs. */
export const links = {
  IpipTunnel: ipip,
  SitTunnel: sit,
  GreTunnel: gre,
  GreTapTunnel: gretap,
  ErspanTunnel: erspan,
  Ip6TnlTunnel: ip6tnl,
  Ip6GreTunnel: ip6gre,
  Ip6GreTapTunnel: ip6gretap,
  Ip6ErspanTunnel: ip6erspan,
  GeneveTunnel: geneve,
  VxlanTunnel: vxlan,
  VtiTunnel: vti,
  Vti6Tunnel: vti6,
  XfrmInterface: xfrm,
} as const;

/** Everything else that has a life on a host. */
export const others = {
  FouPort: fouPort,
  Forwarding: ipForwarding,
  XfrmState: xfrmState,
  XfrmPolicy: xfrmPolicy,
  ErspanMirror: erspanMirror,
} as const;

/**
 * The handlers of each resource type, by the names that the stubs in users' state files call them: an ABI. A name
 * that was once released stays.
 */
export const handlers: Readonly<Record<string, Handlers>> = {
  Host: hostHandlers,
  LinkCheck: linkCheckHandlers,
  LinkSet: linkSetHandlers(links),
  IpsecKeys: ipsecKeysHandlers,
  ...Object.fromEntries(
    Object.entries({ ...links, ...others }).map(([type, kind]) => [type, lifecycle(kind)]),
  ),
};
