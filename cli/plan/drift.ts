import { isDeepStrictEqual } from "node:util";
import type { Args } from "../../provider/schema/declaration.ts";
import { ownTypeOf, type PreviewStep, partsOf } from "../preview/preview.ts";
import { hostLabelOf } from "./host-label.ts";
import { isHidden, leafChanges } from "./leaf-changes.ts";
import type { Change, Drift } from "./model.ts";

/**
 * What a refresh has found on the hosts. A preview has it if it ran with `--refresh`. The step of the refresh has the state
 * from before it read the host. The next step of the same resource has the state from after it.
 */
export function driftsIn(steps: readonly PreviewStep[]): Drift[] {
  const next = new Map(steps.flatMap((step) => (step.op === "refresh" ? [] : [[step.urn, step] as const])));
  return steps
    .filter(({ op }) => op === "refresh")
    .flatMap((step) => driftOf(step, next.get(step.urn)) ?? []);
}

function driftOf({ urn, oldState }: PreviewStep, next: PreviewStep | undefined): Drift | undefined {
  if (next === undefined) return undefined;
  const after = next.oldState ?? undefined;
  const isGone = after === undefined;
  const changes = isGone ? [] : changesIn(oldState?.inputs ?? {}, after.inputs ?? {});
  if (!isGone && changes.length === 0) return undefined;
  const [name, type] = [partsOf(urn).name, ownTypeOf(urn) ?? ""];
  return { urn, name, type, host: hostLabelOf(urn, oldState ?? {}), changes, isGone };
}

function changesIn(before: Args, after: Args): Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => !isHidden(name) && !isDeepStrictEqual(before[name], after[name]))
    .flatMap((name) => leafChanges(name, before[name], after[name]))
    .map((change) => ({ ...change, replaces: false }));
}
