// A shell in a network namespace that stays open, so that a look costs its own commands and nothing else. It is not
// the provider's: what tests see with must not share the provider's mistakes.
import { on } from "../lab/index.ts";

export interface Eyes {
  /** what a line of shell prints; throws unless it succeeds */
  run(command: string): Promise<string>;
  close(): void;
}

const END = "end-of-look";

export async function eyesIn(netns: string): Promise<Eyes> {
  const channel = await on("alpha").start(`LC_ALL=C exec ip netns exec ${netns} sh`);
  let seen = "";
  let look: ((status: number | undefined) => void) | undefined;
  const check = (): void => {
    const end = new RegExp(`\\n${END} (\\d+)\\n`).exec(seen);
    if (end !== null) look?.(Number(end[1]));
  };
  channel.setEncoding("utf8");
  channel.stderr.setEncoding("utf8");
  channel.on("data", (text: string) => {
    seen += text;
    check();
  });
  channel.on("close", () => look?.(undefined));
  const one = async (command: string): Promise<string> => {
    seen = "";
    const status = await new Promise<number | undefined>((resolve) => {
      look = resolve;
      channel.write(`( ${command}\n) </dev/null 2>&1; printf '\\n${END} %s\\n' $?\n`);
    });
    look = undefined;
    const output = seen.slice(0, seen.indexOf(`\n${END} `));
    if (status !== 0) throw new Error(`alpha, in ${netns}: ${command}\nended with ${status}: ${output}`);
    return output;
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(command) {
      const next = last.then(() => one(command));
      last = next.catch(() => undefined);
      return next;
    },
    close: () => channel.end(),
  };
}
