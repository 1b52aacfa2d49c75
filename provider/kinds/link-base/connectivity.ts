import { subnetIn } from "../../iproute2/address.ts";
import { tokens, toolOfCommands } from "../../iproute2/command.ts";
import type { Connectivity } from "../../model/connectivity.ts";
import type { Operation } from "../../model/operation.ts";
import { ownerAliasOf } from "../../model/ownership.ts";
import type { Args } from "../../schema/declaration.ts";
import { addressText } from "./address-args.ts";
import { changeInPlace } from "./commands.ts";
import { common, routeOf } from "./common-args.ts";
import { nftRemoval } from "./device-nft-table.ts";
import type { LinkKind } from "./link-kind.ts";

const onlyIfOurs = (args: Args): Pick<Operation, "guard"> => ({
  guard: { device: common(args).name, aliases: [ownerAliasOf(args)] },
});

/** The change in place from one link to another, with the recorded mtu in its commands. */
function changeTo(link: LinkKind, before: Args, after: Args, { mtu }: Args): Operation | undefined {
  return changeInPlace(link, { before, after: { ...after, mtu: after.mtu ?? mtu }, recorded: {} });
}

/** What a link has to do with the SSH connection of its host. */
export const linkConnectivity = (link: LinkKind): Connectivity => ({
  reach(args) {
    const { name, up, addresses, routes } = common(args);
    const prefixes = [
      ...addresses.map((one) => subnetIn(addressText(one))),
      ...routes.map((one) => routeOf(one).to),
    ];
    return { device: name, prefixes: up ? prefixes : [], flows: [] };
  },

  back: (before, after, recorded) => changeTo(link, after, before, recorded),

  uncreate(args) {
    const { name } = common(args);
    const commands = [tokens`link del dev ${name}`, ...nftRemoval(name, args)];
    return { tool: toolOfCommands(commands), ...onlyIfOurs(args), commands };
  },

  suspend(args, recorded) {
    const { name } = common(args);
    const down = tokens`link set dev ${name} down`;
    const operation: Operation = { tool: "ip", ...onlyIfOurs(args), commands: [down] };
    // The kernel removes routes, and IPv6 addresses, from a link that is down
    const bare = { ...args, up: false, addresses: [], routes: [] };
    return { operation, reverse: changeTo(link, bare, args, recorded) ?? operation };
  },
});
