// What a command reads: files and standard input.
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { CommandError } from "./exit-codes.ts";

/** The text of bytes. PowerShell writes the output of a program as UTF-16, and with a byte order mark. */
export function textOf(bytes: Uint8Array): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  // The decoder leaves out the mark
  return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8").decode(bytes);
}

/** The text of standard input. */
export const textOfStdin = async (): Promise<string> => textOf(await buffer(process.stdin));

/** The text of a file. */
export const textOfFile = async (file: string): Promise<string> =>
  textOf(
    await readFile(file).catch((error: NodeJS.ErrnoException) => {
      throw new CommandError(`${file} cannot be read (${error.code ?? error.message})`);
    }),
  );
