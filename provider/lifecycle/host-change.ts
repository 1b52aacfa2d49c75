import { isDeepStrictEqual } from "node:util";
import type { Host } from "../host/host.ts";
import { isSameIncarnation } from "../model/ownership.ts";
import { type ResourceKind, sectionsOf } from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";
import { UNKNOWN } from "../schema/unknown-value.ts";
import { wayTo } from "../ssh/target.ts";
import type { ConnectionArgs } from "../ssh/types.ts";

interface HostIdentity {
  readonly machineId?: unknown;
  readonly netns?: unknown;
  readonly connection?: ConnectionArgs;
}

const hostIn = (args: Args) => (args.host ?? {}) as HostIdentity;

/**
 * The arguments whose change needs a new object: `host`, if the network namespace changes. An unknown namespace does not
 * count, because the engine asks again as soon as it is known.
 */
export function hostReplacement(before: Args, after: Args): string[] {
  const [old, next] = [hostIn(before), hostIn(after)];
  return old.netns !== next.netns && next.netns !== UNKNOWN ? ["host"] : [];
}

/** Whether an address or port of the connection or of a proxy changes. The machine may then be another one. */
export function connectionChanged(before: Args, after: Args): boolean {
  const [old, next] = [before, after].map((args) => hostIn(args).connection);
  return !isDeepStrictEqual(old && wayTo(old), next && wayTo(next));
}

const areKnownToDiffer = (one: unknown, other: unknown): boolean =>
  [one, other].every((id) => typeof id === "string" && id !== "" && id !== UNKNOWN) && one !== other;

/** Whether the declared machine may be another one: the connection or the machine id of a Host changes. */
export const mayHaveMoved = (before: Args, after: Args): boolean =>
  connectionChanged(before, after) || areKnownToDiffer(hostIn(before).machineId, hostIn(after).machineId);

/**
 * Whether a host is the machine of the recorded outputs. It is not if the machine ids differ. Equal ids prove nothing,
 * because clones share theirs and some machines have none. So the object of the recorded incarnation must be there.
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
