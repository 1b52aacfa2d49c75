/** `npm run demo [-- --keep | --destroy]`: runs examples/site-to-site on two hosts, from the preview to the destroy. */
import { parseArgs } from "node:util";
import { labHosts, on } from "../test/lab/index.ts";
import { down, up } from "../test/lab/lab.ts";
import { step } from "./bootstrap/step.mjs";
import { demoExists, forgetDemo } from "./demo/stack.ts";
import { ends } from "./demo/subnets.ts";
import { heading, red, say } from "./demo/text.ts";
import { destroyDemo, runDemo } from "./demo/walkthrough.ts";
import { setUp } from "./setup/index.ts";
import { findPulumi } from "./setup/pulumi-find.ts";

const usage = `usage: npm run demo                runs the whole demo and destroys it
       npm run demo -- --keep      keeps the tunnel and the hosts, to look around
       npm run demo -- --destroy   destroys a demo that --keep has kept`;

/**
 * A first ^C ends the current step and destroys the demo. A second one ends this process at once. The terminal sends ^C
 * to the Pulumi CLI too. This process does not pass it on, because the CLI would count it as a second one.
 */
const interruption = new AbortController();
let interruptedAt = 0;
process.on("SIGINT", () => {
  // npm and the terminal may both send the same ^C.
  if (interruptedAt && Date.now() - interruptedAt > 1000) process.exit(130);
  interruptedAt ||= Date.now();
  interruption.abort();
});
process.on("SIGTERM", () => process.exit(143));
const { signal } = interruption;

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (signal.aborted) say("", "Interrupted.");
  else console.error(red(`\n${error instanceof Error ? error.message : error}`));
  process.exitCode = signal.aborted ? 130 : 1;
}

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { keep: { type: "boolean" }, destroy: { type: "boolean" }, help: { type: "boolean" } },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  heading("Set-up");
  await setUp(["packages", "pulumi", "build"]);
  const pulumi = await findPulumi();
  const cli = pulumi?.origin === "PATH" ? "pulumi" : (pulumi?.path ?? "pulumi");
  say(`Node ${process.versions.node}, Pulumi ${pulumi?.version}`);

  // A demo ends with its hosts.
  if (!hostsRun()) await forgetDemo();
  if (values.destroy && !demoExists()) {
    say("There is no demo.");
    if (hostsRun()) say("Hosts are running. To stop them: npm run lab down");
    return 0;
  }
  // Hosts that --keep keeps do not end with this process. Hosts that were running before are not stopped either.
  const { hosts, started } = await bootHosts(!values.keep);
  const ours = started && !values.keep;
  let stays = false;
  try {
    signal.throwIfAborted();
    if (demoExists()) await destroyDemo(hosts, values.destroy ? "Destroy" : "Destroy of an earlier demo");
    if (!values.destroy) stays = await runDemo(hosts, { cli, keep: values.keep ?? false, ours, signal });
  } finally {
    for (const { host } of ends) on(host).close();
    if (!stays && (started || values.destroy)) await down();
  }
  return 0;
}

function hostsRun(): boolean {
  try {
    labHosts();
    return true;
  } catch {
    return false;
  }
}

async function bootHosts(attached: boolean): ReturnType<typeof up> {
  const booting = step("The hosts");
  try {
    const booted = await up({ attached, progress: { step: booting.update } });
    booting.done(booted.started ? "booted" : "they were running");
    return booted;
  } catch (error) {
    booting.fail();
    throw error;
  }
}
