import { CommandError, EXIT } from "../shared/exit-codes.ts";
import { textOfFile, textOfStdin } from "../shared/input.ts";
import { withProgress } from "../shared/output.ts";
import type { PreviewOptions } from "./options.ts";
import { NotAPreview, type Preview, parsePreview } from "./preview.ts";
import { runPreview } from "./run-pulumi.ts";

const runsPulumi = ({ stack, cwd, refresh }: PreviewOptions): boolean =>
  stack !== undefined || cwd !== undefined || refresh === true;

/** The error of an input that is no preview, because `pulumi` failed or its output was cut. */
export class BrokenPreview extends CommandError {}

/**
 * The preview that the options name: of a file, of stdin, or of a run of `pulumi`. Without an option it is that of stdin, or
 * of a run if stdin is a terminal.
 */
export async function previewOf(options: PreviewOptions): Promise<Preview> {
  const { file } = options;
  if (file !== undefined && runsPulumi(options))
    throw new CommandError("--file excludes --stack, --cwd and --refresh, which run pulumi", EXIT.usage);
  if (file !== undefined && file !== "-") return previewIn(await textOfFile(file));
  if (file === undefined && (runsPulumi(options) || process.stdin.isTTY === true))
    return previewOfRun(options);
  return previewIn(await withProgress("waits for stdin", textOfStdin()));
}

async function previewOfRun(options: PreviewOptions): Promise<Preview> {
  const { output, failure } = await withProgress("pulumi preview runs", runPreview(options));
  if (failure === undefined) return previewIn(output);
  try {
    const preview = parsePreview(output);
    // Pulumi prints some errors only on stderr
    return preview.errors.length > 0 ? preview : { ...preview, errors: [failure] };
  } catch {
    throw new BrokenPreview(`pulumi preview failed:\n${failure}`);
  }
}

function previewIn(json: string): Preview {
  if (json.trim() === "")
    throw new BrokenPreview(
      "the input is empty. Did pulumi print an error? To run pulumi preview from here, name a stack by --stack",
    );
  try {
    return parsePreview(json);
  } catch (error) {
    throw error instanceof NotAPreview ? new BrokenPreview(error.message) : error;
  }
}

/** Throws if Pulumi reports errors, because the preview then lacks steps. */
export function refuseErrors({ errors }: Preview): void {
  if (errors.length > 0) throw new CommandError(`pulumi preview failed:\n${errors.join("\n")}`);
}
