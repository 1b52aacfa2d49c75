import type { Reporter, SerializedError, TestModule, Vitest } from "vitest/node";

/** Counts a run from vitest's own results. */
export class Tally implements Reporter {
  passed = 0;
  /** What failed: tests, and what keeps tests from running. */
  readonly failed: string[] = [];
  /** What was skipped, with its reason where the test gives one. */
  readonly skipped: string[] = [];

  vitest: Vitest | undefined;
  readonly #started: () => void;

  constructor(started: () => void) {
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
    // A file that does not load and a hook that throws have errors of their own.
    for (const { message } of module.errors()) this.failed.push(`${where}: ${message}`);
    for (const suite of module.children.allSuites()) {
      for (const { message } of suite.errors()) this.failed.push(`${where} > ${suite.fullName}: ${message}`);
    }
    for (const test of module.children.allTests()) {
      const result = test.result();
      const name = `${where} > ${test.fullName}`;
      if (result.state === "passed") this.passed++;
      else if (result.state === "skipped") this.skipped.push(result.note ? `${name}: ${result.note}` : name);
      else this.failed.push(result.state === "failed" ? name : `${name}: did not finish`);
    }
  }
}

export function countLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`;
}
