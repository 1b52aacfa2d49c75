/** The exit codes of every command. Scripts rely on them, so a released number keeps its meaning. */
export const EXIT = {
  /** The command did what it was asked to do. */
  done: 0,
  /** An error: a file that cannot be read, a host that does not answer, a failed `pulumi`. */
  failed: 1,
  /** Options or arguments are wrong. Nothing was done. */
  usage: 2,
  /** The preview interrupts traffic, and `--fail-on-interruption` was given. */
  interrupts: 3,
  /** A check found trouble on a host. */
  trouble: 4,
  /** A check found something that may become trouble, and nothing worse. */
  warning: 5,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const MEANINGS: Readonly<Record<ExitCode, string>> = {
  [EXIT.done]: "success",
  [EXIT.failed]: "an error, which stderr names",
  [EXIT.usage]: "wrong options or arguments; nothing was done",
  [EXIT.interrupts]: "the preview interrupts traffic, and --fail-on-interruption was given",
  [EXIT.trouble]: "a check found trouble on a host",
  [EXIT.warning]: "a check found what may become trouble, and nothing worse",
};

/** The exit codes as a block of a help text. */
export const exitCodesText = (codes: readonly ExitCode[] = Object.values(EXIT)): string =>
  ["Exit codes:", ...codes.map((code) => `  ${code}  ${MEANINGS[code]}`)].join("\n");

/** An error whose message is for the user, without a stack trace. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;
  constructor(message: string, exitCode: ExitCode = EXIT.failed) {
    super(message);
    this.name = "CommandError";
    this.exitCode = exitCode;
  }
}
