import type { KindRow } from "./row.ts";
import { erspan } from "./rows/erspan.ts";
import { geneve } from "./rows/geneve.ts";
import { gre } from "./rows/gre.ts";
import { gretap } from "./rows/gretap.ts";
import { ip6erspan } from "./rows/ip6erspan.ts";
import { ip6gre } from "./rows/ip6gre.ts";
import { ip6gretap } from "./rows/ip6gretap.ts";
import { ip6tnl } from "./rows/ip6tnl.ts";
import { ipip } from "./rows/ipip.ts";
import { sit } from "./rows/sit.ts";
import { vti } from "./rows/vti.ts";
import { vti6 } from "./rows/vti6.ts";
import { vxlan } from "./rows/vxlan.ts";
import { xfrm } from "./rows/xfrm.ts";

/** Every kind of link that the package builds, one row each. */
export const table: readonly KindRow[] = [
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
];
