import type { Args } from "../../schema/declaration.ts";
import { toPulumiValue } from "../../schema/pulumi-value.ts";
import { pathOf } from "./members.ts";

/** The results of an operation on members, in the order of the members. */
export interface MemberResults<T> {
  readonly done: ReadonlyMap<string, T>;
  /** the reason for each failed member */
  readonly failed: ReadonlyMap<string, string>;
}

/** Runs an operation on all members at the same time, because their commands then share a frame. */
export async function forEachMember<T>(
  keys: readonly string[],
  act: (key: string) => Promise<T>,
): Promise<MemberResults<T>> {
  const results = await Promise.allSettled(keys.map(act));
  const [done, failed] = [new Map<string, T>(), new Map<string, string>()];
  for (const [index, key] of keys.entries()) {
    const result = results[index];
    if (result?.status === "fulfilled") done.set(key, result.value);
    else failed.set(key, result?.reason instanceof Error ? result.reason.message : String(result?.reason));
  }
  return { done, failed };
}

/** The maximum number of reasons in a message. */
const NAMED = 20;

/** The reasons of failed members as lines. Members with the same reason share a line. */
export function reasonsOf(failed: ReadonlyMap<string, string>): string[] {
  const keysOf = new Map<string, string[]>();
  for (const [key, reason] of failed) keysOf.set(reason, [...(keysOf.get(reason) ?? []), key]);
  const lines = [...keysOf].map(([reason, keys]) => {
    const [one = "", ...others] = keys;
    return `${pathOf(one)}${others.length === 0 ? "" : ` and ${others.length} more`}: ${reason}`;
  });
  const more = lines.length - NAMED;
  return more > 0 ? [...lines.slice(0, NAMED), `and ${more} more failed`] : lines;
}

/**
 * The error for a partly created resource. The engine records `properties`, shows `reasons`, and updates the resource in
 * the next run. (pulumi sdk/nodejs/cmd/dynamic-provider, grpcResponseFromError)
 */
export class PartlyDone extends Error {
  readonly id: string;
  readonly properties: Args;
  readonly reasons: readonly string[];

  constructor(id: string, properties: Args, reasons: readonly string[]) {
    super(reasons.join("\n"));
    this.name = "PartlyDone";
    this.id = id;
    this.properties = toPulumiValue(properties);
    this.reasons = reasons;
  }
}
