import { foreignObjectError } from "../host/error-messages.ts";
import { hostOf } from "../host/host.ts";
import type { Connectivity } from "../model/connectivity.ts";
import {
  conflictSectionsOf,
  type Found,
  type ProbeAnswer,
  type ResourceKind,
} from "../model/resource-kind.ts";
import { type Args, NOT_ON_HOST } from "../schema/declaration.ts";
import { toPulumiValue } from "../schema/pulumi-value.ts";
import {
  argsOf,
  changedKeys,
  changedOnHost,
  incarnationIn,
  isUnmarked,
  newIncarnation,
  outputsOf,
  pick,
  recordedArgs,
} from "./arguments.ts";
import { changeWithFile, needsBootFile, writeBootFile } from "./boot-files.ts";
import { confirmed } from "./confirm.ts";
import { ensure, ensureObject } from "./ensure.ts";
import { connectionChanged, isSameMachine, mayHaveMoved } from "./host-change.ts";
import { markImported } from "./import.ts";
import {
  askProbe,
  failureOf,
  findPresent,
  MAX_RETRIES,
  type OnHost,
  performAndRead,
  precheck,
  takeSnapshot,
  waitForOthers,
} from "./on-host.ts";
import { referencesIn, resolve } from "./references.ts";
import { discard, removeFromOldMachine } from "./remove.ts";
import { converge, verify } from "./verify.ts";

/** The `update` of a type. It returns the new outputs. */
export async function update(kind: ResourceKind, olds: Args, news: Args): Promise<Args> {
  if (isUnmarked(olds)) return markImported(kind, olds, news);
  const before = recordedArgs(kind, olds);
  const incarnation = incarnationIn(olds) ?? newIncarnation();
  const declared = argsOf(kind, news, incarnation);
  const host = await hostOf(declared, connectionChanged(before, declared) ? {} : olds);
  const where = { kind, host };
  if (mayHaveMoved(before, declared) && !(await isSameMachine(kind, host, before, olds))) {
    const advice = kind.newObjectObstacle?.(before, declared, true);
    if (advice !== undefined) throw host.error(kind.displayName(before), { cause: "invalid", advice });
    return move(where, olds, news);
  }
  const { args: after, values } = await resolve(where, declared);
  refuseUnseenReplacement(where, before, after, olds);
  const hadFile = olds.persisted !== undefined && olds.persisted !== "none";
  if (changedOnHost(kind, before, after).length === 0) {
    const persisted = needsBootFile(kind, olds, before, after)
      ? { persisted: await writeBootFile(where, after, olds, hadFile) }
      : {};
    // Arguments with references have the same values, but maybe other names
    const taken = [...NOT_ON_HOST, ...referencesIn(kind, declared).map(({ argument }) => argument)];
    const kept = Object.fromEntries(Object.entries(olds).filter(([key]) => !taken.includes(key)));
    const { hostValues: _, ...others } = kept;
    const known = Object.keys(values).length === 0 ? {} : { hostValues: values };
    return toPulumiValue({ ...others, ...pick(news, taken), ...persisted, ...known });
  }
  const change = {
    ...{ before, after },
    reverse: ({ back }: Connectivity) => back(before, after, olds),
  };
  const { found, isSaved } = await confirmed(where, change, (host) =>
    changeInPlace(host, before, after, olds),
  );
  const persisted = isSaved ? host.facts.init : await writeBootFile(where, after, found.computed, hadFile);
  return outputsOf({ kind, host, inputs: news, values, found, persisted, incarnation, before: olds });
}

/**
 * Throws if a value of the host has changed since the preview compared the arguments, and the change needs a new object. The
 * engine replaces an object only if a preview reports it.
 */
function refuseUnseenReplacement({ kind, host }: OnHost, before: Args, after: Args, recorded: Args): void {
  const keys = kind.references && kind.replaces(before, after, changedOnHost(kind, before, after), recorded);
  if (keys === undefined || keys.length === 0) return;
  throw host.error(kind.displayName(before), {
    cause: "invalid",
    advice: `the host has another value for ${keys.join(", ")} than at the last run, and the object needs a replacement. Nothing was changed; run pulumi refresh, then pulumi up`,
  });
}

/**
 * Creates the object on the machine of the new connection, then removes the old object from the old machine. The new
 * object is another incarnation, so the removal does not remove it if both are the same machine.
 */
