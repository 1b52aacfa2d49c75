import { Command } from "commander";
import { type PreviewOptions, withPreviewOptions } from "../preview/options.ts";
import { previewOf, refuseErrors } from "../preview/source.ts";
import { CommandError, EXIT, exitCodesText } from "../shared/exit-codes.ts";
import { paintForStdout, print, printJson } from "../shared/output.ts";
import { planJson } from "./json.ts";
import { planMarkdown } from "./markdown.ts";
import { interrupts } from "./model.ts";
import { planOf } from "./plan.ts";
import { planText } from "./text.ts";

interface PlanOptions extends PreviewOptions {
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly failOnInterruption?: boolean;
}

const HELP = `
Examples:
  $ npx pulumi-iproute2 plan --stack prod
        runs pulumi preview and prints what each host would run
  $ pulumi preview --json --show-sames > preview.json
  $ npx pulumi-iproute2 plan --file preview.json --markdown > plan.md
        the same from a file, for a document
  $ pulumi preview --json | npx pulumi-iproute2 plan --json | jq '.hosts[].steps[].commands[]'
        the same for a program

Signs: + created, ~ changed in place, ± replaced (removed and created), - removed.
No host is contacted, except by pulumi preview --refresh. Secrets are never printed.

${exitCodesText([EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupts])}`;

/** `plan`: prints the commands that each host runs in the next `pulumi up`. */
export const planCommand = (): Command =>
  withPreviewOptions(
    new Command("plan").description(
      "Prints the commands that each host runs in the next pulumi up, and what traffic they interrupt.",
    ),
  )
    .option("--json", "print JSON")
    .option("--markdown", "print Markdown")
    .option("--fail-on-interruption", "end with exit code 3 if the run interrupts traffic")
    .addHelpText("after", HELP)
    .action(runPlan);

async function runPlan(options: PlanOptions): Promise<void> {
  if (options.json === true && options.markdown === true)
    throw new CommandError("--json excludes --markdown", EXIT.usage);
  const preview = await previewOf(options);
  refuseErrors(preview);
  const plan = planOf(preview);
  if (options.json === true) printJson(planJson(plan));
  else print(options.markdown === true ? planMarkdown(plan) : planText(plan, paintForStdout));
  if (options.failOnInterruption === true && plan.steps.some(interrupts))
    throw new CommandError("the run interrupts traffic", EXIT.interrupts);
}
