const tty = process.stdout.isTTY && !process.env.NO_COLOR;

/** Whether Pulumi may colour its output too. */
export const color = tty ? "always" : "never";

const paint = (code: number) => (text: string) => (tty ? `\x1b[${code}m${text}\x1b[0m` : text);
export const bold = paint(1);
export const dim = paint(2);
export const green = paint(32);
export const red = paint(31);

export function heading(title: string): void {
  const width = Math.min(process.stdout.columns || 80, 80);
  console.log(`\n${bold(`── ${title} ${"─".repeat(Math.max(0, width - title.length - 4))}`)}\n`);
}

export function say(...lines: string[]): void {
  for (const line of lines) console.log(`  ${line}`);
}

/** Lines of the engine that the demo hides: progress, duration, and how to remove a stack. The demo removes its stack. */
const idle = /^(@ |Duration:|The resources in the stack have been deleted|If you want to remove the stack)/;

/** Prints the output of the engine, line by line, without hidden lines and without blank lines at the begin and end. */
export function engineOutput(): (text: string) => void {
  let rest = "";
  let blank = 0;
  let begun = false;
  return (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the engine's colours
      const plain = line.replaceAll(/\x1b\[[0-9;]*m/g, "").trim();
      if (idle.test(plain)) continue;
      if (plain === "") {
        blank++;
        continue;
      }
      if (begun && blank > 0) console.log();
      begun = true;
      blank = 0;
      console.log(`  ${line.trimEnd()}`);
    }
  };
}
