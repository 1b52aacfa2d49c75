import type { HostSnapshot } from "../../model/host-snapshot.ts";
import type { Args } from "../../schema/declaration.ts";
import { declaresVlans, portOf } from "./bridge-port-args.ts";
import { common, routeOf } from "./common-args.ts";
import type { LinkKind } from "./link-kind.ts";

/**
 * Why the link cannot be a port of its master at present. `ip` ends without a line number if a master does not exist, so
 * the provider reads the host before.
 */
export function masterObstacle(link: LinkKind, { links }: HostSnapshot, args: Args): string | undefined {
  const { master, routes } = common(args);
  if (master === undefined) return undefined;
  const device = links.find(({ name }) => name === master);
  if (device === undefined)
    return `master: the host has no device ${master}. Create the bridge or VRF first, and let the link depend on it, such as by \`master: bridge.name\``;
  if (device.kind === "vrf" && portOf(args) !== undefined)
    return `bridgePort: ${master} is a VRF, and only the ports of a bridge have these values`;
  if (device.kind === "vrf") return undefined;
  if (device.kind !== "bridge") return `master: ${master} is neither a bridge nor a VRF`;
  if (link.carriesEthernet !== true)
    return `master: ${master} is a bridge, which takes only kinds that carry Ethernet frames, and a ${link.kind} carries IP packets`;
  return routes.map(routeOf).some(({ table }) => table === undefined)
    ? `routes: ${master} is a bridge, whose ports have no routes. Give the routes to the bridge`
    : undefined;
}

/** What has no effect at present. An operator may switch the filter of VLANs on later. */
export function masterWarnings({ links }: HostSnapshot, args: Args): string[] {
  const { master } = common(args);
  const bridge = links.find(({ name, kind }) => name === master && kind === "bridge");
  return declaresVlans(portOf(args)) && bridge?.info.vlan_filtering === 0
    ? [
        `bridgePort: the bridge ${master} does not filter VLANs, so those of its ports have no effect. Set \`vlanFiltering: true\` on the bridge`,
      ]
    : [];
}
