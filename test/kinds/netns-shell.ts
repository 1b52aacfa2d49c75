// A persistent shell in a network namespace, so that a command starts only its own processes. It shares no code with
// the provider, because tests must not share the provider's mistakes.
import { on } from "../lab/index.ts";

export interface NetnsShell {
  /** Runs shell commands and returns their output, including stderr. Throws if they fail. */
  run(command: string): Promise<string>;
  close(): void;
}

const END = "end-of-command";

export async function openNetnsShell(netns: string): Promise<NetnsShell> {
  const channel = await on("alpha").start(`LC_ALL=C exec ip netns exec ${netns} sh`);
  let printed = "";
  let onEnd: ((status: number | undefined) => void) | undefined;
  const check = (): void => {
    const end = new RegExp(`\\n${END} (\\d+)\\n`).exec(printed);
    if (end !== null) onEnd?.(Number(end[1]));
  };
  channel.setEncoding("utf8");
  channel.stderr.setEncoding("utf8");
  channel.on("data", (text: string) => {
    printed += text;
    check();
  });
  channel.on("close", () => onEnd?.(undefined));
  const runNow = async (command: string): Promise<string> => {
    printed = "";
    const status = await new Promise<number | undefined>((resolve) => {
      onEnd = resolve;
      channel.write(`( ${command}\n) </dev/null 2>&1; printf '\\n${END} %s\\n' $?\n`);
    });
    onEnd = undefined;
    const output = printed.slice(0, printed.indexOf(`\n${END} `));
    if (status !== 0) throw new Error(`alpha, in ${netns}: ${command}\nended with ${status}: ${output}`);
    return output;
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(command) {
      const next = last.then(() => runNow(command));
      last = next.catch(() => undefined);
      return next;
    },
    close: () => channel.end(),
  };
}
