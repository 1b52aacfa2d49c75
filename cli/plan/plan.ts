import { ownTypeOf, type Preview, type PreviewStep, partsOf } from "../preview/preview.ts";
import { driftsIn } from "./drift.ts";
import { linksIn } from "./links.ts";
import type { Plan } from "./model.ts";
import { plannedSteps } from "./steps.ts";
import { actionOf } from "./subjects.ts";
import { unitOf } from "./unit.ts";
import { isQuiet } from "./words.ts";

/** Types that the package makes for itself. A reader has not declared them. */
const INTERNAL: readonly string[] = ["StackIdentity"];

/** The stack of a preview. Both names are empty if the preview has no step. */
export function stackOf({ steps }: Preview): Pick<Plan, "project" | "stack"> {
  const { project, stack } = partsOf(steps[0]?.urn ?? "");
  return { project, stack };
}

/** Computes what a run does from its preview. */
export function planOf(preview: Preview): Plan {
  const { steps } = preview;
  const own = steps.filter(({ urn }) => !INTERNAL.includes(ownTypeOf(urn) ?? "StackIdentity"));
  const planned = own.flatMap(plannedSteps);
  const quiet = new Set(planned.filter(isQuiet).map(({ name }) => name));
  return {
    ...stackOf(preview),
    steps: planned,
    drifts: driftsIn(own),
    links: linksIn(own).map((link) => (quiet.has(link.name) ? { ...link, action: undefined } : link)),
    unchanged: unchangedIn(own),
    others: steps.filter((step) => isOfAnotherPackage(step) && actionOf(step) !== undefined).length,
  };
}

/** Whether a step is of a resource that this package does not know. Components and the stack itself count as none. */
const isOfAnotherPackage = ({ urn }: PreviewStep): boolean =>
  ownTypeOf(urn) === undefined && !/^(?:iproute2:index:|pulumi:)/.test(partsOf(urn).type);

/** How many units keep all of their resources. Undefined without `--show-sames`, because then no step shows them. */
function unchangedIn(steps: readonly PreviewStep[]): number | undefined {
  const keyOf = (step: PreviewStep) =>
    unitOf(step.urn, (step.newState ?? step.oldState)?.parent, ownTypeOf(step.urn) ?? "").key;
  const changed = new Set(steps.filter((step) => actionOf(step) !== undefined).map(keyOf));
  const same = new Set(steps.filter(({ op }) => op === "same").map(keyOf));
  if (same.size === 0) return undefined;
  return [...same].filter((key) => !changed.has(key)).length;
}
