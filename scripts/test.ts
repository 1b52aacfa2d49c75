/** `npm test [-- vitest's arguments]`: set-up, every test, and the count as the last line. */
import { parseCLI, startVitest } from "vitest/node";
import { sweepWorkDirs } from "../test/engine/work-dir.ts";
import { consoleText, consoleTrouble, lastSign } from "../test/lab/console.ts";
import { setUp } from "./setup/index.ts";
import { countLine, Tally } from "./test/tally.ts";

const { filter, options } = parseCLI(["vitest", "run", ...process.argv.slice(2)]);
const tally = new Tally(() => {
  // Vitest would end at once on ^C; the hosts are to be stopped, and the count to be said.
  process.removeAllListeners("SIGINT").on("SIGINT", interrupt);
});

/** Without hosts and engine there is little to set up. */
const projects = [options.project ?? []].flat();
const quick = projects.length > 0 && projects.every((project) => ["unit", "model"].includes(project));

let interrupted = 0;
function interrupt(): void {
  // npm and the terminal may both pass on the same ^C: only a later one is a second.
  if (interrupted && Date.now() - interrupted > 1000) process.exit(130);
  interrupted ||= Date.now();
  void tally.vitest?.cancelCurrentRun("keyboard-input");
}
process.on("SIGINT", interrupt);
process.on("SIGTERM", () => process.exit(143));

try {
  // In the middle of a change, unit tests are of use although something elsewhere does not compile.
  if (quick) await setUp(["build"]).catch((error: Error) => console.error(error.message));
  else await setUp(["test-packages", "pulumi", "build"]);
  const vitest = await startVitest("test", filter, {
    ...options,
    watch: false,
    run: true,
    passWithNoTests: true, // no test is counted as a failure below, in one place
    reporters: [...(options.reporters ? [options.reporters].flat() : ["default"]), tally] as never,
  });
  await vitest.close();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  tally.failed.push("the run itself");
}

sweepWorkDirs();
if (interrupted) console.log("\nInterrupted.");
const { passed, failed, skipped } = tally;
if (skipped.length > 0) console.log(`\nSkipped:\n${skipped.map((line) => `  ${line}`).join("\n")}`);
if (failed.length > 0) console.log(`\nFailed:\n${failed.map((line) => `  ${line}`).join("\n")}`);
if (!quick) sayConsole(consoleText());
if (passed + failed.length === 0) console.log("\nNo test ran.");
console.log(`\n${countLine(tally)}`);
process.exit(interrupted ? 130 : failed.length > 0 || passed === 0 ? 1 : 0);

function sayConsole(text: string): void {
  const trouble = consoleTrouble(text);
  if (trouble.length > 0) console.log(`\nThe hosts' console:\n${trouble.join("\n")}`);
  if (tally.failed.length > 0) console.log(`\nThe hosts' last sign of life: ${lastSign(text) ?? "none"}`);
}
