// Runs that a signal, a kill or pulumi cancel interrupts: no process of the run continues, and the next run finishes.
import { setTimeout as sleep } from "node:timers/promises";
import { IpipTunnel, LinkCheck, LinkSet } from "pulumi-iproute2";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { GROUP } from "../../provider/iproute2/owner-alias.ts";
import { on, snapshot } from "../lab/index.ts";
import { longOnly } from "../sample.ts";
import { sites, withStack } from "./lab-stack.ts";
import { cliOf, processesIn } from "./processes.ts";
import { type Run, RunFailure, type TestStack } from "./stack.ts";

const HOSTS = ["alpha", "beta"] as const;
const LINKS = 8;
const SET = 20;
/** The path of a slow ip on the hosts. It delays changes, so that a test can interrupt a run between them. */
const SLOW_IP = "/usr/local/sbin/ip";
const SECONDS = 1.5;

const program = async () => {
  const { alpha, beta } = sites();
  for (let n = 1; n <= LINKS; n += 1)
    new IpipTunnel(`c${n}`, {
      host: alpha.host,
      local: alpha.underlay,
      remote: `10.99.2.${n}`,
      routes: [`10.77.${n}.0/24`],
    });
  const links = Object.fromEntries(
    Array.from({ length: SET }, (_, n) => [`s${n}`, { local: beta.underlay, remote: `10.99.3.${n + 1}` }]),
  );
  new LinkSet("set", { host: beta.host, kind: "gre", links });
};
/** The program, also with a LinkCheck that pings an address without a host. */
const withPing = (isIncluded: boolean) => async () => {
  if (isIncluded) new LinkCheck("ping", { host: sites().beta.host, to: "10.0.2.250", timeoutSeconds: 120 });
  await program();
};

/** The processes on a host, and a line for each SSH connection. */
const processes = async (host: (typeof HOSTS)[number]) =>
  (
    await on(host).must(
      "ps -eo args --no-headers; ss -Htn state established '( sport = :22 )' | sed 's/.*/ssh/'",
    )
  )
    .split("\n")
    .filter((line) => line !== "" && !line.includes("ps -eo"))
    .sort();
const allProcesses = () => Promise.all(HOSTS.map(processes));
/** How many of the links exist on alpha. */
const linkCount = async () => Number(await on("alpha").must("ls /sys/class/net | grep -c '^c[0-9]' || true"));

let before: { snapshots: string[]; processes: string[][] };
beforeAll(async () => {
  await Promise.all(HOSTS.map((host) => on(host).must("modprobe -a ipip ip_gre")));
  const snapshots = await Promise.all(HOSTS.map((host) => snapshot(host)));
  before = { snapshots, processes: await allProcesses() };
});
/**
 * An ip that delays the first line of its input and each line that makes a link. Another process passes the lines on,
 * because the real ip must still end when it receives a signal.
 */
const SLOWLY = `#!/bin/sh
case " $* " in *" -batch "*) ;; *) exec /usr/sbin/ip "$@";; esac
f=/tmp/slow.$$
mkfifo $f
exec 3<&0
{
  exec >$f 2>/dev/null 3<&3
  rm $f
  first=y
  while IFS= read -r line <&3; do
    case $first$line in y*|"link add name c"*) sleep ${SECONDS};; esac
    first=
    printf '%s\\n' "$line"
  done
} &
exec 3<&-
exec /usr/sbin/ip "$@" <$f
`;
const slowly = () =>
  Promise.all(
    HOSTS.map((host) => on(host).must(`cat >${SLOW_IP} && chmod 755 ${SLOW_IP}`, { stdin: SLOWLY })),
  );
const atFullSpeed = () => Promise.all(HOSTS.map((host) => on(host).must(`rm -f ${SLOW_IP}`)));
afterEach(async () => {
  await atFullSpeed();
  // A failed test may leave devices that no state records
  await Promise.all(HOSTS.map((host) => on(host).must(`ip link del group ${GROUP} 2>/dev/null || true`)));
});
afterAll(atFullSpeed);

interface Interrupted {
  readonly run: Run;
  /** the time from the interruption to the end of the run */
  readonly seconds: number;
}

/** Begins an up, interrupts it when it has made two links, and waits for its end. */
async function interruptUp(stack: TestStack, interrupt: () => Promise<void>): Promise<Interrupted> {
  await slowly();
  let ended = false;
  const end = stack
    .up({ parallel: 3 })
    .catch((error: unknown) => {
      if (error instanceof RunFailure) return error.run;
      throw error;
    })
    .finally(() => {
      ended = true;
    });
  await expect
    .poll(async () => (await linkCount()) >= 2 || ended, { timeout: 60_000, interval: 100 })
    .toBe(true);
  expect(ended).toBe(false);
  const start = performance.now();
  await interrupt();
  const run = await end;
  return { run, seconds: (performance.now() - start) / 1000 };
}

async function sendSigintTwice(stack: TestStack): Promise<void> {
  const { pid } = cliOf(stack);
  process.kill(pid, "SIGINT");
  await sleep(200);
  process.kill(pid, "SIGINT");
}

