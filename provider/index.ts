import { hostHandlers } from "./host-resource.ts";
import { ipip } from "./kinds/ipip.ts";
import { type Handlers, lifecycle } from "./lifecycle.ts";

/** Every kind of link, in the order of the docs. */
export const links = { IpipTunnel: ipip } as const;

/**
 * The handlers of each resource type, by the names that the stubs in users' state files call them: an ABI. A name
 * that was once released stays.
 */
export const handlers: Readonly<Record<string, Handlers>> = {
  Host: hostHandlers,
  ...Object.fromEntries(Object.entries(links).map(([type, kind]) => [type, lifecycle(kind)])),
};
