/** `npm run demo [-- --keep | --destroy]`: examples/site-to-site on two hosts, from the preview to the end. */
import { parseArgs } from "node:util";
import { type LabHosts, on, ping, snapshot } from "../test/lab/index.ts";
import { down, up } from "../test/lab/lab.ts";
import { step } from "./bootstrap/step.mjs";
import { difference } from "./demo/snapshot.ts";
import { demoStands, example, forgetDemo, lookAtStack, openDemoStack } from "./demo/stack.ts";
import { ends, makeSubnets, removeSubnets } from "./demo/subnets.ts";
import { bold, dim, engineOutput, green, heading, red, say } from "./demo/text.ts";
import { setUp } from "./setup/index.ts";
import { findPulumi } from "./setup/pulumi-find.ts";

const usage = `usage: npm run demo                the whole story, and nothing is left
       npm run demo -- --keep      the tunnel and its hosts stay, to look around
       npm run demo -- --destroy   takes down what --keep has left`;

/** ^C ends what is under way, and what was made is taken down; a second one ends this at once. */
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

  // Hosts that were running before are nobody's to stop; hosts that are to stay do not end with this process.
  const { hosts, started } = await bootHosts(!values.keep && !values.destroy);
  let stays = false;
  try {
    signal.throwIfAborted();
    if (demoStands())
      await takeDown(hosts, values.destroy ? "Destroy" : "An earlier demo is taken down first");
    if (!values.destroy) stays = await tell(hosts, cli, values.keep ?? false);
  } finally {
    for (const { host } of ends) on(host).close();
    if (!stays && (started || values.destroy)) await down();
  }
  return 0;
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

/** The story. Gives whether the tunnel stays. */
async function tell(hosts: LabHosts, cli: string, keep: boolean): Promise<boolean> {
  heading("Two hosts, an inner subnet behind each");
  const before = await snapshots();
  await makeSubnets();
  for (const { site, host, inner, subnet } of ends) {
    const system = await on(host).must('. /etc/os-release; echo "$PRETTY_NAME, Linux $(uname -r)"');
    say(`${bold(site)}  ${hosts[host].underlay4}, behind it ${subnet} (${inner})  ${dim(system.trim())}`);
  }
  const stack = await openDemoStack(hosts);
  try {
    heading(`Preview of ${example}`);
    await stack.preview({ signal, onOutput: engineOutput() });

    heading("Up");
    await stack.up({ signal, onOutput: engineOutput() });

    await showPing();

    heading("A changed ttl, in a preview");
    await stack.configure({ ttl: "32" });
    await stack.preview({ signal, diff: true, onOutput: engineOutput() });

    if (keep) {
      lookAround(cli);
      return true;
    }
  } catch (error) {
    await takeDown(hosts, "Taken down").catch(() =>
      say("It could not be taken down: npm run demo -- --destroy"),
    );
    throw error;
  } finally {
    await stack.dispose();
  }
  await takeDown(hosts, "Destroy");
  await compare(before);
  return false;
}

async function showPing(): Promise<void> {
  const [from, to] = ends;
  heading(`Ping from ${from.inner} behind ${from.site} to ${to.inner} behind ${to.site}`);
  const result = await ping(from.host, { from: from.inner, to: to.inner, count: 5 });
  const { sent, received, lossPercent, rttMs } = result;
  const rtt = rttMs === undefined ? "" : `, rtt ${rttMs} ms`;
  const line = `${sent} packets sent, ${received} received, ${lossPercent}% loss${rtt}`;
  say(received === sent ? green(line) : red(line));
  if (received === 0) throw new Error("Nothing came through the tunnel.");
}

async function takeDown(hosts: LabHosts, title: string): Promise<void> {
  heading(title);
  const stack = await openDemoStack(hosts);
  try {
    await stack.destroy({ onOutput: engineOutput() });
  } finally {
    await stack.dispose();
  }
  await removeSubnets();
  await forgetDemo();
}

function snapshots(): Promise<string[]> {
  return Promise.all(ends.map(({ host }) => snapshot(host)));
}

async function compare(before: readonly string[]): Promise<void> {
  heading("What is left");
  const after = await snapshots();
  const left = ends.flatMap(({ site }, i) =>
    difference(before[i] ?? "", after[i] ?? "").map((line) => `${site}: ${line}`),
  );
  if (left.length > 0) throw new Error(`The hosts are not as before:\n${left.join("\n")}`);
  say(
    green("Nothing: both hosts are as before."),
    dim("(links, addresses, routes, rules, fou, tc, xfrm, sysctl, /etc)"),
  );
}

function lookAround(cli: string): void {
  heading("It stays");
  say(
    "a shell on ams (beta is fra; wire sees every frame between them), or one command there:",
    `  ${bold("npm run lab ssh alpha")}`,
    `  ${bold("npm run lab -- ssh alpha ip -d link")}`,
    "the stack:",
    `  ${bold(`${lookAtStack} ${cli} stack`)}`,
    "everything is taken down by:",
    `  ${bold("npm run demo -- --destroy")}`,
  );
}
