import { byHost, type HostSteps } from "./by-host.ts";
import { titleOf } from "./host-label.ts";
import { codeBlock, escaped } from "./markdown-text.ts";
import type { Drift, Plan, PlannedStep } from "./model.ts";
import { placeholdersIn } from "./placeholders.ts";
import {
  actionWords,
  changeLine,
  DRIFT_HEADING,
  driftSentence,
  effectSentence,
  isQuiet,
  othersSentence,
  SIGNS,
  stackName,
  summaryOf,
} from "./words.ts";

/** The plan as a Markdown document: a heading for each host, and a block with its commands. */
export function planMarkdown(plan: Plan): string {
  const summary = summaryOf(plan);
  const placeholders = placeholdersIn(plan.steps);
  return [
    `## ${escaped(stackName(plan))}: ${summary === "" ? "nothing changes" : summary}`,
    ...(plan.drifts.length === 0 ? [] : [driftMarkdown(plan.drifts)]),
    ...byHost(plan).map(hostMarkdown),
    ...(placeholders === undefined ? [] : [placeholders]),
    ...othersSentence(plan),
  ].join("\n\n");
}

const driftMarkdown = (drifts: readonly Drift[]): string =>
  [`### ${DRIFT_HEADING}`, drifts.map((one) => `- ${escaped(driftSentence(one))}`).join("\n")].join("\n\n");

function hostMarkdown({ host, steps }: HostSteps): string {
  const title = host === undefined ? "Without a host" : titleOf(host);
  return [`### ${escaped(title)}`, codeBlock(blockOf(steps, withChanges), "sh")].join("\n\n");
}

/** The commands of one host: before those of each step a comment that names it. */
export const commandsText = (steps: readonly PlannedStep[]): string =>
  blockOf(
    steps.filter((step) => !isQuiet(step)),
    stepLines,
  );

function blockOf(steps: readonly PlannedStep[], linesOf: (step: PlannedStep) => string[]): string {
  const blocks = steps.map((step) => linesOf(step).join("\n"));
  return blocks.length === 0 ? "# the run changes nothing on this host" : blocks.join("\n\n");
}

function stepLines(step: PlannedStep): string[] {
  const sentence = effectSentence(step.effect);
  return [headOf(step), ...(sentence === undefined ? [] : [`# ${sentence}`]), ...step.commands];
}

const headOf = (step: PlannedStep): string =>
  `# ${SIGNS[step.action]} ${step.name} (${step.kind ?? step.type}): ${actionWords(step)}`;

/** The lines of a step with the values that it changes. A comment has these in its table. */
function withChanges(step: PlannedStep): string[] {
  const [head = "", ...rest] = stepLines(step);
  return [head, ...step.changes.map((change) => `#   ${changeLine(change)}`), ...rest];
}
