import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { CommandError, EXIT } from "../shared/exit-codes.ts";
import { withProgress } from "../shared/output.ts";
import type { PreviewOptions } from "./options.ts";
import { NotAPreview, type Preview, parsePreview } from "./preview.ts";
import { runPreview } from "./run-pulumi.ts";

const runsPulumi = ({ stack, cwd, refresh }: PreviewOptions): boolean =>
  stack !== undefined || cwd !== undefined || refresh === true;

/**
 * The preview that the options name: of a file, of stdin, or of a run of `pulumi`. Without an option it is that of stdin, or
 * of a run if stdin is a terminal.
 */
export async function previewOf(options: PreviewOptions): Promise<Preview> {
  const { file } = options;
  if (file !== undefined && runsPulumi(options))
    throw new CommandError("--file excludes --stack, --cwd and --refresh, which run pulumi", EXIT.usage);
  if (file !== undefined && file !== "-") return previewIn(await textOf(file));
  if (file === undefined && (runsPulumi(options) || process.stdin.isTTY === true))
    return previewIn(await withProgress("pulumi preview runs", runPreview(options)));
  return previewIn(await withProgress("waits for stdin", text(process.stdin)));
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new CommandError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function previewIn(json: string): Preview {
  if (json.trim() === "") throw new CommandError("the input is empty. Did pulumi print an error?");
  try {
    return parsePreview(json);
  } catch (error) {
    throw error instanceof NotAPreview ? new CommandError(error.message) : error;
  }
}

/** Throws if Pulumi reports errors, because the preview then lacks steps. */
export function refuseErrors({ errors }: Preview): void {
  if (errors.length > 0) throw new CommandError(`pulumi preview failed:\n${errors.join("\n")}`);
}
