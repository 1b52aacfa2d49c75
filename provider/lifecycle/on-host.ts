import { setTimeout as sleep } from "node:timers/promises";
import { outcomeError } from "../host/error-messages.ts";
import type { Host } from "../host/host.ts";
import { type Cause, causeOf } from "../iproute2/errors.ts";
import type { HostSnapshot } from "../model/host-snapshot.ts";
import type { Operation, Outcome } from "../model/operation.ts";
import {
  conflictSectionsOf,
  type Found,
  type ProbeAnswer,
  type ResourceKind,
  sectionsOf,
} from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";

/** A resource type and the host of a resource. All steps of the lifecycle need both. */
export interface OnHost {
  readonly kind: ResourceKind;
  readonly host: Host;
}

/** The maximum number of retries after a lost reply, or after the removal of a conflicting object. */
export const MAX_RETRIES = 3;

/** Waits 300 ms for other operations of the same run, because they may remove a conflicting object. */
export const waitForOthers = (): Promise<void> => sleep(300);

/** Reads the sections that the type needs to find the object by any of these arguments. */
export const takeSnapshot = (
  { kind, host }: OnHost,
  ...any: readonly (Args | undefined)[]
): Promise<HostSnapshot> =>
  host.dump([...new Set(any.flatMap((args) => (args === undefined ? [] : sectionsOf(kind, args))))], {
    fresh: true,
  });

/** Reads the host and finds the object of the declared name, of any owner. */
export async function find(where: OnHost, args: Args, recorded: Args = {}): Promise<Found | undefined> {
  return where.kind.find(await takeSnapshot(where, args), args, recorded);
}

/** Whether the lifecycle reads the host before it acts on an object with these arguments. */
export const readsHostFirst = (kind: ResourceKind, args: Args): boolean =>
  kind.precondition !== undefined && kind.hasPrecondition?.(args) !== false;

/**
 * Reads the host if the object has a precondition, and prints the warnings. Throws if the host cannot have the object.
 * `before` are the arguments before a change.
 */
export async function precheck(where: OnHost, args: Args, before?: Args): Promise<HostSnapshot | undefined> {
  const { kind, host } = where;
  if (!readsHostFirst(kind, args)) return undefined;
  const snapshot = await takeSnapshot(where, args, before);
  const obstacle = kind.precondition?.(snapshot, args);
  if (obstacle !== undefined)
    throw host.error(kind.displayName(args), { cause: "invalid", advice: obstacle });
  for (const warning of kind.warnings?.(snapshot, args) ?? [])
    console.warn(`${kind.displayName(args)} on ${host.address}: ${warning}`);
  return snapshot;
}

/** Sends the probe of a type, if it has one, before it creates an object or changes it from `before`. */
export async function askProbe(where: OnHost, args: Args, before?: Args): Promise<ProbeAnswer | undefined> {
  const { kind, host } = where;
  const probe = kind.probe?.(args, before);
  if (probe === undefined) return undefined;
  const [outcome, snapshot] = await Promise.all([
    probe.operation && host.perform(probe.operation),
    host.dump(probe.sections, { fresh: true }),
  ]);
  if (outcome?.status === "unknown") throw await failureOf(where, args, probe.operation, outcome);
  return { outcome, snapshot };
}

/** The error of an outcome. If the kernel reports a conflict, the error names the conflicting object on the host. */
export async function failureOf(
  { kind, host }: OnHost,
  args: Args,
  operation: Operation | undefined,
  outcome: Outcome,
  seen?: HostSnapshot,
): Promise<Error> {
  if (outcome.status !== "failed" || !CONFLICTS.has(causeOf(outcome.stderr)))
    return outcomeError(kind, host, args, operation, outcome);
  const snapshot =
    seen ?? (await host.dump(conflictSectionsOf(kind, args), { fresh: true }).catch(() => undefined));
  const conflict = snapshot && kind.explainConflict(snapshot, args, outcome.command);
  return outcomeError(kind, host, args, operation, outcome, conflict);
}

/** Causes of errors that a conflicting object may explain. */
const CONFLICTS: ReadonlySet<Cause> = new Set(["exists", "busy", "other"]);

/** The outcome of an operation, and the snapshot after it if there is one. */
export interface Performed {
  readonly outcome: Outcome;
  readonly snapshot: HostSnapshot | undefined;
}

/** Runs an operation and reads the result in the same frame, from the operation's own output or from a snapshot. */
export async function performAndRead(where: OnHost, operation: Operation, args: Args): Promise<Performed> {
  const { kind, host } = where;
  const performing = host.perform(operation);
  const reading =
    kind.parseShown === undefined ? takeSnapshot(where, args).catch(() => undefined) : undefined;
  const outcome = await performing;
  const shown = outcome.status === "done" ? kind.parseShown?.(outcome, args) : undefined;
  return { outcome, snapshot: shown ?? (await reading) };
}

/** Finds an object that must exist. */
export async function findPresent(where: OnHost, args: Args): Promise<Found> {
  const found = await find(where, args);
  if (found !== undefined) return found;
  throw where.host.error(where.kind.displayName(args), {
    cause: "missing-device",
    advice: "the object vanished during the run; run pulumi refresh",
  });
}
