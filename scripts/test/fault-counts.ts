import type { Reporter, TestModule } from "vitest/node";
import type { Count } from "../../test/faults/counts.ts";

/** Prints how many cases of each fault ran and passed, at the end of a run that had some. */
export class FaultCounts implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const lines = faultLines(modules);
    if (lines.length > 0) console.log(`\nFaults:\n${lines.map((line) => `  ${line}`).join("\n")}`);
  }
}

/** A line for each row: `  40 of   412  truncated frame`, with the tests that failed. */
export function faultLines(modules: readonly TestModule[]): string[] {
  const rows = new Map<string, { ran: number; all: number; failed: number }>();
  for (const module of modules)
    for (const test of module.children.allTests())
      for (const { row, ran, all } of (test.meta().faults ?? []) as readonly Count[]) {
        const sum = rows.get(row) ?? { ran: 0, all: 0, failed: 0 };
        const failed = test.result().state === "passed" ? 0 : 1;
        rows.set(row, { ran: sum.ran + ran, all: sum.all + all, failed: sum.failed + failed });
      }
  return [...rows].map(([row, { ran, all, failed }]) => {
    const count = `${String(ran).padStart(5)} of ${String(all).padStart(5)}`;
    return `${count}  ${row}${failed === 0 ? "" : `: ${failed} tests failed`}`;
  });
}
