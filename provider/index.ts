import { ipForwarding } from "./kinds/hosts/forwarding.ts";
import { hostHandlers } from "./kinds/hosts/host.ts";
import { ipsecKeysHandlers } from "./kinds/ipsec/ipsec-keys.ts";
import { xfrmPolicy } from "./kinds/ipsec/xfrm-policy.ts";
import { xfrmState } from "./kinds/ipsec/xfrm-state.ts";
import { linkCheckHandlers } from "./kinds/link-check/link-check.ts";
import { linkSetHandlers } from "./kinds/link-set/handlers.ts";
import { bridge } from "./kinds/links/bridge.ts";
import { erspan } from "./kinds/links/erspan.ts";
import { geneve } from "./kinds/links/geneve.ts";
import { gre } from "./kinds/links/gre.ts";
import { gretap } from "./kinds/links/gretap.ts";
import { ip6erspan } from "./kinds/links/ip6erspan.ts";
import { ip6gre } from "./kinds/links/ip6gre.ts";
import { ip6gretap } from "./kinds/links/ip6gretap.ts";
import { ip6tnl } from "./kinds/links/ip6tnl.ts";
import { ipip } from "./kinds/links/ipip.ts";
import { sit } from "./kinds/links/sit.ts";
import { vrf } from "./kinds/links/vrf.ts";
import { vti } from "./kinds/links/vti.ts";
import { vti6 } from "./kinds/links/vti6.ts";
import { vxlan } from "./kinds/links/vxlan.ts";
import { xfrm } from "./kinds/links/xfrm.ts";
import { erspanMirror } from "./kinds/mirrors/erspan-mirror.ts";
import { fouPort } from "./kinds/ports/fou-port.ts";
import { neighbor } from "./kinds/routing/neighbor.ts";
import { policyRule } from "./kinds/routing/policy-rule.ts";
import { route } from "./kinds/routing/route.ts";
import { stackIdentityHandlers } from "./kinds/stack/stack-identity.ts";
import { type Handlers, lifecycle } from "./lifecycle/handlers.ts";

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
  Bridge: bridge,
  Vrf: vrf,
} as const;

/** Every other kind of object on a host. */
export const others = {
  FouPort: fouPort,
  Forwarding: ipForwarding,
  XfrmState: xfrmState,
  XfrmPolicy: xfrmPolicy,
  ErspanMirror: erspanMirror,
  PolicyRule: policyRule,
  Route: route,
  Neighbor: neighbor,
} as const;

/**
 * The handlers of each resource type, by name. The stubs in users' state files call them by these names, so a released
 * name never changes.
 */
export const handlers: Readonly<Record<string, Handlers>> = {
  Host: hostHandlers,
  LinkCheck: linkCheckHandlers,
  LinkSet: linkSetHandlers(links),
  IpsecKeys: ipsecKeysHandlers,
  StackIdentity: stackIdentityHandlers,
  ...Object.fromEntries(
    Object.entries({ ...links, ...others }).map(([type, kind]) => [type, lifecycle(kind)]),
  ),
};
