import type { Reporter, SerializedError, TestModule, Vitest } from "vitest/node";

/** Counts the results of a run of vitest. */
export class Tally implements Reporter {
  passed = 0;
  /** Failed tests, and errors that keep tests from running. */
  readonly failed: string[] = [];
  /** Skipped tests, with the reason if the test gives one. */
  readonly skipped: string[] = [];
  /** Tests that passed only after a retry, with the first line of the first failure. `passed` counts them too. */
  readonly retried: string[] = [];
  /** The duration of each file in seconds. */
  readonly seconds = new Map<string, number>();
  /** The files of each lab. */
  readonly labs = new Map<number, string[]>();

  vitest: Vitest | undefined;
  readonly #started: () => void;

  constructor(started: () => void = () => undefined) {
    this.#started = started;
  }

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
    this.#started();
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    for (const module of modules) this.#count(module);
    for (const { message } of unhandled) this.failed.push(`outside any test: ${message}`);
  }

  #count(module: TestModule): void {
    const where = module.relativeModuleId;
    this.#time(module);
    // Errors of a file that does not load, and of a hook that throws, are not errors of a test.
    for (const { message } of module.errors()) this.failed.push(`${where}: ${message}`);
    for (const suite of module.children.allSuites()) {
      for (const { message } of suite.errors()) this.failed.push(`${where} > ${suite.fullName}: ${message}`);
    }
    for (const test of module.children.allTests()) {
      const result = test.result();
      const name = `${where} > ${test.fullName}`;
      if (result.state === "passed") {
        this.passed++;
        const retries = test.diagnostic()?.retryCount ?? 0;
        if (retries > 0) this.retried.push(`${name}: ${firstLine(result.errors?.[0]?.message)}`);
      } else if (result.state === "skipped") {
        this.skipped.push(result.note ? `${name}: ${result.note}` : name);
      } else this.failed.push(result.state === "failed" ? name : `${name}: did not finish`);
    }
  }

  #time(module: TestModule): void {
    const { prepareDuration, environmentSetupDuration, setupDuration, collectDuration, duration } =
      module.diagnostic();
    const ms = prepareDuration + environmentSetupDuration + setupDuration + collectDuration + duration;
    this.seconds.set(module.relativeModuleId, ms / 1000);
    const { lab } = module.meta();
    if (lab !== undefined) this.labs.set(lab, [...(this.labs.get(lab) ?? []), module.relativeModuleId]);
  }
}

const firstLine = (message = "no message"): string => message.split("\n")[0] ?? "";

/** The number of files and seconds of each lab: `lab 1: 12 files, 610 s; lab 2: 14 files, 590 s`. Empty without labs. */
export function labsLine({ labs, seconds }: Tally): string {
  const share = (files: readonly string[]) => files.reduce((sum, file) => sum + (seconds.get(file) ?? 0), 0);
  return [...labs]
    .sort(([one], [other]) => one - other)
    .map(([lab, files]) => `lab ${lab}: ${files.length} files, ${share(files).toFixed(0)} s`)
    .join("; ");
}

/** The last line of every run. */
export function countLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`;
}
