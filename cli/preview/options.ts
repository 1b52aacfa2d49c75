import type { Command } from "commander";

/** The options by which a command gets its preview. */
export interface PreviewOptions {
  readonly file?: string;
  readonly stack?: string;
  readonly cwd?: string;
  readonly refresh?: boolean;
}

/** Adds the options to a command. */
export const withPreviewOptions = (command: Command): Command =>
  command
    .option("-f, --file <file>", "read the output of `pulumi preview --json` from a file; - is stdin")
    .option("-s, --stack <name>", "run `pulumi preview` for this stack")
    .option("-C, --cwd <directory>", "run `pulumi preview` in this directory")
    .option("-r, --refresh", "run `pulumi preview --refresh`, which also finds drift on the hosts");
