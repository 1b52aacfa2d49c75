import { bridge } from "./cases/bridge.ts";
import { erspan } from "./cases/erspan.ts";
import { geneve } from "./cases/geneve.ts";
import { gre } from "./cases/gre.ts";
import { gretap } from "./cases/gretap.ts";
import { ip6erspan } from "./cases/ip6erspan.ts";
import { ip6gre } from "./cases/ip6gre.ts";
import { ip6gretap } from "./cases/ip6gretap.ts";
import { ip6tnl } from "./cases/ip6tnl.ts";
import { ipip } from "./cases/ipip.ts";
import { sit } from "./cases/sit.ts";
import { vrf } from "./cases/vrf.ts";
import { vti } from "./cases/vti.ts";
import { vti6 } from "./cases/vti6.ts";
import { vxlan } from "./cases/vxlan.ts";
import { xfrm } from "./cases/xfrm.ts";
import type { KindCase } from "./kind-case.ts";

/** Every kind of link that the package builds, one row each. */
export const table: readonly KindCase[] = [
  ipip,
  sit,
  gre,
  gretap,
  erspan,
  vti,
  ip6tnl,
  ip6gre,
  ip6gretap,
  ip6erspan,
  geneve,
  vxlan,
  vti6,
  xfrm,
  bridge,
  vrf,
];
