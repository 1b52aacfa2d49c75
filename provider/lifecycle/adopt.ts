import { foreignObjectError } from "../host/error-messages.ts";
import type { HostSnapshot } from "../model/host-snapshot.ts";
import type { Operation } from "../model/operation.ts";
import type { Found } from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";
import { changedKeys, changedOnHost } from "./arguments.ts";
import { askProbe, failureOf, find, MAX_RETRIES, type OnHost, performAndRead } from "./on-host.ts";
import { converge, differingKeys, ignoredError, verify } from "./verify.ts";

/**
 * Takes over a foreign object. The object first gets the declared arguments, and the owner alias last. If the kernel
 * refuses an argument, the provider restores the old ones, so the owner keeps the object as it was.
 */
export async function adopt(
  where: OnHost,
  found: Found,
  args: Args,
  snapshot: HostSnapshot | undefined,
): Promise<Found> {
  const { kind, host } = where;
  const changed = changedOnHost(kind, found.args, args).filter((key) => key !== "owner");
  const operation = kind.adopt?.(found, args, snapshot);
  const isChangeable = kind.replaces(found.args, args, changed, {}).length === 0;
  if (operation === undefined || !isChangeable)
    throw foreignObjectError(kind, host, found, args, changedKeys(kind, found.args, args));
  const obstacle = snapshot && kind.adoptionObstacle?.(snapshot, found, args);
  if (obstacle !== undefined)
    throw host.error(kind.displayName(args), {
      cause: "exists",
      advice: `it cannot be adopted: ${obstacle}. Nothing was changed`,
    });
  await prepare(where, found, args);
  const ours = (await take(where, operation, args)) ?? found;
  return verify(where, await converge(where, ours.args, args, ours.computed), args);
}

/** Writes the owner alias. If the reply is lost, it writes the same alias again, which changes nothing more. */
async function take(where: OnHost, operation: Operation, args: Args): Promise<Found | undefined> {
  for (let retries = 0; ; retries += 1) {
    const { outcome, snapshot } = await performAndRead(where, operation, args);
    const seen = snapshot && where.kind.find(snapshot, args);
    if (outcome.status === "done") return seen ?? find(where, args);
    const present = outcome.status === "unknown" ? await find(where, args) : undefined;
    if (present?.ownership === "ours") return present;
    if (outcome.status !== "unknown" || retries === MAX_RETRIES)
      throw await failureOf(where, args, operation, outcome);
  }
}

/** Changes a foreign object to the declared arguments. If that fails, restores the old ones and throws. */
async function prepare(where: OnHost, found: Found, args: Args): Promise<void> {
  const { kind, host } = where;
  const answer = await askProbe(where, args, found.args);
  const operation = kind.changeForeign?.(found, args, answer);
  if (operation === undefined) return;
  const outcome = await host.perform(operation);
  const now = await find(where, args);
  const ignored = now === undefined ? [] : differingKeys(where, now, args).filter((key) => key !== "owner");
  if (outcome.status === "done" && ignored.length === 0) return;
  const back = now && kind.changeForeign?.(now, { ...args, ...found.args });
  if (back !== undefined) await host.perform(back);
  if (outcome.status !== "done" || now === undefined) throw await failureOf(where, args, operation, outcome);
  throw ignoredError(where, now, args, ignored);
}
