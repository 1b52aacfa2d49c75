import { isDeepStrictEqual } from "node:util";
import type { Host } from "../host/host.ts";
import type { Args } from "../schema/declaration.ts";
import { UNKNOWN } from "../schema/unknown-value.ts";
import { wayTo } from "../ssh/target.ts";
import type { ConnectionArgs } from "../ssh/types.ts";

interface Place {
  readonly machineId?: unknown;
  readonly netns?: unknown;
  readonly connection?: ConnectionArgs;
}

const placeOf = (args: Args) => (args.host ?? {}) as Place;

/**
 * Another machine behind a Host, or another namespace, is another device; another way to the same machine is not. A
 * machine that is not known yet is taken for the same: the engine asks again when it is known.
 */
export function movedMachine(before: Args, after: Args): string[] {
  const [old, next] = [placeOf(before), placeOf(after)];
  const known = ![old.machineId, next.machineId].some((id) => id === undefined || id === UNKNOWN);
  const elsewhere = known && old.machineId !== next.machineId;
  return elsewhere || (old.netns !== next.netns && next.netns !== UNKNOWN) ? ["host"] : [];
}

/** Whether a connection now leads to another address or port, or there by others, and so perhaps to another machine. */
export function redirected(before: Args, after: Args): boolean {
  const [old, next] = [before, after].map((args) => placeOf(args).connection);
  return !isDeepStrictEqual(old && wayTo(old), next && wayTo(next));
}

/** Whether a host is another machine than the one that outputs were recorded of. */
export async function isAnother(host: Host, olds: Args): Promise<boolean> {
  await host.dump([]);
  return olds.machineId !== undefined && host.facts.machineId !== olds.machineId;
}
