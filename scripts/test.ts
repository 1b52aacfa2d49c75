/** `npm test [-- vitest's arguments]`: sets up the tests, runs them, and prints the counts as the last line. */
import { statSync } from "node:fs";
import path from "node:path";
import { parseCLI, startVitest } from "vitest/node";
import { sweepWorkDirs } from "../test/engine/work-dir.ts";
import { consoleText, consoleTrouble, lastSign } from "../test/lab/console.ts";
import { labsAtOnce } from "../test/lab/count.ts";
import { type Lab, labOf } from "../test/lab/paths.ts";
import { setUp } from "./setup/index.ts";
import { root } from "./setup/paths.ts";
import { recordDurations } from "./test/durations.ts";
import { FaultCounts } from "./test/fault-counts.ts";
import { countLine, labsLine, Tally } from "./test/tally.ts";

/** An argument of ours: records how long files took, because the order of later runs depends on it. */
const RECORD = "--record-durations";

const began = Date.now();
const given = process.argv.slice(2);
const { filter, options } = parseCLI(["vitest", "run", ...given.filter((one) => one !== RECORD)]);
const tally = new Tally(() => {
  // Vitest would end at once after ^C, but this process must stop the hosts and print the counts first.
  process.removeAllListeners("SIGINT").on("SIGINT", interrupt);
});

/** Whether the run needs neither hosts nor engine, and so little set-up. */
const projects = [options.project ?? []].flat();
const quick =
  projects.length > 0 && projects.every((project) => ["unit", "model", "matrix"].includes(project));

let interrupted = 0;
function interrupt(): void {
  // npm and the terminal may both send the same ^C, so a repeated ^C counts only after one second.
  if (interrupted && Date.now() - interrupted > 1000) process.exit(130);
  interrupted ||= Date.now();
  void tally.vitest?.cancelCurrentRun("keyboard-input");
}
process.on("SIGINT", interrupt);
process.on("SIGTERM", () => process.exit(143));

try {
  // Unit tests run although the build fails, because a change in progress may break other files.
  if (quick) await setUp(["build"]).catch((error: Error) => console.error(error.message));
  else await setUp(["test-packages", "pulumi", "build"]);
  spareProcessorTime();
  const vitest = await startVitest("test", filter, {
    ...options,
    watch: false,
    run: true,
    passWithNoTests: true, // the exit code below treats a run without tests as a failure
    reporters: [
      ...(options.reporters ? [options.reporters].flat() : ["default"]),
      tally,
      new FaultCounts(),
    ] as never,
  });
  await vitest.close();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  tally.failed.push("the run itself");
}

sweepWorkDirs();
if (interrupted) console.log("\nInterrupted.");
const { passed, failed, skipped, retried } = tally;
list("Skipped", skipped);
list(`Passed after a retry (${retried.length})`, retried);
list("Failed", failed);
if (!quick) for (let number = 1; number <= labsAtOnce(); number++) printConsole(labOf(number));
if (tally.labs.size > 1) console.log(`\nHosts: ${labsLine(tally)}.`);
if (given.includes(RECORD) && failed.length === 0 && !interrupted) recordDurations(tally.seconds, root);
if (passed + failed.length === 0) console.log("\nNo test ran.");
console.log(`\n${countLine(tally)}`);
process.exit(interrupted ? 130 : failed.length > 0 || passed === 0 ? 1 : 0);

/**
 * Spares processor time of all processes that the tests start. Each run of the engine starts two Node processes, which load
 * the same modules, and a cache of compiled modules halves the time of that. The CLI collects its garbage less often.
 */
function spareProcessorTime(): void {
  process.env.NODE_COMPILE_CACHE ??= path.join(root, "node_modules/.cache/compiled-modules");
  process.env.GOGC ??= "400";
}

function list(title: string, lines: readonly string[]): void {
  if (lines.length > 0) console.log(`\n${title}:\n${lines.map((line) => `  ${line}`).join("\n")}`);
}

function printConsole(lab: Lab): void {
  // A lab that this run did not use may have left the console of an earlier one
  if ((statSync(lab.console, { throwIfNoEntry: false })?.mtimeMs ?? 0) < began) return;
  const text = consoleText(lab);
  const trouble = consoleTrouble(text);
  if (trouble.length > 0) console.log(`\nThe console of lab ${lab.number}:\n${trouble.join("\n")}`);
  if (failed.length > 0)
    console.log(`\nThe last console line of lab ${lab.number}: ${lastSign(text) ?? "none"}`);
}
