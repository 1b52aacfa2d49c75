// Runs of the real engine that are killed at random points.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, readFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { z } from "zod";
import { processesIn } from "../engine/processes.ts";
import { openStack, type TestStack } from "../engine/stack.ts";
import { counted } from "../faults/counts.ts";
import { missing } from "../model/host.ts";
import { differences, look } from "../model/look.ts";
import { type HostName, UNDERLAY } from "../model/world.ts";
import { simulatedHosts } from "./hosts.ts";
import { type Declared, hostOf, slots } from "./kills-program.ts";
import type { UpRequest } from "./up-process.ts";

/** The number of kills. `npm run test:long` has 200. */
const KILLS = Number(process.env.KILLS ?? 5);
const SEED = Number(process.env.KILLS_SEED ?? 20_261_126);

/** A generator of numbers from 0 to 1. The same seed gives the same numbers. (mulberry32) */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
const random = randomNumbers(SEED);
const chance = (probability: number) => random() < probability;

const randomProgram = (): Declared => ({
  links: Object.fromEntries(
    slots.filter(() => chance(0.7)).map((slot) => [slot, 1 + Math.floor(random() * 250)]),
  ),
  members: ["m1", "m2", "m3", "m4"].filter(() => chance(0.6)),
  policy: chance(0.5),
  forwarding: chance(0.5),
});

const hosts = simulatedHosts();

type Victim = "provider" | "CLI";

const VICTIMS: readonly Victim[] = ["provider", "CLI"];

const kill = (pid: number) => {
  try {
    process.kill(pid, "SIGKILL");
  } catch {}
};

/** An `up` in a process of its own. */
interface Up {
  readonly pid: number;
  /** Its exit code, and what it printed as errors. */
  readonly end: Promise<{ readonly code: number | null; readonly errors: string }>;
}

function startUp({ name, workDir, backendDir }: TestStack, declared: Declared, parallel?: number): Up {
  const { alpha, beta } = hosts().servers;
  const reach = {
    alpha: { connection: alpha.connection, underlay: UNDERLAY.alpha },
    beta: { connection: beta.connection, underlay: UNDERLAY.beta },
  };
  const request: UpRequest = {
    ...{ name, workDir, backendDir, declared, reach },
    ...(parallel !== undefined && { parallel }),
  };
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "up-process.ts")], {
    stdio: ["pipe", "ignore", "pipe"],
  });
  child.stdin.on("error", () => {});
  child.stdin.end(JSON.stringify(request));
  const end = Promise.all([text(child.stderr), once(child, "exit")]).then(([errors, [code]]) => ({
    errors,
    code: z.number().nullable().parse(code),
  }));
  if (child.pid === undefined) throw new Error("the process of an up did not start");
  return { pid: child.pid, end };
}

async function up(stack: TestStack, declared: Declared): Promise<void> {
  const { code, errors } = await startUp(stack, declared).end;
  if (code !== 0) throw new Error(`up failed:\n${errors}`);
}

/**
 * Begins an up, kills the provider or the CLI after a delay in milliseconds, and waits for the end of the up. Returns
 * whether it killed a process.
 */
async function upThatIsKilled(
  stack: TestStack,
  declared: Declared,
  victim: Victim,
  delay: number,
): Promise<boolean> {
  const { pid: program, end } = startUp(stack, declared, 4);
  const settled = end.then(() => true);
  const provider = () =>
    processesIn(stack).find(({ args }) => args.some((one) => one.includes("dynamic-provider")));
  // An up that changes nothing may end without a provider.
  while (provider() === undefined && !(await Promise.race([settled, sleep(5, false)]))) {}
  const isRunning = !(await Promise.race([settled, sleep(delay, false)]));
  if (isRunning) {
    // The CLI's parent and children outlive it. They are killed too, because a machine that stops ends all of them.
    if (victim === "CLI") for (const pid of [...processesIn(stack).map((one) => one.pid), program]) kill(pid);
    else {
      // A pid of 0 would name the process group of this test
      const pid = provider()?.pid;
      if (pid !== undefined) kill(pid);
    }
  }
  await settled;
  if (victim === "CLI") {
    restoreState(stack);
    await stack.cancel();
  }
  return isRunning;
}

/** Pulumi writes a state file in place. If it is killed meanwhile, the backup that it keeps has the state of before. */
function restoreState({ backendDir }: TestStack): void {
  const file = path.join(backendDir, ".pulumi/stacks/pulumi-iproute2-test/kills.json");
  try {
    JSON.parse(readFileSync(file, "utf8"));
  } catch {
    copyFileSync(`${file}.bak`, file);
    console.info("the CLI was killed while it wrote the state: the backup takes its place");
  }
}

/** The ttl of each device of this package on a host, by the device's name. */
async function devicesOn(host: HostName): Promise<Record<string, unknown>> {
  const { devices } = await look(hosts().world.hosts[host]);
  const ours = devices.filter(({ group }) => group === "26992");
  return Object.fromEntries(ours.map(({ name, data }) => [name, data.ttl]));
}

/** The result of `devicesOn` if a host is as declared. */
function expectedOn(host: HostName, { links, members }: Declared): Record<string, unknown> {
  const own = Object.entries(links).filter(([slot]) => hostOf(slot) === host);
  return Object.fromEntries([...own, ...(host === "alpha" ? members.map((key) => [key, 0] as const) : [])]);
}

test(`the next up finishes what a killed up began, after ${KILLS} kills at random points with the seed ${SEED}`, {
  timeout: 3 * 3_600_000,
}, async ({ skip }) => {
  const reason = missing();
  if (reason !== undefined) skip(reason);
  const { alpha, beta } = hosts().world;
  const before = await Promise.all([look(alpha), look(beta)]);
  const stack = await openStack({ name: "kills", program: async () => {} });
  let killed = 0;
  try {
    await up(stack, randomProgram());
    counted("kill of the provider or the CLI", KILLS, 200);
    for (let count = 0; count < KILLS; count += 1) {
      const declared = randomProgram();
      const victim = VICTIMS[count % VICTIMS.length] ?? "provider";
      const delay = Math.round(random() * 1200);
      if (await upThatIsKilled(stack, declared, victim, delay)) killed += 1;
      await up(stack, declared);
      const description = `kill ${count}: the ${victim} killed after ${delay} ms`;
      for (const host of ["alpha", "beta"] as const)
        expect(await devicesOn(host), `${description}, ${host}`).toEqual(expectedOn(host, declared));
      if (count % 5 === 0) expect((await stack.refresh()).changed, description).toEqual({});
    }
    await stack.destroy();
    console.info(`${killed} of ${KILLS} runs were killed before their end`);
  } finally {
    await stack.dispose();
  }
  const after = await Promise.all([look(alpha), look(beta)]);
  for (const [index, seen] of before.entries()) expect(differences(seen, after[index] ?? seen)).toEqual([]);
});
