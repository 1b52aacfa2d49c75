import { isDeepStrictEqual } from "node:util";
import { foreignObjectError } from "../host/error-messages.ts";
import type { Connectivity } from "../model/connectivity.ts";
import type { HostSnapshot } from "../model/host-snapshot.ts";
import type { Operation, Outcome } from "../model/operation.ts";
import {
  conflictSectionsOf,
  type Found,
  type ProbeAnswer,
  type Restoration,
} from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";
import { adopt } from "./adopt.ts";
import { changedKeys } from "./arguments.ts";
import { creationWithFile, type Persisted, writeBootFile } from "./boot-files.ts";
import { confirmed } from "./confirm.ts";
import { classify, nextStep } from "./next-step.ts";
import {
  askProbe,
  failureOf,
  find,
  MAX_RETRIES,
  type OnHost,
  performAndRead,
  precheck,
  waitForOthers,
} from "./on-host.ts";
import { discard } from "./remove.ts";
import { restore } from "./replacement.ts";
import { converge, verify, verifyOrRemove } from "./verify.ts";

/** An attempt to create the object. */
interface Attempt {
  readonly operation: Operation;
  readonly outcome: Outcome;
  /** The object, if the attempt created it and read it back. */
  readonly made: Found | undefined;
}

/** What a creation has read from the host before an attempt. */
interface Seen {
  readonly snapshot: HostSnapshot | undefined;
  readonly answer: ProbeAnswer | undefined;
}

/** An object on the host, and what restores it at boot. */
export interface Ensured {
  readonly found: Found;
  readonly persisted: Persisted;
}

/** Makes sure that the host has the declared object, and its file for a reboot. The host may be in any state before. */
export async function ensure(where: OnHost, args: Args): Promise<Ensured> {
  const change = {
    after: args,
    // The reversal of a creation would remove the object that an adoption has taken over
    reverse: async ({ uncreate }: Connectivity) =>
      args.adopt === true && (await isForeign(where, args)) ? undefined : uncreate(args),
  };
  const { found, isSaved } = await confirmed(where, change, (host) => ensureObject(host, args));
  const persisted = isSaved ? where.host.facts.init : await writeBootFile(where, args, found.computed);
  return { found, persisted };
}

/** Whether the host has the object, and it belongs to another owner. */
const isForeign = async (where: OnHost, args: Args): Promise<boolean> =>
  (await find(where, args))?.ownership === "foreign";

/** `isSaved`: the operation that created the object has written its file too, and nothing changed since. */
export async function ensureObject(where: OnHost, args: Args): Promise<{ found: Found; isSaved: boolean }> {
  const { kind, host } = where;
  let snapshot = await precheck(where, args);
  const answer = await askProbe(where, args);
  let lost: readonly Restoration[] = [];
  for (let retries = 0; ; retries += 1) {
    let found = snapshot && kind.find(snapshot, args);
    let attempt: Attempt | undefined;
    if (found === undefined) {
      attempt = await make(where, args, { snapshot, answer });
      if (attempt.made !== undefined) {
        const verified = await verifyOrRemove(where, attempt.made, args);
        const { outcome } = attempt;
        const wasSaved = outcome.status === "done" && outcome.isSaved === true;
        await restore(where, args, lost);
        return { found: verified, isSaved: wasSaved && verified === attempt.made };
      }
      snapshot = await host.dump(conflictSectionsOf(kind, args), { fresh: true });
      found = kind.find(snapshot, args);
    }
    const step = nextStep({
      standing: classify(kind, found, args),
      attempt: attempt?.outcome.status,
      mayRetry: retries < MAX_RETRIES,
      commandsChanged:
        attempt !== undefined && !isDeepStrictEqual(kind.create(args, snapshot, answer), attempt.operation),
      inOwnWay: snapshot !== undefined && kind.isInOwnWay?.(snapshot, args) === true,
      adopt: args.adopt === true,
    });
    if (step === "wait") await waitForOthers();
    if (step === "retry" || step === "wait") continue;
    if (found === undefined || step === "fail") throw await attemptError(where, args, snapshot, attempt);
    if (step === "done" || step === "change") await restore(where, args, lost);
    if (step === "done") return { found, isSaved: false };
    if (step === "change") {
      const changed = await converge(where, found.args, args, found.computed);
      return { found: await verify(where, changed, args), isSaved: false };
    }
    if (step === "adopt") return { found: await adopt(where, found, args, snapshot), isSaved: false };
    if (step === "refuse")
      throw foreignObjectError(kind, host, found, args, changedKeys(kind, found.args, args));
    if (snapshot !== undefined && found.ownership === "ours")
      lost = kind.restorations?.(snapshot, args) ?? [];
    await discard(where, found, args);
    snapshot = await precheck(where, args);
  }
}

async function make(where: OnHost, args: Args, { snapshot, answer }: Seen): Promise<Attempt> {
  const operation = where.kind.create(args, snapshot, answer);
  const sent = creationWithFile(where.kind, args, operation, snapshot === undefined);
  const { outcome, snapshot: after } = await performAndRead(where, sent, args);
  const made = outcome.status === "done" ? after && where.kind.find(after, args) : undefined;
  return { operation, outcome, made };
}

async function attemptError(
  where: OnHost,
  args: Args,
  snapshot: HostSnapshot | undefined,
  attempt: Attempt | undefined,
): Promise<Error> {
  const outcome: Outcome = attempt?.outcome ?? { status: "unknown", stderr: "" };
  const operation = attempt?.operation ?? where.kind.create(args, snapshot);
  return failureOf(where, args, operation, outcome, snapshot);
}
