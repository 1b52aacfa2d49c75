/** Prints the current step of a long task and its duration. */
export interface Progress {
  step(text: string): void;
}

/** Lines on stderr, each with the seconds since the start. stdout is for results only. */
export function progress(prefix = "lab"): Progress {
  const start = Date.now();
  return {
    step(text) {
      const seconds = ((Date.now() - start) / 1000).toFixed(1).padStart(5);
      process.stderr.write(`${prefix} ${seconds} s  ${text}\n`);
    },
  };
}

export const silent: Progress = { step() {} };
