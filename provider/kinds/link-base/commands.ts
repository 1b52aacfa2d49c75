import { isDeepStrictEqual } from "node:util";
import { type Command, optional, Phrase, tokens, toolOfCommands } from "../../iproute2/command.ts";
import { GROUP } from "../../iproute2/owner-alias.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import type { Operation, Removal } from "../../model/operation.ts";
import { ownerAliasOf } from "../../model/ownership.ts";
import type { Found, ProbeAnswer } from "../../model/resource-kind.ts";
import type { Args } from "../../schema/declaration.ts";
import {
  addOrAppend,
  addressCommand,
  addressingCommands,
  addressingOf,
  appendsNextHop,
  masterCommand,
  routeCommand,
} from "./addressing.ts";
import { common } from "./common-args.ts";
import { deviceCommands } from "./device-attributes.ts";
import { nftRemoval } from "./device-nft-table.ts";
import { tableChanges, tableShows } from "./device-tables.ts";
import { applicableAttributes } from "./external.ts";
import type { LinkKind } from "./link-kind.ts";
import { linkNetnsTokens } from "./link-netns.ts";
import { mtuIn, policyAfterChange, policyAtCreation } from "./mtu.ts";

/**
 * Commands, and after them commands that print the resulting device. The kernel walks all routes to find those of one
 * device, so the operation asks for routes only if the device may have some. An appended IPv6 route with a gateway
 * becomes a route with several next hops. `ip route show dev` leaves such a route out, so the operation asks for it by
 * its destination. The tables of the device come last, and after the routes, because a dump has no tables.
 */
function withReadback(link: LinkKind, args: Args, commands: readonly Command[], routes: boolean) {
  const { name, master } = common(args);
  const tables = tableShows(link, args);
  const shows: Command[] = [
    tokens`addr show dev ${name}`,
    ...(routes || tables.length > 0 ? [tokens`route show dev ${name} table all`] : []),
    ...(routes && master !== undefined ? [tokens`addr show dev ${master}`] : []),
    ...commands.filter(appendsNextHop).map(([, , to]) => tokens`route show to exact ${to} table all`),
    ...tables,
  ];
  const all = [...commands, ...shows];
  return { tool: toolOfCommands(all), commands: all, shows: shows.length, showsDevice: name };
}

const typeTokens = (link: LinkKind, args: Args, mode: "create" | "change"): Command =>
  tokens`type ${link.kind} ${applicableAttributes(link, args).flatMap((attribute) => attribute[mode](args))}`;

/** The command that writes the owner alias, and after it the description. */
function aliasCommand(args: Args): Command {
  const { name, description } = common(args);
  const alias = ownerAliasOf(args);
  return tokens`link set dev ${name} alias ${description === undefined ? alias : new Phrase(`${alias} ${description}`)}`;
}

/** The operation that creates a link. `answer` is the answer to the kind's probe. */
export function creation(
  link: LinkKind,
  args: Args,
  snapshot: HostSnapshot | undefined,
  answer: ProbeAnswer | undefined,
): Operation {
  const { name } = common(args);
  const { addresses, routes, up, master } = addressingOf(common(args));
  const mtu = optional("mtu", mtuIn(policyAtCreation(link, args, answer)));
  const { additions, asPort } = tableChanges(link, {}, args, undefined);
  const commands = [
    tokens`link add name ${name} ${linkNetnsTokens(args)} ${mtu} group ${GROUP} ${typeTokens(link, args, "create")}`,
    // Before the device is up, because it would learn entries
    ...additions,
    ...deviceCommands(link, {}, args),
    ...(master === undefined ? [] : [masterCommand(master, name), ...asPort]),
    ...addresses.map((address) => addressCommand("add", address, name)),
    tokens`${aliasCommand(args)} ${up ? "up" : undefined}`,
    ...routes.map((route) =>
      routeCommand(addOrAppend(route, name, ownerAliasOf(args), snapshot), route, name),
    ),
  ];
  return {
    modules: link.modules?.(args) ?? [],
    ...withReadback(link, args, commands, routes.length > 0),
    undo: [tokens`link del dev ${name}`, ...nftRemoval(name, args)],
    undoGuard: { device: name, aliases: [ownerAliasOf(args)], halfMade: true },
  };
}

/** Takes over a device. Its kind and identity must be the declared ones, because the kernel cannot change them. */
export function adoption(link: LinkKind, found: Found, args: Args): Operation | undefined {
  const { name } = common(args);
  if (found.computed.kind !== link.kind) return undefined;
  if (link.identity(found.args) !== link.identity(args)) return undefined;
  const commands = [tokens`link set dev ${name} group ${GROUP}`, aliasCommand(args)];
  return withReadback(link, args, commands, true);
}

