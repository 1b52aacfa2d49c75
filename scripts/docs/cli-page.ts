/** The page of the command line: the help text of each command. */
import type { Command } from "commander";
import { program } from "../../cli/program.ts";

export const cliPage = "docs/cli.md";

/** Characters of a line in the help texts. */
const WIDTH = 100;

/** The text that `--help` prints, on lines of the same width on every machine. */
export function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => WIDTH,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text.trimEnd();
}

const sectionOf = (command: Command): string =>
  `## ${command.name()}\n\n${command.description()}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\``;

const ABOUT = `# The command line

\`npx pulumi-iproute2 COMMAND\` is part of this package. Results go to stdout. Messages and progress go to stderr. Colours appear
only on a terminal, and never if \`NO_COLOR\` is set. No command prints a secret.

\`npm run docs\` makes this page from the help texts.`;

/** The page, with a section for each command. */
export function cliPageText(): string {
  const main = program();
  const sections = main.commands.map(sectionOf);
  return `${[ABOUT, `\`\`\`text\n${helpOf(main)}\n\`\`\``, ...sections].join("\n\n")}\n`;
}
