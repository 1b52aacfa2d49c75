/** `npm run demo [-- --keep | --destroy]`: examples/site-to-site on two hosts, from the preview to the end. */
import { parseArgs } from "node:util";
import { labHosts, on } from "../test/lab/index.ts";
import { down, up } from "../test/lab/lab.ts";
import { step } from "./bootstrap/step.mjs";
import { demoStands, forgetDemo } from "./demo/stack.ts";
import { ends } from "./demo/subnets.ts";
import { heading, red, say } from "./demo/text.ts";
import { takeDown, tell } from "./demo/walkthrough.ts";
import { setUp } from "./setup/index.ts";
import { findPulumi } from "./setup/pulumi-find.ts";

const usage = `usage: npm run demo                the whole story, and nothing is left
       npm run demo -- --keep      the tunnel and its hosts stay, to look around
       npm run demo -- --destroy   takes down what --keep has left`;

/**
 * ^C ends what is under way, and what was made is taken down; a second one ends this at once. The terminal sends it
 * to the Pulumi CLI as well; to pass it on would be the CLI's second.
 */
const interruption = new AbortController();
let interruptedAt = 0;
process.on("SIGINT", () => {
  // npm and the terminal may both pass on the same ^C.
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

  // A demo is gone when its hosts are.
  if (!hostsRun()) await forgetDemo();
  if (values.destroy && !demoStands()) {
    say("No demo stands.");
    if (hostsRun()) say("Hosts are running: npm run lab down");
    return 0;
  }
  // Hosts that were running before are nobody's to stop; hosts that are to stay do not end with this process.
  const { hosts, started } = await bootHosts(!values.keep);
  const ours = started && !values.keep;
  let stays = false;
  try {
    signal.throwIfAborted();
    if (demoStands())
      await takeDown(hosts, values.destroy ? "Destroy" : "An earlier demo is taken down first");
    if (!values.destroy) stays = await tell(hosts, { cli, keep: values.keep ?? false, ours, signal });
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
