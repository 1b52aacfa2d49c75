import type { BridgeArgs } from "./bridge.ts";
import type { ErspanTunnelArgs } from "./erspan.ts";
import type { GeneveTunnelArgs } from "./geneve.ts";
import type { GreTunnelArgs } from "./gre.ts";
import type { GreTapTunnelArgs } from "./gretap.ts";
import type { Ip6ErspanTunnelArgs } from "./ip6erspan.ts";
import type { Ip6GreTunnelArgs } from "./ip6gre.ts";
import type { Ip6GreTapTunnelArgs } from "./ip6gretap.ts";
import type { Ip6TnlTunnelArgs } from "./ip6tnl.ts";
import type { IpipTunnelArgs } from "./ipip.ts";
import type { SitTunnelArgs } from "./sit.ts";
import type { VrfArgs } from "./vrf.ts";
import type { VtiTunnelArgs } from "./vti.ts";
import type { Vti6TunnelArgs } from "./vti6.ts";
import type { VxlanTunnelArgs } from "./vxlan.ts";
import type { XfrmInterfaceArgs } from "./xfrm.ts";

/** The arguments of each kind of link, by iproute2's name of the kind. */
export interface LinkKinds {
  ipip: IpipTunnelArgs;
  sit: SitTunnelArgs;
  gre: GreTunnelArgs;
  gretap: GreTapTunnelArgs;
  erspan: ErspanTunnelArgs;
  ip6tnl: Ip6TnlTunnelArgs;
  ip6gre: Ip6GreTunnelArgs;
  ip6gretap: Ip6GreTapTunnelArgs;
  ip6erspan: Ip6ErspanTunnelArgs;
  geneve: GeneveTunnelArgs;
  vxlan: VxlanTunnelArgs;
  vti: VtiTunnelArgs;
  vti6: Vti6TunnelArgs;
  xfrm: XfrmInterfaceArgs;
  bridge: BridgeArgs;
  vrf: VrfArgs;
}
