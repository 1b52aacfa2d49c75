import { outcomeError } from "../host/error-messages.ts";
import type { Host } from "../host/host.ts";
import type { HostSnapshot } from "../model/host-snapshot.ts";
import type { Operation, Outcome } from "../model/operation.ts";
import type { Found, ProbeAnswer, ResourceKind } from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";

/** A resource type and the host of a resource. All steps of the lifecycle need both. */
export interface OnHost {
  readonly kind: ResourceKind;
  readonly host: Host;
}

export const takeSnapshot = ({ kind, host }: OnHost): Promise<HostSnapshot> =>
  host.dump(kind.sections, { fresh: true });

export async function find(where: OnHost, args: Args, recorded: Args = {}): Promise<Found | undefined> {
  return where.kind.find(await takeSnapshot(where), args, recorded);
}

/** Reads the host if the type has a precondition. Throws if the host cannot have the object. */
export async function precheck(where: OnHost, args: Args): Promise<HostSnapshot | undefined> {
  const { kind, host } = where;
  if (kind.precondition === undefined) return undefined;
  const snapshot = await takeSnapshot(where);
  const obstacle = kind.precondition(snapshot, args);
  if (obstacle === undefined) return snapshot;
  throw host.error(kind.displayName(args), { cause: "invalid", advice: obstacle });
}

/** Sends the probe of a type, if it has one, before it creates an object or changes it from `before`. */
export async function askProbe(
  { kind, host }: OnHost,
  args: Args,
  before?: Args,
): Promise<ProbeAnswer | undefined> {
  const probe = kind.probe?.(args, before);
  if (probe === undefined) return undefined;
  const [outcome, snapshot] = await Promise.all([
    probe.operation && host.perform(probe.operation),
    host.dump(probe.sections, { fresh: true }),
  ]);
  return { outcome, snapshot };
}

export interface Performed {
  readonly outcome: Outcome;
  readonly snapshot: HostSnapshot | undefined;
}

/** Runs an operation and reads the result in the same frame, from the operation's own output or from a snapshot. */
export async function performAndRead(where: OnHost, operation: Operation, args: Args): Promise<Performed> {
  const { kind, host } = where;
  const performing = host.perform(operation);
  const reading = kind.parseShown === undefined ? takeSnapshot(where).catch(() => undefined) : undefined;
  const outcome = await performing;
  const shown = outcome.status === "done" ? kind.parseShown?.(outcome, args) : undefined;
  return { outcome, snapshot: shown ?? (await reading) };
}

/** Runs an operation that must succeed, and then finds the object. */
export async function perform(where: OnHost, operation: Operation, args: Args): Promise<Found | undefined> {
  const { kind, host } = where;
  const { outcome, snapshot } = await performAndRead(where, operation, args);
  if (outcome.status !== "done") throw await outcomeError(kind, host, args, operation, outcome);
  return snapshot === undefined ? find(where, args) : kind.find(snapshot, args);
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
