import { spawn } from "node:child_process";

export interface ExecOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeout?: number;
  /** Called for each line of both streams. */
  readonly onLine?: (line: string) => void;
}

/** Runs a command without input and returns its standard output. The error of a failure contains its whole output. */
export function exec(command: string, args: readonly string[], options: ExecOptions = {}): Promise<string> {
  const { onLine, ...rest } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...rest, stdio: ["ignore", "pipe", "pipe"] });
    const forget = atExit(() => child.kill());
    let stdout = "";
    let all = "";
    let line = "";
    const addOutput = (text: string) => {
      all += text;
      const lines = (line + text).split("\n");
      line = lines.pop() ?? "";
      for (const each of lines) onLine?.(each);
    };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      addOutput(text);
    });
    child.stderr.setEncoding("utf8").on("data", addOutput);
    child.on("error", (error) => {
      forget();
      reject(error);
    });
    child.on("close", (code, signal) => {
      forget();
      if (code === 0) resolve(stdout);
      else reject(new Error(`${[command, ...args].join(" ")} failed (${signal ?? code}):\n${all.trim()}`));
    });
  });
}

/** Calls a function when this process exits, because no child may outlive it. Returns a function that cancels that. */
function atExit(end: () => void): () => void {
  process.on("exit", end);
  return () => process.off("exit", end);
}
