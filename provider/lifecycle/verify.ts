import { redactedArgs } from "../host/error-messages.ts";
import type { HostSnapshot } from "../model/host-snapshot.ts";
import type { Found } from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";
import { changedOnHost } from "./arguments.ts";
import {
  askProbe,
  failureOf,
  findPresent,
  MAX_RETRIES,
  type OnHost,
  performAndRead,
  takeSnapshot,
} from "./on-host.ts";
import { discard } from "./remove.ts";

/** The names of the arguments that differ from the declared ones, without those that the kernel may choose. */
export const differingKeys = ({ kind }: OnHost, found: Found, args: Args): string[] =>
  changedOnHost(kind, found.args, args).filter((key) => kind.leavesToKernel?.(key, args) !== true);

/**
 * Changes an object in place from the arguments `from` to the declared ones, and reads it back. If the kernel refuses the
 * change or the reply was lost, reads the host and starts the change again from the live values.
 */
export async function converge(where: OnHost, from: Args, args: Args, recorded: Args): Promise<Found> {
  const answer = await askProbe(where, args, from);
  let [live, computed] = [from, recorded];
  let seen: HostSnapshot | undefined;
  for (let retries = 0; ; retries += 1) {
    const operation = where.kind.change(live, args, computed, seen, answer);
    if (operation === undefined) return findPresent(where, args);
    const { outcome, snapshot } = await performAndRead(where, operation, args);
    if (outcome.status === "done")
      return (snapshot && where.kind.find(snapshot, args)) ?? findPresent(where, args);
    const mayRetry = outcome.status === "unknown" ? retries < MAX_RETRIES : seen === undefined;
    if (!mayRetry) throw await failureOf(where, args, operation, outcome);
    seen = await takeSnapshot(where, args);
    const found = where.kind.find(seen, args) ?? (await findPresent(where, args));
    [live, computed] = [found.args, { ...recorded, ...found.computed }];
  }
}

/** Compares an object with the declared arguments. If it differs, changes it once more. If it still differs, throws. */
export async function verify(where: OnHost, found: Found, args: Args): Promise<Found> {
  if (differingKeys(where, found, args).length === 0) return found;
  const again = await converge(where, found.args, args, found.computed);
  const ignored = differingKeys(where, again, args);
  if (ignored.length === 0) return again;
  throw ignoredError(where, again, args, ignored);
}

/** The error if the kernel accepted arguments and ignored them. */
export function ignoredError({ kind, host }: OnHost, found: Found, args: Args, keys: readonly string[]) {
  const [has, declared] = [redactedArgs(kind, found.args), redactedArgs(kind, args)];
  const text = (value: unknown) => JSON.stringify(value ?? null);
  const differences = keys.map((key) => `${key} ${text(has[key])} instead of ${text(declared[key])}`);
  return host.error(kind.displayName(args), {
    cause: "other",
    advice: `the kernel took ${keys.join(", ")} without an error, but has ${differences.join(", ")}`,
  });
}

/** Verifies a new object. If it differs, removes it and throws, because no state would record it. */
export async function verifyOrRemove(where: OnHost, found: Found, args: Args): Promise<Found> {
  try {
    return await verify(where, found, args);
  } catch (error) {
    await discard(where, found, args).catch(() => undefined);
    throw error;
  }
}
