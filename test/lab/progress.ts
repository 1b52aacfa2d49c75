/** Says what a long step is doing and how long it has taken. */
export interface Progress {
  step(text: string): void;
}

/** Lines on stderr, each with the seconds since the start; stdout stays free for results. */
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
