import type { HostSnapshot } from "../../model/host-snapshot.ts";
import type { TakenAlong } from "../../model/resource-kind.ts";
import type { Args } from "../../schema/declaration.ts";
import { common } from "./common-args.ts";
import type { LinkKind } from "./link-kind.ts";

/** Kinds whose lower devices are their ports. Those of other kinds are their underlay. */
const WITH_PORTS: readonly string[] = ["bridge", "vrf"];

/** What goes with a device of ours when the kernel removes it, except what the resource itself declares. */
export const takenAlong = (link: LinkKind): TakenAlong => ({
  section: (args) => `dependents:${common(args).name}`,

  things({ sections }: HostSnapshot, args: Args) {
    const { name, master: declared } = common(args);
    const found = sections.dependents?.[name];
    if (found === undefined) return [];
    const { master, uppers, lowers, routes, routeCount } = found;
    const unnamed = Array.from({ length: routeCount - routes.length }, () => "a route");
    return [
      ...(master === undefined || master === declared ? [] : [`its membership in ${master}`]),
      ...uppers.map((upper) => `the device ${upper} on top of it`),
      ...(WITH_PORTS.includes(link.kind) ? lowers : []).map((port) => `the membership of ${port}`),
      ...routes.map((route) => `the route to ${route}`),
      ...unnamed,
    ];
  },
});
