import type { Format, Paint } from "../shared/output.ts";
import { byHost, type HostSteps } from "./by-host.ts";
import { titleOf } from "./host-label.ts";
import { type Action, type Drift, interrupts, type Plan, type PlannedStep } from "./model.ts";
import { placeholdersIn } from "./placeholders.ts";
import {
  actionWords,
  changeLine,
  DRIFT_HEADING,
  driftSentence,
  effectSentence,
  othersSentence,
  SIGNS,
  stackName,
  summaryOf,
} from "./words.ts";

const COLOURS: Readonly<Record<Action, Format>> = {
  replace: "magenta",
  remove: "red",
  change: "yellow",
  create: "green",
};

/** The plan as text for a terminal. */
export function planText(plan: Plan, paint: Paint): string {
  const summary = summaryOf(plan);
  const heading = `${stackName(plan)}: ${summary === "" ? "nothing changes" : summary}`;
  const placeholders = placeholdersIn(plan.steps);
  const blocks = [
    paint("bold", heading),
    ...(plan.drifts.length === 0 ? [] : [driftText(plan.drifts)]),
    ...byHost(plan).map((host) => hostText(host, paint)),
    ...(placeholders === undefined ? [] : [placeholders]),
    ...othersSentence(plan),
  ];
  return blocks.join("\n\n");
}

function driftText(drifts: readonly Drift[]): string {
  return [DRIFT_HEADING, ...drifts.map((drift) => `  ${driftSentence(drift)}`)].join("\n");
}

function hostText({ host, steps }: HostSteps, paint: Paint): string {
  const title = host === undefined ? "Without a host" : titleOf(host);
  return [paint("bold", title), ...steps.map((step) => stepText(step, paint))].join("\n");
}

function stepText(step: PlannedStep, paint: Paint): string {
  const { action, name, kind, type, changes, commands } = step;
  const head = `  ${SIGNS[action]} ${name} (${kind ?? type}): ${actionWords(step)}`;
  const effect = effectSentence(step.effect);
  return [
    paint(COLOURS[action], head),
    ...changes.map((change) => `      ${changeLine(change)}`),
    ...(effect === undefined ? [] : [`      ${paint(interrupts(step) ? "red" : "reset", effect)}`]),
    ...commands.map((line) => `    ${line.startsWith("#") ? paint("dim", line) : line}`),
  ].join("\n");
}
