import { interrupts, type Plan } from "../plan/model.ts";
import { summaryOf } from "../plan/words.ts";
import { markerOf } from "./comment.ts";
import { rowsOf } from "./rows.ts";

/** The comment of a preview that failed as JSON. */
export const failureJson = (
  { project, stack }: Pick<Plan, "project" | "stack">,
  errors: readonly string[],
  markdown: string,
) => ({ version: 1, project, stack, marker: markerOf({ project, stack }), errors, markdown });

/** The comment as JSON. The number is the version of its form. */
export const commentJson = (plan: Plan, markdown: string) => ({
  version: 1,
  project: plan.project,
  stack: plan.stack,
  marker: markerOf(plan),
  summary: summaryOf(plan),
  interruptsTraffic: plan.steps.some(interrupts),
  rows: rowsOf(plan.steps).map(({ steps, ...row }) => ({ ...row, resources: steps.map(({ urn }) => urn) })),
  drifts: plan.drifts,
  markdown,
});
