export { LinkCheck, type LinkCheckArgs } from "./checks/link-check.ts";
export type { EndArgs, EthernetEndArgs } from "./components/ends.ts";
export type { EspArgs, PairEncapsulationArgs } from "./components/esp-associations.ts";
export type { EspSuite } from "./components/esp-suite.ts";
export { IpsecPair, type IpsecPairArgs } from "./components/ipsec-pair.ts";
export { Mesh } from "./components/mesh.ts";
export type { MeshTopology } from "./components/mesh-addressing.ts";
export type { MeshArgs, MeshSiteArgs } from "./components/mesh-args.ts";
export {
  type CollectorArgs,
  MirrorSession,
  type MirrorSessionArgs,
  type MonitorArgs,
} from "./components/mirror-session.ts";
export type { PairCheckArgs } from "./components/pair-check.ts";
export {
  type Backup,
  type BackupArgs,
  type BackupEndArgs,
  type Site,
  type SiteArgs,
  SiteToSite,
  type SiteToSiteArgs,
} from "./components/site-to-site.ts";
export { TunnelPair, type TunnelPairArgs } from "./components/tunnel-pair.ts";
export { type ConnectionArgs, Host, type HostArgs, type HostInput } from "./host.ts";
export { Forwarding, type ForwardingArgs } from "./hosts/forwarding.ts";
export { importing } from "./import-option.ts";
export { type DirectionKeys, IpsecKeys, type IpsecKeysArgs } from "./ipsec/ipsec-keys.ts";
export type { XfrmMarkArgs } from "./ipsec/xfrm-mark.ts";
export {
  XfrmPolicy,
  type XfrmPolicyArgs,
  type XfrmSelectorArgs,
  type XfrmTemplateArgs,
} from "./ipsec/xfrm-policy.ts";
export {
  type AeadArgs,
  type AuthenticationArgs,
  type EncryptionArgs,
  type EspEncapsulationArgs,
  XfrmState,
  type XfrmStateArgs,
} from "./ipsec/xfrm-state.ts";
export { Bridge, type BridgeArgs } from "./links/bridge.ts";
export type { EncapArgs } from "./links/encap.ts";
export { ErspanTunnel, type ErspanTunnelArgs } from "./links/erspan.ts";
export type { ErspanHeaderArgs } from "./links/erspan-options.ts";
export { GeneveTunnel, type GeneveTunnelArgs } from "./links/geneve.ts";
export { GreTunnel, type GreTunnelArgs } from "./links/gre.ts";
export type { CsumArgs, KeyArgs, SeqArgs } from "./links/gre-options.ts";
export { GreTapTunnel, type GreTapTunnelArgs } from "./links/gretap.ts";
export type { Ip6EndpointArgs, Ip6TunnelArgs } from "./links/ip6-tunnel.ts";
export { Ip6ErspanTunnel, type Ip6ErspanTunnelArgs } from "./links/ip6erspan.ts";
export { Ip6GreTunnel, type Ip6GreTunnelArgs } from "./links/ip6gre.ts";
export { Ip6GreTapTunnel, type Ip6GreTapTunnelArgs } from "./links/ip6gretap.ts";
export { Ip6TnlTunnel, type Ip6TnlTunnelArgs } from "./links/ip6tnl.ts";
export { IpipTunnel, type IpipTunnelArgs } from "./links/ipip.ts";
export type { LinkKinds } from "./links/kinds.ts";
export {
  type AddressArgs,
  type BridgePortArgs,
  type DeviceAddressArgs,
  type DeviceSettingsArgs,
  type EthernetLinkArgs,
  Link,
  type LinkArgs,
  type PortLinkArgs,
  type VlanTunnelArgs,
} from "./links/link.ts";
export type { LinkRouteArgs } from "./links/link-route.ts";
export {
  LinkSet,
  type LinkSetArgs,
  type LinkSetKind,
  type LinkSetLinkArgs,
  type LinkSetMember,
} from "./links/link-set.ts";
export { SitTunnel, type SitTunnelArgs, type SixrdArgs } from "./links/sit.ts";
export type { UdpTunnelArgs } from "./links/udp-tunnel.ts";
export { Vrf, type VrfArgs } from "./links/vrf.ts";
export { VtiTunnel, type VtiTunnelArgs } from "./links/vti.ts";
export { Vti6Tunnel, type Vti6TunnelArgs } from "./links/vti6.ts";
export { type FdbEntryArgs, type PortRangeArgs, VxlanTunnel, type VxlanTunnelArgs } from "./links/vxlan.ts";
export { XfrmInterface, type XfrmInterfaceArgs } from "./links/xfrm.ts";
export {
  ErspanMirror,
  type ErspanMirrorArgs,
  type MirrorFilter,
  type MirrorMatchArgs,
} from "./mirrors/erspan-mirror.ts";
export { FouPort, type FouPortArgs } from "./ports/fou-port.ts";
export { Neighbor, type NeighborArgs } from "./routing/neighbor.ts";
export { PolicyRule, type PolicyRuleArgs } from "./routing/policy-rule.ts";
export { type NexthopArgs, Route, type RouteArgs } from "./routing/route.ts";