async function move({ kind, host }: OnHost, olds: Args, news: Args): Promise<Args> {
  const incarnation = newIncarnation();
  const { args, values } = await resolve({ kind, host }, argsOf(kind, news, incarnation));
  const ensured = await ensure({ kind, host }, args);
  await removeFromOldMachine(kind, olds);
  return outputsOf({ kind, host, inputs: news, values, ...ensured, incarnation });
}

/** A changed object. `isSaved`: the change has written its file for a reboot too, and nothing changed since. */
interface Changed {
  readonly found: Found;
  readonly isSaved: boolean;
}

const unsaved = (found: Found): Changed => ({ found, isSaved: false });

/** Changes an object in place from the recorded values. If that fails, continues from the live values. */
async function changeInPlace(where: OnHost, before: Args, after: Args, olds: Args): Promise<Changed> {
  const { kind } = where;
  const checked = await precheck(where, after, before);
  const seen = checked && kind.find(checked, before, olds);
  if (checked !== undefined && seen === undefined) return ensureObject(where, after);
  const answer = await askProbe(where, after, seen?.args ?? before);
  const operation = kind.change(seen?.args ?? before, after, { ...olds, ...seen?.computed }, checked, answer);
  if (operation === undefined)
    return unsaved(await verify(where, await converge(where, before, after, olds), after));
  const sent = changeWithFile(kind, after, olds, operation);
  const { outcome, snapshot } = await performAndRead(where, sent, after);
  const found = snapshot && kind.find(snapshot, after);
  if (found === undefined || outcome.status !== "done")
    return unsaved(await changeFromLive(where, { before, after, recorded: olds, answer }));
  const verified = await verify(where, found, after);
  return { found: verified, isSaved: outcome.isSaved === true && verified === found };
}

/** A change of an object, from the recorded arguments to the declared ones. */
interface Change {
  readonly before: Args;
  readonly after: Args;
  /** the outputs of the last run */
  readonly recorded: Args;
  readonly answer: ProbeAnswer | undefined;
}

/**
 * Changes an object from its live values. They may differ from the recorded ones, because an operator changed the
 * object or because a reply was lost.
 */
async function changeFromLive(where: OnHost, { before, after, recorded, answer }: Change): Promise<Found> {
  const { kind, host } = where;
  for (let retries = 0; ; retries += 1) {
    const sections = [...conflictSectionsOf(kind, after), ...conflictSectionsOf(kind, before)];
    const snapshot = await host.dump([...new Set(sections)], { fresh: true });
    const asRecorded = kind.find(snapshot, before);
    const present = kind.find(snapshot, { ...before, ownerAlias: after.ownerAlias }) ?? asRecorded;
    if (present === undefined) return (await ensureObject(where, after)).found;
    if (present.ownership === "foreign" && asRecorded?.ownership !== "ours")
      throw foreignObjectError(kind, host, present, after, changedKeys(kind, present.args, after));
    const operation = kind.change(
      present.args,
      after,
      { ...recorded, ...present.computed },
      snapshot,
      answer,
    );
    const outcome = operation && (await host.perform(operation));
    if (outcome === undefined || outcome.status === "done")
      return verify(where, await findPresent(where, after), after);
    if (outcome.status === "unknown" && retries < MAX_RETRIES) continue;
    if (outcome.status === "failed" && kind.isInOwnWay?.(snapshot, after)) {
      if (retries > 0) return recreate(where, present, before, after);
      await waitForOthers();
      continue;
    }
    await rollBack(where, before, after, recorded);
    throw await failureOf(where, after, operation, outcome, snapshot);
  }
}

/**
 * Removes the object and creates it again. That is needed if two links of a stack exchange their keys or VNIs, because
 * the kernel allows each value for one link only.
 */
async function recreate(where: OnHost, present: Found, before: Args, after: Args): Promise<Found> {
  await discard(where, present, after);
  try {
    return (await ensureObject(where, after)).found;
  } catch (error) {
    // The other link did not move, so the object gets its recorded arguments back
    await ensureObject(where, before).catch(() => undefined);
    throw error;
  }
}

/**
 * Restores the recorded values after a refused change, because the kernel may have accepted a part of it. Entries that
 * the change has added are found by the arguments after it.
 */
async function rollBack(where: OnHost, before: Args, after: Args, olds: Args): Promise<void> {
  const snapshot = await takeSnapshot(where, before, after);
  if (where.kind.find(snapshot, before)?.ownership !== "ours") return;
  const present = where.kind.find(snapshot, { ...after, ownerAlias: before.ownerAlias });
  if (present === undefined) return;
  const operation = where.kind.change(present.args, before, { ...olds, ...present.computed }, snapshot);
  if (operation !== undefined) await where.host.perform(operation);
}
