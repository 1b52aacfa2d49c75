import { type Command, CommanderError, InvalidArgumentError } from "commander";
import { CommandError, EXIT } from "./exit-codes.ts";
import { note } from "./output.ts";

/** Makes wrong options of a command and of all its subcommands throw, because their exit code is not commander's. */
function throwOnExit(command: Command): void {
  command.exitOverride();
  for (const one of command.commands) throwOnExit(one);
}

/** Runs the command that `argv` names, and sets the exit code of the process. */
export async function runProgram(program: Command, argv: readonly string[]): Promise<void> {
  // The reader of a pipe may close it before it has read everything, as `head` does
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") return;
      process.exitCode = EXIT.failed;
      if (stream === process.stdout) note(`pulumi-iproute2: the output cannot be written (${error.code})`);
    });
  throwOnExit(program);
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

/** The exit code of an error. Prints its message, unless commander has printed it already. */
function exitCodeOf(error: unknown): number {
  // Commander prints one that a parser of an option throws, and throws another error
  if (error instanceof InvalidArgumentError) {
    note(`error: ${error.message}`);
    return EXIT.usage;
  }
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof CommandError) {
    if (error.message !== "") note(`pulumi-iproute2: ${error.message}`);
    return error.exitCode;
  }
  note(`pulumi-iproute2: ${error instanceof Error ? error.message : String(error)}`);
  return EXIT.failed;
}
