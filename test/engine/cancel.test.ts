// A run that is cut short: it ends, nothing of ours goes on, and the next run has all it needs to finish.
import { setTimeout as sleep } from "node:timers/promises";
import { IpipTunnel, LinkCheck, LinkSet } from "pulumi-iproute2";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { GROUP } from "../../provider/iproute2/owner-alias.ts";
import { on, snapshot } from "../lab/index.ts";
import { sites, withStack } from "./lab-stack.ts";
import { cliOf, processesIn } from "./processes.ts";
import { type Run, RunFailure, type TestStack } from "./stack.ts";

const HOSTS = ["alpha", "beta"] as const;
const LINKS = 8;
const SET = 20;
/** All changes take their time, so that a run can be met in the middle of them. */
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
/** With a ping that nobody answers. */
const pinging = (waits: boolean) => async () => {
  if (waits) new LinkCheck("ping", { host: sites().beta.host, to: "10.0.2.250", timeoutSeconds: 120 });
  await program();
};

/** All that runs on a host, and a line for each connection of SSH. */
const state = async (host: (typeof HOSTS)[number]) =>
  (
    await on(host).must(
      "ps -eo args --no-headers; ss -Htn state established '( sport = :22 )' | sed 's/.*/ssh/'",
    )
  )
    .split("\n")
    .filter((line) => line !== "" && !line.includes("ps -eo"))
    .sort();
const states = () => Promise.all(HOSTS.map(state));
const made = async () => Number(await on("alpha").must("ls /sys/class/net | grep -c '^c[0-9]' || true"));

let before: { snapshots: string[]; states: string[][] };
beforeAll(async () => {
  await Promise.all(HOSTS.map((host) => on(host).must("modprobe -a ipip ip_gre")));
  before = { snapshots: await Promise.all(HOSTS.map((host) => snapshot(host))), states: await states() };
});
/**
 * Each link that is made, and the first thing that an ip is asked for, takes its time. Lines are passed on by a process of
 * their own, so that the ip itself ends when it has to.
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
  // What a test that failed has left that no state knows of
  await Promise.all(HOSTS.map((host) => on(host).must(`ip link del group ${GROUP} 2>/dev/null || true`)));
});
afterAll(atFullSpeed);

interface Cut {
  readonly run: Run;
  /** from the cut to the end */
  readonly seconds: number;
}

/** Begins an up, cuts it short when some links are made, and waits for its end. */
async function cutShort(stack: TestStack, cut: () => Promise<void>): Promise<Cut> {
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
  await expect.poll(async () => (await made()) >= 2 || ended, { timeout: 60_000, interval: 100 }).toBe(true);
  expect(ended).toBe(false);
  const start = performance.now();
  await cut();
  const run = await end;
  return { run, seconds: (performance.now() - start) / 1000 };
}

async function twice(stack: TestStack): Promise<void> {
  const { pid } = cliOf(stack);
  process.kill(pid, "SIGINT");
  await sleep(200);
  process.kill(pid, "SIGINT");
}

/** What runs on a host, without as much of it as ran there before; a session of an earlier file may have ended since. */
function additional(now: readonly string[], earlier: readonly string[]): string[] {
  const left = [...earlier];
  return now.filter((line) => {
    const index = left.indexOf(line);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

/** Nothing of ours runs, here or there; what had begun on a host may come to its end. */
async function isQuiet(stack: TestStack): Promise<void> {
  await expect.poll(() => processesIn(stack), { timeout: 10_000 }).toEqual([]);
  const additions = async () =>
    (await states()).map((now, index) => additional(now, before.states[index] ?? []));
  await expect.poll(additions, { timeout: 15_000 }).toEqual(HOSTS.map(() => []));
}

/** The next run finishes, the one after it has nothing to do, and all goes away again. */
async function isMended(stack: TestStack): Promise<void> {
  await atFullSpeed();
  await stack.up();
  expect(await made()).toBe(LINKS);
  expect((await stack.refresh()).changed).toEqual({});
  expect((await stack.up()).changed).toEqual({});
  await stack.destroy();
  expect(await Promise.all(HOSTS.map((host) => snapshot(host)))).toEqual(before.snapshots);
}

describe("up that is cut short", () => {
  test("by SIGINT starts no more operations and finishes the running ones, and the next up does the rest", () =>
    withStack("int", program, async (stack) => {
      const { run, seconds } = await cutShort(stack, async () => {
        process.kill(cliOf(stack).pid, "SIGINT");
      });
      console.log(`SIGINT: ended after ${seconds.toFixed(1)} s, ${await made()} of ${LINKS} links made`);
      expect(run.stdout + run.stderr).toMatch(/cancel/i);
      await isQuiet(stack);
      const standing = await made();
      expect(standing).toBeGreaterThanOrEqual(2);
      expect(standing).toBeLessThan(LINKS);
      // What is there is what the state says
      const { resources = [] } = (await stack.exportState()).deployment;
      const names = resources.map(({ urn }: { urn: string }) => urn.split("::").at(-1) ?? "");
      expect(names.filter((name: string) => /^c\d$/.test(name))).toHaveLength(standing);
      await isMended(stack);
    }));

  test("by a second SIGINT ends at once, and the next up finds half-made and unrecorded objects", () =>
    withStack("int-int", pinging(true), async (stack) => {
      const { seconds } = await cutShort(stack, async () => {
        await expect
          .poll(() => on("beta").must("ps -eo comm --no-headers"), { timeout: 10_000, interval: 50 })
          .toMatch(/^ping$/m);
        await twice(stack);
      });
      console.log(
        `SIGINT twice: ended after ${seconds.toFixed(1)} s, ${await made()} of ${LINKS} links made`,
      );
      // The ping alone would take two minutes
      expect(seconds).toBeLessThan(15);
      await isQuiet(stack);
      stack.use(pinging(false));
      await isMended(stack);
    }));

  test("by a second SIGINT while a host is unreachable ends at once, and leaves no process on the host", () =>
    withStack("away", program, async (stack) => {
      try {
        const { seconds } = await cutShort(stack, async () => {
          // The cable is pulled in the middle of a frame
          await on("wire").must("ip link set valpha down");
          await twice(stack);
        });
        expect(seconds).toBeLessThan(15);
      } finally {
        await on("wire").must("ip link set valpha up");
      }
      await isQuiet(stack);
      await isMended(stack);
    }));

  test("by SIGKILL of the CLI leaves a lock that pulumi cancel removes", () =>
    withStack("kill", program, async (stack) => {
      await cutShort(stack, async () => {
        const all = processesIn(stack);
        process.kill(cliOf(stack).pid, "SIGKILL");
        // The engine's plugins outlive it; a machine that goes down takes them along
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
      await isMended(stack);
    }));

  test("by pulumi cancel allows another up at once, and both end in the same state", () =>
    withStack("cancel", program, async (stack) => {
      // With the state in files it takes the lock away and leaves the run alone
      let second: Promise<Run> | undefined;
      await cutShort(stack, async () => {
        await stack.cancel();
        second = stack.up({ parallel: 3 });
        second.catch(() => {});
      });
      expect(Object.keys((await second)?.changed ?? {}).length).toBeGreaterThan(0);
      await isQuiet(stack);
      await isMended(stack);
    }));
});
