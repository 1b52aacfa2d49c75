// What a command writes: results to stdout, everything else to stderr. Colours appear only on a terminal.
import { styleText } from "node:util";

/** Formats of `util.styleText`: a colour, or several formats at once. */
export type Format = Parameters<typeof styleText>[0];

/** Gives a text a format, or leaves it plain. */
export type Paint = (format: Format, text: string) => string;

/** A paint without colours: for files and for `--markdown`. */
export const plain: Paint = (_format, text) => text;

/** The paint for stdout. It is plain if stdout is no terminal, or if NO_COLOR is set. */
export const paintForStdout: Paint = (format, text) => styleText(format, text, { stream: process.stdout });

/** Writes a result, with a line break at its end. */
export const print = (text: string): void => {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
};

/** Writes a result of `--json`. */
export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));

/** Writes a message that is not a result. */
export const note = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** How long a command works before it reports its progress, in milliseconds. */
const SILENT = 1000;

/** Waits for `work`. If it takes longer than a second, reports on stderr what it is. */
export async function withProgress<T>(what: string, work: Promise<T>): Promise<T> {
  const timer = setTimeout(() => note(`${what} …`), SILENT);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