/** A change of a link's arguments, with the known facts of its host. */
export interface LinkChange {
  readonly before: Args;
  readonly after: Args;
  /** The outputs before the change. */
  readonly recorded: Args;
  /** The state of the host after a first attempt failed. */
  readonly snapshot?: HostSnapshot | undefined;
  /** The answer to the kind's probe. */
  readonly answer?: ProbeAnswer | undefined;
  /** `before` is what the host has, not what the state records. A snapshot implies it. */
  readonly isLive?: boolean;
}

export function changeInPlace(link: LinkKind, change: LinkChange): Operation | undefined {
  const { before, after, snapshot, isLive = false } = change;
  const [old, next] = [common(before), common(after)];
  const { removals, additions, asPort } = tableChanges(link, before, after, snapshot);
  const commands: Command[] = [
    ...removals,
    ...kindCommands(link, change),
    ...additions,
    ...deviceCommands(link, before, after),
    ...(ownerAliasOf(before) === ownerAliasOf(after) && old.description === next.description
      ? []
      : [aliasCommand(after)]),
    ...addressingCommands(addressingOf(old), addressingOf(next), {
      ...{ device: next.name, ownerAlias: ownerAliasOf(after), snapshot, asPort },
      isLive: isLive || snapshot !== undefined,
    }),
  ];
  if (commands.length === 0) return undefined;
  return {
    guard: { device: next.name, aliases: [...new Set([ownerAliasOf(before), ownerAliasOf(after)])] },
    modules: link.modules?.(after) ?? [],
    ...withReadback(link, after, commands, old.routes.length + next.routes.length > 0),
  };
}

/**
 * Gives a device of another owner the declared arguments, and leaves its alias unchanged. If a command is refused,
 * `undo` restores the old arguments.
 */
export function changeOfForeign(
  link: LinkKind,
  found: Found,
  args: Args,
  answer: ProbeAnswer | undefined,
): Operation | undefined {
  const { ownerAlias } = found.args;
  const wanted = { ...args, ownerAlias, description: found.args.description };
  const operation = changeInPlace(link, {
    before: found.args,
    after: wanted,
    recorded: found.computed,
    answer,
    isLive: true,
  });
  if (operation === undefined) return undefined;
  const { guard: _guard, ...unguarded } = operation;
  const theirs = { ...found.args, mtu: found.computed.mtu };
  const back = changeInPlace(link, { before: wanted, after: theirs, recorded: {} });
  const undo = back?.commands.slice(0, back.commands.length - (back.shows ?? 0)) ?? [];
  return { ...unguarded, tool: toolOfCommands([...operation.commands, ...undo]), undo };
}

/**
 * Changes the kind's own arguments and the mtu. Each change of the arguments sets the mtu too, because the kernel may
 * compute another one.
 */
function kindCommands(link: LinkKind, change: LinkChange): Command[] {
  const { before, after, recorded } = change;
  const { name } = common(after);
  const changed = link.attributes.some(
    ({ shape, table }) =>
      table === undefined && Object.keys(shape).some((key) => !isDeepStrictEqual(before[key], after[key])),
  );
  const mtu = mtuIn(policyAfterChange(link, change));
  const resized = mtu !== undefined && mtu !== recorded.mtu;
  const set = (type: Command): Command[] => {
    if (link.mtuInOwnMessage !== true || type.length === 0)
      return [tokens`link set dev ${name} ${optional("mtu", mtu)} ${type}`];
    return [tokens`link set dev ${name} ${type}`, ...(mtu === undefined ? [] : set([]))];
  };
  const intermediate = link.attributes
    .map((attribute) => attribute.intermediate?.(before, after))
    .filter((args) => args !== undefined);
  return [
    ...intermediate.flatMap((args) => set(typeTokens(link, { ...after, ...args }, "change"))),
    ...(changed || resized ? set(changed ? typeTokens(link, after, "change") : []) : []),
  ];
}

/**
 * The removal of a link. Most links are removals of devices, which the host runs together. A link with an
 * nft table also removes that, because it stays when an operator has removed the device.
 */
export function removal(args: Args): Removal | Operation {
  const { name } = common(args);
  const [device, aliases, rest] = [name, [ownerAliasOf(args)], nftRemoval(name, args)];
  if (rest.length === 0) return { device, aliases };
  const commands = [tokens`link del dev ${name}`, ...rest];
  return { tool: toolOfCommands(commands), guard: { device, aliases }, commands, traces: rest };
}
