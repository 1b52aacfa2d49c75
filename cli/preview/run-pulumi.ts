import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { CommandError } from "../shared/exit-codes.ts";
import type { PreviewOptions } from "./options.ts";

/** The arguments of `pulumi` for a preview with all resources. */
export const previewArguments = ({ stack, cwd, refresh }: PreviewOptions): string[] => [
  ...["preview", "--json", "--show-sames", "--non-interactive"],
  ...(stack === undefined ? [] : ["--stack", stack]),
  ...(cwd === undefined ? [] : ["--cwd", cwd]),
  ...(refresh === true ? ["--refresh"] : []),
];

/** What a run of `pulumi` printed. */
export interface PreviewRun {
  readonly output: string;
  /** what pulumi printed to stderr, if it failed */
  readonly failure: string | undefined;
}

/** Runs `pulumi preview --json`. A failed preview prints JSON too, which mostly names the errors. */
export async function runPreview(options: PreviewOptions): Promise<PreviewRun> {
  const child = spawn("pulumi", previewArguments(options), { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]).catch(
    (error: NodeJS.ErrnoException) => {
      throw new CommandError(
        error.code === "ENOENT"
          ? "pulumi is not on PATH. Install it, or pipe the output of `pulumi preview --json` to this command"
          : `pulumi did not start: ${error.message}`,
      );
    },
  );
  const failure = code === 0 ? undefined : errors.trim() || `it ended with the exit code ${code}`;
  return { output, failure };
}
