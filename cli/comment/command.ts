import { stripVTControlCharacters } from "node:util";
import { Command } from "commander";
import { interrupts } from "../plan/model.ts";
import { planOf, stackOf } from "../plan/plan.ts";
import { type PreviewOptions, withPreviewOptions } from "../preview/options.ts";
import type { Preview } from "../preview/preview.ts";
import { BrokenPreview, previewOf } from "../preview/source.ts";
import { CommandError, EXIT, exitCodesText } from "../shared/exit-codes.ts";
import { textOfFile } from "../shared/input.ts";
import { print, printJson } from "../shared/output.ts";
import { commentOf, failureOf } from "./comment.ts";
import { commentJson, failureJson } from "./json.ts";

interface CommentCommandOptions extends PreviewOptions {
  readonly json?: boolean;
  readonly raw?: string;
  readonly failOnInterruption?: boolean;
}

const HELP = `
Examples:
  $ pulumi preview --json --show-sames > preview.json
  $ npx pulumi-iproute2 comment --file preview.json > comment.md
        the comment of a pull request
  $ npx pulumi-iproute2 comment --file preview.json --fail-on-interruption >> $GITHUB_STEP_SUMMARY
        the summary of a job, which ends with exit code 3 if the run interrupts traffic

The first line is an HTML comment with project and stack. A workflow finds its comment by it.
docs/guides/pull-requests.md has a workflow to copy.

${exitCodesText([EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupts])}`;

/** `comment`: prints the Markdown of a pull request's comment. */
export const commentCommand = (): Command =>
  withPreviewOptions(
    new Command("comment").description("Prints the comment of a pull request, in Markdown, from a preview."),
  )
    .option("--raw <file>", "fold the text of `pulumi preview --diff` in this file into the comment")
    .option("--json", "print JSON: the rows of the table, and the Markdown")
    .option("--fail-on-interruption", "end with exit code 3 if the run interrupts traffic")
    .addHelpText("after", HELP)
    .action(runComment);

async function runComment(options: CommentCommandOptions): Promise<void> {
  const preview = await previewOf(options).catch((error: unknown) => {
    // A workflow posts the comment of a broken preview too, in place of the one of an earlier preview
    if (error instanceof BrokenPreview)
      printFailure({ steps: [], counts: {}, errors: [error.message] }, options);
    throw error;
  });
  if (preview.errors.length > 0) {
    printFailure(preview, options);
    throw new CommandError("pulumi preview failed");
  }
  const plan = planOf(preview);
  const raw =
    options.raw === undefined ? {} : { raw: stripVTControlCharacters(await textOfFile(options.raw)) };
  const markdown = commentOf(plan, raw);
  if (options.json === true) printJson(commentJson(plan, markdown));
  else print(markdown);
  if (options.failOnInterruption === true && plan.steps.some(interrupts))
    throw new CommandError("the run interrupts traffic", EXIT.interrupts);
}

function printFailure(preview: Preview, { json }: CommentCommandOptions): void {
  const { errors } = preview;
  const stack = stackOf(preview);
  const markdown = failureOf(errors, stack);
  if (json === true) printJson(failureJson(stack, errors, markdown));
  else print(markdown);
}