/** The new processes on a host. Earlier ones may be missing, because a session of another test may have ended. */
function additional(current: readonly string[], earlier: readonly string[]): string[] {
  const unmatched = [...earlier];
  return current.filter((line) => {
    const index = unmatched.indexOf(line);
    if (index >= 0) unmatched.splice(index, 1);
    return index < 0;
  });
}

/** Waits until no process of the run exists, here or on a host. A command that has begun may finish first. */
async function isQuiet(stack: TestStack): Promise<void> {
  await expect.poll(() => processesIn(stack), { timeout: 10_000 }).toEqual([]);
  const additions = async () =>
    (await allProcesses()).map((current, index) => additional(current, before.processes[index] ?? []));
  await expect.poll(additions, { timeout: 15_000 }).toEqual(HOSTS.map(() => []));
}

/** Expects that the next up finishes, that one more changes nothing, and that destroy restores the hosts. */
async function isRepaired(stack: TestStack): Promise<void> {
  await atFullSpeed();
  await stack.up();
  expect(await linkCount()).toBe(LINKS);
  expect((await stack.refresh()).changed).toEqual({});
  expect((await stack.up()).changed).toEqual({});
  await stack.destroy();
  expect(await Promise.all(HOSTS.map((host) => snapshot(host)))).toEqual(before.snapshots);
}

describe("An up that is interrupted", () => {
  test("by SIGINT starts no more operations and finishes the running ones, and the next up does the rest", () =>
    withStack("int", program, async (stack) => {
      const { run, seconds } = await interruptUp(stack, async () => {
        process.kill(cliOf(stack).pid, "SIGINT");
      });
      console.log(`SIGINT: ended after ${seconds.toFixed(1)} s, ${await linkCount()} of ${LINKS} links made`);
      expect(run.stdout + run.stderr).toMatch(/cancel/i);
      await isQuiet(stack);
      const count = await linkCount();
      expect(count).toBeGreaterThanOrEqual(2);
      expect(count).toBeLessThan(LINKS);
      // The state records the links that exist
      const { resources = [] } = (await stack.exportState()).deployment;
      const names = resources.map(({ urn }: { urn: string }) => urn.split("::").at(-1) ?? "");
      expect(names.filter((name: string) => /^c\d$/.test(name))).toHaveLength(count);
      await isRepaired(stack);
    }));

  test("by a second SIGINT ends at once, and the next up finds half-made and unrecorded objects", () =>
    withStack("int-int", withPing(true), async (stack) => {
      const { seconds } = await interruptUp(stack, async () => {
        await expect
          .poll(() => on("beta").must("ps -eo comm --no-headers"), { timeout: 10_000, interval: 50 })
          .toMatch(/^ping$/m);
        await sendSigintTwice(stack);
      });
      console.log(
        `SIGINT twice: ended after ${seconds.toFixed(1)} s, ${await linkCount()} of ${LINKS} links made`,
      );
      // The ping has a timeout of two minutes
      expect(seconds).toBeLessThan(15);
      await isQuiet(stack);
      stack.use(withPing(false));
      await isRepaired(stack);
    }));

  // test/simulated/kills has it at random points
  longOnly(() => {
    test("by SIGKILL of the CLI leaves a lock that pulumi cancel removes", () =>
      withStack("kill", program, async (stack) => {
        await interruptUp(stack, async () => {
          const all = processesIn(stack);
          process.kill(cliOf(stack).pid, "SIGKILL");
          // The engine's plugins outlive the CLI. They are killed too, because a machine that stops ends all of them
          for (const { pid } of all)
            try {
              process.kill(pid, "SIGKILL");
            } catch {}
        });
        await isQuiet(stack);
        const locked = await stack.up().then(
          () => "",
          (error: Error) => error.message,
        );
        expect(locked).toMatch(/lock/);
        await stack.cancel();
        await isRepaired(stack);
      }));

    test("by a second SIGINT while a host is unreachable ends at once, and leaves no process on the host", () =>
      withStack("away", program, async (stack) => {
        try {
          const { seconds } = await interruptUp(stack, async () => {
            // The connection is lost in the middle of a frame
            await on("wire").must("ip link set valpha down");
            await sendSigintTwice(stack);
          });
          expect(seconds).toBeLessThan(15);
        } finally {
          await on("wire").must("ip link set valpha up");
        }
        await isQuiet(stack);
        await isRepaired(stack);
      }));

    test("by pulumi cancel allows another up at once, and a refresh and an up after both repair the state", () =>
      withStack("cancel", program, async (stack) => {
        // With a state in files, pulumi cancel removes the lock and does not end the run
        let second: Promise<Run> | undefined;
        await interruptUp(stack, async () => {
          await stack.cancel();
          second = stack.up({ parallel: 3 });
          second.catch(() => {});
        });
        expect(Object.keys((await second)?.changed ?? {}).length).toBeGreaterThan(0);
        await isQuiet(stack);
        // The run that ends last writes the state. If that is the first one, the hosts have the objects of the second
        await stack.refresh();
        await isRepaired(stack);
      }));
  });
});
