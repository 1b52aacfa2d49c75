import { byHost, type HostSteps } from "./by-host.ts";
import { titleOf } from "./host-label.ts";
import { codeBlock, escaped } from "./markdown-text.ts";
import type { Plan, PlannedStep } from "./model.ts";
import { placeholdersIn } from "./placeholders.ts";
import { effectSentence, isQuiet, SIGNS, stackName, summaryOf, WORDS } from "./words.ts";

/** The plan as a Markdown document: a heading for each host, and a block with its commands. */
export function planMarkdown(plan: Plan): string {
  const summary = summaryOf(plan);
  const placeholders = placeholdersIn(plan.steps);
  return [
    `## ${escaped(stackName(plan))}: ${summary === "" ? "nothing changes" : summary}`,
    ...byHost(plan).map(hostMarkdown),
    ...(placeholders === undefined ? [] : [placeholders]),
  ].join("\n\n");
}

function hostMarkdown({ host, steps }: HostSteps): string {
  const title = host === undefined ? "Without a host" : titleOf(host);
  return [`### ${escaped(title)}`, codeBlock(commandsText(steps), "sh")].join("\n\n");
}

/** The commands of one host: before those of each step a comment that names it. */
export function commandsText(steps: readonly PlannedStep[]): string {
  const blocks = steps.filter((step) => !isQuiet(step)).map(stepLines);
  return blocks.length === 0 ? "# the run changes nothing on this host" : blocks.join("\n\n");
}

function stepLines({ action, name, kind, type, commands, effect }: PlannedStep): string {
  const sentence = effectSentence(effect);
  return [
    `# ${SIGNS[action]} ${name} (${kind ?? type}): ${WORDS[action]}`,
    ...(sentence === undefined ? [] : [`# ${sentence}`]),
    ...commands,
  ].join("\n");
}
