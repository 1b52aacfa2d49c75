import { familyOf, isLinkLocal, ownAddressIn } from "../../iproute2/address.ts";
import type { Command } from "../../iproute2/command.ts";
import type { LiveLink } from "../../iproute2/ip-json.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import type { Operation } from "../../model/operation.ts";
import type { Restoration } from "../../model/resource-kind.ts";
import type { Args } from "../../schema/declaration.ts";
import { addressCommand, masterCommand, routeCommand } from "./addressing.ts";
import { common } from "./common-args.ts";
import { inVrf, vrfTable } from "./vrf.ts";

/**
 * What makes the ports of a VRF its ports again, after the kernel has freed them with the old device. The kernel removes
 * IPv6 addresses and all routes of a port that leaves a VRF. (linux: cycle_netdev) Routes in the table of the old device
 * come back in the table of the new one. `snapshot` is the host before the removal.
 */
export function portsBack(snapshot: HostSnapshot, args: Args): readonly Restoration[] {
  const { name } = common(args);
  const table = vrfTable(snapshot.links, name);
  return snapshot.links
    .filter(({ master }) => master === name)
    .flatMap((port) => [
      { what: `${port.name} is no port of it any more`, operation: plain(joining(port, name)) },
      // Each route is an operation of its own, because a daemon may have added one of them first
      ...snapshot.routes
        .filter(({ dev }) => dev === port.name)
        .map(({ route, protocol }) => ({
          what: `the route of ${port.name} to ${route.to} is missing`,
          operation: plain([routeCommand("add", inVrf(route, name, table), port.name, protocol)]),
        })),
    ]);
}

const plain = (commands: readonly Command[]): Operation => ({ tool: "ip", commands });

/** The commands that make a device a port again, with its IPv6 addresses. */
const joining = (port: LiveLink, master: string): Command[] => [
  masterCommand(master, port.name),
  ...port.addresses
    .filter((one) => familyOf(one) === "inet6" && !isLinkLocal(ownAddressIn(one)))
    .map((one) => addressCommand("add", one, port.name)),
  // The kernel may have made a link-local one already
  ...port.automaticAddresses
    .filter((one) => isLinkLocal(ownAddressIn(one)))
    .map((one) => addressCommand("replace", one, port.name)),
];
