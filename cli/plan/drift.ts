import type { Args } from "../../provider/schema/declaration.ts";
import { ownTypeOf, type PreviewStep, partsOf } from "../preview/preview.ts";
import { hostLabelOf } from "./host-label.ts";
import { isHidden, leafChanges } from "./leaf-changes.ts";
import type { Change, Drift } from "./model.ts";
import { partsOfPath } from "./property-path.ts";

/** What a refresh has found on the hosts. A preview has it if it ran with `--refresh`. */
export const driftsIn = (steps: readonly PreviewStep[]): Drift[] =>
  steps.filter(({ op }) => op === "refresh").flatMap((step) => driftOf(step) ?? []);

function driftOf(step: PreviewStep): Drift | undefined {
  const { urn, oldState, newState, detailedDiff } = step;
  const changes = changesIn(oldState?.inputs ?? {}, newState?.inputs ?? {}, Object.keys(detailedDiff ?? {}));
  const isGone = newState === null || newState === undefined;
  if (!isGone && changes.length === 0) return undefined;
  return {
    ...{ urn, name: partsOf(urn).name, type: ownTypeOf(urn) ?? "" },
    host: hostLabelOf(urn, oldState ?? {}),
    changes: isGone ? [] : changes,
    isGone,
  };
}

function changesIn(before: Args, after: Args, paths: readonly string[]): Change[] {
  const names = [...new Set([...paths.map((path) => partsOfPath(path)[0] ?? ""), ...Object.keys(after)])];
  return names
    .filter((name) => !isHidden(name) && JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .flatMap((name) => leafChanges(name, before[name], after[name]))
    .map((change) => ({ ...change, replaces: false }));
}
