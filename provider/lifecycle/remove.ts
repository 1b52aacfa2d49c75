import { isDeepStrictEqual } from "node:util";
import { releaseClaims } from "../conflicts/registry.ts";
import { outcomeError } from "../host/error-messages.ts";
import { type Host, hostOf } from "../host/host.ts";
import { parseOwnerAlias } from "../iproute2/owner-alias.ts";
import type { Operation, Outcome, Removal } from "../model/operation.ts";
import { isSameIncarnation } from "../model/ownership.ts";
import { type Found, isRemoval, type ResourceKind } from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";
import { isUnmarked, recordedArgs } from "./arguments.ts";
import { removalWithFile } from "./boot-files.ts";
import { confirmed } from "./confirm.ts";
import { find, MAX_RETRIES, type OnHost, readsHostFirst } from "./on-host.ts";
import { warnOfReplacement } from "./replacement.ts";
import { settleUnreachable } from "./unreachable.ts";

/** Removes an object of ours before a new creation: a half-made one, or one that the kernel cannot change in place. */
export async function discard(where: OnHost, found: Found, args: Args): Promise<void> {
  const { kind, host } = where;
  // A half-made device has no alias yet, so its group proves that it is ours
  const owned = found.ownership === "half-made" ? args : { ...args, ownerAlias: found.args.ownerAlias };
  const removal = kind.remove(owned, found.computed);
  const outcome = isRemoval(removal)
    ? await host.remove({ ...removal, halfMade: found.ownership === "half-made" })
    : await host.perform(removalWithFile(kind, owned, ofHalfMade(removal, found)));
  if (outcome.status === "failed") throw outcomeError(kind, host, args, undefined, outcome);
}

/** A half-made device has no alias, so the guard accepts a device of our group without one. */
function ofHalfMade(removal: Operation, { ownership }: Found): Operation {
  const { guard } = removal;
  if (ownership !== "half-made" || guard === undefined || !("device" in guard)) return removal;
  return { ...removal, guard: { ...guard, halfMade: true } };
}

/**
 * Removes the object that outputs record. If the host has an object of another owner or of a later incarnation instead,
 * it removes nothing, because the recorded object no longer exists.
 */
export async function removeRecorded(where: OnHost, args: Args, recorded: Args): Promise<void> {
  const { kind, host } = where;
  const isRead = readsHostFirst(kind, args);
  let found = isRead ? await find(where, args, recorded) : undefined;
  for (let retries = 0; ; retries += 1) {
    const removal = kind.remove(args, { ...recorded, ...found?.computed });
    const isLeft = found !== undefined && !isRemoval(removal) && isAnotherObject(found, recorded);
    if (isLeft || (isRead && found === undefined)) return removeTraces(where, removal, args);
    if (found !== undefined && !isSameIncarnation(found.args, args)) return;
    const outcome = isRemoval(removal)
      ? await host.remove(removal)
      : await host.perform(removalWithFile(kind, args, removal));
    if (outcome.status === "gone" && !isRemoval(removal) && removal.traces !== undefined)
      return removeTraces(where, removal, args);
    if (outcome.status === "done" || outcome.status === "gone" || isOfAnother(outcome)) return;
    found = await find(where, args, recorded);
    if (found === undefined || isAnotherObject(found, recorded)) return removeTraces(where, removal, args);
    // Of an object of several parts, another program may have removed some
    const isOther = !isDeepStrictEqual(kind.remove(args, { ...recorded, ...found.computed }), removal);
    if ((outcome.status !== "unknown" && !isOther) || retries === MAX_RETRIES)
      throw outcomeError(kind, host, args, isRemoval(removal) ? undefined : removal, outcome);
  }
}

/** Whether the object of this name has the owner alias of another resource, stack or incarnation. */
const isOfAnother = (outcome: Outcome): boolean =>
  outcome.status === "foreign" && parseOwnerAlias(outcome.alias) !== undefined;

/** Outputs that differ if another program has removed the recorded object, and added its own one in its place. */
const IDENTITIES = ["ifindex", "protocol"] as const;

/** Whether the kernel shows that the object is not the recorded one. */
const isAnotherObject = (present: Found, recorded: Args): boolean =>
  IDENTITIES.some(
    (name) =>
      typeof present.computed[name] === "number" &&
      typeof recorded[name] === "number" &&
      present.computed[name] !== recorded[name],
  );

/** Removes the marker, the filter qdisc and other traces of an object that no longer exists. */
async function removeTraces({ kind, host }: OnHost, removal: Removal | Operation, args: Args): Promise<void> {
  if (isRemoval(removal) || (removal.marker ?? removal.clsact ?? removal.traces) === undefined) return;
  const { traces, ...rest } = removal;
  const left: Operation =
    traces === undefined ? { ...rest, commands: [] } : { tool: removal.tool, commands: traces };
  const outcome = await host.perform(removalWithFile(kind, args, left));
  if (outcome.status === "unknown") throw outcomeError(kind, host, args, undefined, outcome);
}

/** Removes an object from its old machine. An error is only a warning, because that machine may no longer exist. */
export async function removeFromOldMachine(kind: ResourceKind, olds: Args): Promise<void> {
  const before = recordedArgs(kind, olds);
  try {
    const host: Host = await hostOf(before, olds);
    await removeRecorded({ kind, host }, before, olds);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.warn(`${kind.displayName(before)} could not be removed from where it was: ${reason}`);
  }
}

/** Takes an object out of use if its removal may cut the SSH connection, because the host can reverse that. */
async function suspend(where: OnHost, args: Args, recorded: Args): Promise<void> {
  const { connectivity } = where.kind;
  if (connectivity === undefined) return;
  const change = { before: args, reverse: () => connectivity.suspend(args, recorded).reverse };
  await confirmed(where, change, async ({ host }) => {
    if (host !== where.host) await host.perform(connectivity.suspend(args, recorded).operation);
  });
}

/** The `delete` of a type. */
export async function remove(kind: ResourceKind, olds: Args): Promise<void> {
  const args = recordedArgs(kind, olds);
  if (isUnmarked(olds)) {
    console.warn(
      `${kind.displayName(args)} stays on ${addressIn(args)}: it was imported, and no pulumi up has marked it since. Only the state forgets it`,
    );
    return;
  }
  const where = { kind, host: await hostOf(args, olds) };
  try {
    await warnOfReplacement(where, args, olds);
    await suspend(where, args, olds);
    await removeRecorded(where, args, olds);
  } catch (error) {
    settleUnreachable(where, args, olds, error);
  }
  releaseClaims(kind.type, olds);
}

const addressIn = ({ host }: Args): string =>
  String((host as { readonly connection?: { readonly host?: unknown } } | undefined)?.connection?.host);
