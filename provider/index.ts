import { hostHandlers } from "./host-resource.ts";
import { erspan } from "./kinds/erspan.ts";
import { gre } from "./kinds/gre.ts";
import { gretap } from "./kinds/gretap.ts";
import { ipip } from "./kinds/ipip.ts";
import { sit } from "./kinds/sit.ts";
import { vti } from "./kinds/vti.ts";
import { type Handlers, lifecycle } from "./lifecycle.ts";

/** Every kind of link, in the order of the docs. */
export const links = {
  IpipTunnel: ipip,
  SitTunnel: sit,
  GreTunnel: gre,
  GreTapTunnel: gretap,
  ErspanTunnel: erspan,
  VtiTunnel: vti,
} as const;

/**
 * The handlers of each resource type, by the names that the stubs in users' state files call them: an ABI. A name
 * that was once released stays.
 */
export const handlers: Readonly<Record<string, Handlers>> = {
  Host: hostHandlers,
  ...Object.fromEntries(Object.entries(links).map(([type, kind]) => [type, lifecycle(kind)])),
};
