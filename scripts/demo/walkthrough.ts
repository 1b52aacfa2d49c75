// The steps of the demo, in their order.
import { type LabHosts, on, ping, snapshot } from "../../test/lab/index.ts";
import { difference } from "./snapshot.ts";
import { example, forgetDemo, lookAtStack, openDemoStack } from "./stack.ts";
import { ends, makeSubnets, removeSubnets } from "./subnets.ts";
import { bold, dim, engineOutput, green, heading, red, say } from "./text.ts";

export interface DemoOptions {
  /** The command of the Pulumi CLI. */
  readonly cli: string;
  readonly keep: boolean;
  /** Whether the hosts end with this process. */
  readonly ours: boolean;
  /** Aborted by ^C. */
  readonly signal: AbortSignal;
}

/** Runs the demo. Returns whether the tunnel stays. */
export async function runDemo(hosts: LabHosts, { cli, keep, ours, signal }: DemoOptions): Promise<boolean> {
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
    await stack.preview({ onOutput: engineOutput() });

    signal.throwIfAborted();
    heading("Up");
    await stack.up({ onOutput: engineOutput() });

    signal.throwIfAborted();
    await showPing();

    heading("A changed ttl, in a preview");
    await stack.configure({ ttl: "32" });
    await stack.preview({ diff: true, onOutput: engineOutput() });

    if (keep) {
      lookAround(cli);
      return true;
    }
  } catch (error) {
    // If the hosts are children of this process, ^C has ended them too.
    if (ours && signal.aborted) await forgetDemo();
    else
      await destroyDemo(hosts, "Destroy").catch((failure: Error) =>
        say(red(failure.message), "To try again: npm run demo -- --destroy"),
      );
    throw error;
  } finally {
    await stack.dispose();
  }
  await destroyDemo(hosts, "Destroy");
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

export async function destroyDemo(hosts: LabHosts, title: string): Promise<void> {
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
  heading("The demo stays");
  say(
    "A shell or one command on ams (beta is fra; wire sees every frame between them):",
    `  ${bold("npm run lab ssh alpha")}`,
    `  ${bold("npm run lab -- ssh alpha ip -d link")}`,
    "The stack:",
    `  ${bold(lookAtStack(cli))}`,
    "To destroy everything:",
    `  ${bold("npm run demo -- --destroy")}`,
  );
}
