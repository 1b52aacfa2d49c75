import { byHost, type HostSteps } from "./by-host.ts";
import { titleOf } from "./host-label.ts";
import type { Plan, PlannedStep } from "./model.ts";
import { hasRandomWord, RANDOM_WORDS } from "./text.ts";
import { effectSentence, isQuiet, SIGNS, summaryOf, WORDS } from "./words.ts";
import { codeBlock, escaped } from "./markdown-text.ts";

/** The plan as a Markdown document: a heading for each host, and a block with its commands. */
export function planMarkdown(plan: Plan): string {
  const summary = summaryOf(plan);
  return [
    `## ${escaped(`${plan.project}/${plan.stack}`)}: ${summary === "" ? "nothing changes" : summary}`,
    ...byHost(plan).map(hostMarkdown),
    ...(plan.steps.some(hasRandomWord) ? [RANDOM_WORDS] : []),
  ].join("\n\n");
}

function hostMarkdown({ host, steps }: HostSteps): string {
  const title = host === undefined ? "Without a host" : titleOf(host);
  return [`### ${escaped(title)}`, codeBlock(commandsText(steps), "sh")].join("\n\n");
}

/** The commands of one host: before those of each step a comment that names it. */
export const commandsText = (steps: readonly PlannedStep[]): string =>
  steps
    .map((step) => {
      const { action, name, kind, type, commands } = step;
      const effect = effectSentence(step.effect);
      return [
        `# ${SIGNS[action]} ${name} (${kind ?? type}): ${WORDS[action]}${isQuiet(step) ? ", the host is not changed" : ""}`,
        ...(effect === undefined ? [] : [`# ${effect}`]),
        ...commands,
      ].join("\n");
    })
    .join("\n\n");
