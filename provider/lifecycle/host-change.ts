import { isDeepStrictEqual } from "node:util";
import type { Host } from "../host/host.ts";
import { isSameIncarnation } from "../model/ownership.ts";
import { type ResourceKind, sectionsOf } from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";
import { holdsUnknown, UNKNOWN } from "../schema/unknown-value.ts";
import { wayTo } from "../ssh/target.ts";
import type { ConnectionArgs } from "../ssh/types.ts";

interface HostIdentity {
  readonly machineId?: unknown;
  readonly hostKey?: unknown;
  readonly netns?: unknown;
  readonly connection?: ConnectionArgs;
}

const hostIn = (args: Args) => (args.host ?? {}) as HostIdentity;

/**
 * The arguments whose change needs a new object: `host`, if the network namespace changes. An unknown namespace does
 * not count, because the engine calls diff again when it is known.
 */
export function hostReplacement(before: Args, after: Args): string[] {
  const [old, next] = [hostIn(before), hostIn(after)];
  return old.netns !== next.netns && next.netns !== UNKNOWN ? ["host"] : [];
}

/** Whether an address or port of the connection or of a proxy changes. The new one may belong to another machine. */
export function connectionChanged(before: Args, after: Args): boolean {
  const [old, next] = [before, after].map((args) => hostIn(args).connection);
  return !isDeepStrictEqual(old && wayTo(old), next && wayTo(next));
}

/** What a `Host` reads from its machine. Pulumi does not know it in the preview of a change of the `Host`. */
const READ_FROM_MACHINE = ["machineId", "hostKey"] as const;

/**
 * Inputs with the recorded identity of the machine in place of an unknown one, if the connection leads to the same machine
 * as before. So a preview of another credential does not show another machine.
 */
export function withKnownMachine(olds: Args, news: Args): Args {
  const [old, next] = [hostIn(olds), hostIn(news)];
  const unknown = READ_FROM_MACHINE.filter((key) => next[key] === UNKNOWN && old[key] !== undefined);
  if (unknown.length === 0 || holdsUnknown(next.connection) || connectionChanged(olds, news)) return news;
  return { ...news, host: { ...next, ...Object.fromEntries(unknown.map((key) => [key, old[key]])) } };
}

/** Whether both machine ids are known and differ. */
export const areKnownToDiffer = (one: unknown, other: unknown): boolean =>
  [one, other].every((id) => typeof id === "string" && id !== "" && id !== UNKNOWN) && one !== other;

/** Whether the declared machine may be another one, because the connection changes or the machine id of a Host does. */
export const mayHaveMoved = (before: Args, after: Args): boolean =>
  connectionChanged(before, after) || areKnownToDiffer(hostIn(before).machineId, hostIn(after).machineId);

/**
 * Whether a host is the recorded machine. It is another machine if the machine ids differ. Equal ids prove nothing,
 * because clones share a machine id and some machines have none. So the host must also have the object of the recorded
 * incarnation.
 */
export async function isSameMachine(
  kind: ResourceKind,
  host: Host,
  before: Args,
  recorded: Args,
): Promise<boolean> {
  const snapshot = await host.dump(sectionsOf(kind, before), { fresh: true });
  if (areKnownToDiffer(recorded.machineId, host.facts.machineId)) return false;
  const found = kind.find(snapshot, before, recorded);
  return found?.ownership === "ours" && isSameIncarnation(found.args, before);
}
