import { causeOf } from "../iproute2/errors.ts";
import type { ResourceKind, Restoration } from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";
import type { OnHost } from "./on-host.ts";

/** The most things that a warning names. */
const MOST = 5;

/** The resources of which the engine is going to delete the object and create another one. */
const replaced = new Set<string>();

const keyOf = (kind: ResourceKind, { __stack: stack, owner }: Args) =>
  `${kind.type} ${String(stack)} ${String(owner)}`;

/** Records whether the engine is going to delete the object of a resource and then create another one. */
export function announceReplacement(kind: ResourceKind, recorded: Args, willBeReplaced: boolean): void {
  if (willBeReplaced) replaced.add(keyOf(kind, recorded));
  else replaced.delete(keyOf(kind, recorded));
}

/**
 * Warns about what the kernel removes or frees with an object that is going to be replaced. Only the host knows it, so
 * this takes a round trip, which all replacements of a host share. The removal itself reports a host that does not answer.
 */
export async function warnOfReplacement({ kind, host }: OnHost, args: Args, recorded: Args): Promise<void> {
  const isReplaced = replaced.delete(keyOf(kind, recorded));
  if (kind.takenAlong === undefined || !isReplaced) return;
  const { section, things } = kind.takenAlong;
  const snapshot = await host.dump([section(args)], { fresh: true }).catch(() => undefined);
  const all = snapshot === undefined ? [] : things(snapshot, args);
  if (all.length === 0) return;
  console.warn(
    `${kind.displayName(args)} on ${host.address} is replaced. The removal of the old device also removes ${listed(all)}. The provider does not add that again`,
  );
}

/** The things in words: at most five of them, and how many more there are. */
export function listed(things: readonly string[]): string {
  const more = things.length > MOST ? [`${things.length - MOST} more`] : [];
  const named = [...things.slice(0, MOST), ...more];
  return named.length < 2 ? named.join() : `${named.slice(0, -1).join(", ")} and ${named.at(-1)}`;
}

/** Gives other objects back what they lost with an object that was removed and created again. Warns about what fails. */
export async function restore(
  { kind, host }: OnHost,
  args: Args,
  restorations: readonly Restoration[],
): Promise<void> {
  const failed = await Promise.all(
    restorations.map(async ({ what, operation }) => {
      const outcome = await host.perform(operation);
      if (outcome.status === "done") return [];
      const stderr = "stderr" in outcome ? outcome.stderr.trim() : "";
      return causeOf(stderr) === "exists" ? [] : [`${what} (${stderr})`];
    }),
  );
  const all = failed.flat();
  if (all.length > 0)
    console.warn(`${kind.displayName(args)} on ${host.address} is a new device: ${listed(all)}`);
}
