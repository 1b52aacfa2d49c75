import { execFile } from "node:child_process";
import { CommandError } from "../shared/exit-codes.ts";
import { textOfFile, textOfStdin } from "../shared/input.ts";

export interface InputOptions {
  readonly file?: string;
  readonly stack?: string;
  readonly cwd?: string;
  /** Whether the export contains the credentials of hosts in plain text. */
  readonly secrets: boolean;
}

/** The text of a stack's state: of a file, of standard input, or of `pulumi stack export`. */
export async function readInput({ file, stack, cwd, secrets }: InputOptions): Promise<string> {
  if (file !== undefined && file !== "-") return textOfFile(file);
  const isPiped = !process.stdin.isTTY && stack === undefined && cwd === undefined;
  return file === "-" || isPiped ? textOfStdin() : exportStack(stack, cwd, secrets);
}

/** A state of many resources is large. */
const MOST_BYTES = 1024 ** 3;

function exportStack(stack: string | undefined, cwd: string | undefined, secrets: boolean): Promise<string> {
  const args = [
    ...["stack", "export", "--non-interactive"],
    ...(stack === undefined ? [] : [`--stack=${stack}`]),
    ...(secrets ? ["--show-secrets"] : []),
  ];
  return new Promise((resolve, reject) => {
    const options = { ...(cwd === undefined ? {} : { cwd }), maxBuffer: MOST_BYTES };
    execFile("pulumi", args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else if (error.code === "ENOENT")
        reject(
          new CommandError(`pulumi cannot be run${cwd === undefined ? "" : ` in ${cwd}`}: is it on PATH?`),
        );
      else reject(new CommandError(`pulumi stack export failed: ${stderr.trim() || error.message}`));
    });
  });
}
