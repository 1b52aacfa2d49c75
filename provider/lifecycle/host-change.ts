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

/** Another network namespace is another device. The engine asks again when an unknown one is known. */
export function hostReplacement(before: Args, after: Args): string[] {
  const [old, next] = [hostIn(before), hostIn(after)];
  return old.netns !== next.netns && next.netns !== UNKNOWN ? ["host"] : [];
}

/** Whether a connection now leads to another address or port, or there by others, and so perhaps to another machine. */
export function connectionChanged(before: Args, after: Args): boolean {
  const [old, next] = [before, after].map((args) => hostIn(args).connection);
  return !isDeepStrictEqual(old && wayTo(old), next && wayTo(next));
}

const areKnownToDiffer = (one: unknown, other: unknown): boolean =>
  [one, other].every((id) => typeof id === "string" && id !== "" && id !== UNKNOWN) && one !== other;

/** Whether the object may have to be on another machine now: another way there, or another machine id of a Host. */
export const mayHaveMoved = (before: Args, after: Args): boolean =>
  connectionChanged(before, after) || areKnownToDiffer(hostIn(before).machineId, hostIn(after).machineId);

/**
 * Whether a host is the machine that outputs were recorded of. Machine ids that differ prove that it is not. Equal ones
 * prove nothing, because clones share theirs, and some machines have none: the object of the recorded incarnation does.
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
