// Runs of the real engine that are killed at random points.
import { copyFileSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Forwarding, LinkSet, VxlanTunnel, XfrmPolicy } from "pulumi-iproute2";
import { expect, test } from "vitest";
import { cliOf, processesIn } from "../engine/processes.ts";
import { openStack, RunFailure, type TestStack } from "../engine/stack.ts";
import { missing } from "../model/host.ts";
import { differences, look } from "../model/look.ts";
import { type HostName, UNDERLAY } from "../model/world.ts";
import { simulatedHosts } from "./hosts.ts";

/** The number of kills. `npm run test:long` has 200. */
const KILLS = Number(process.env.KILLS ?? 10);
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

/** The resources that a program declares. `links` has the ttl of each link. */
interface Declared {
  readonly links: Readonly<Record<string, number>>;
  readonly members: readonly string[];
  readonly policy: boolean;
  readonly forwarding: boolean;
}

/** The names that links may have. The first letter is that of the host. */
const slots: readonly string[] = ["a1", "a2", "a3", "b1", "b2", "b3"];
const hostOf = (slot: string): HostName => (slot.startsWith("a") ? "alpha" : "beta");

const randomProgram = (): Declared => ({
  links: Object.fromEntries(
    slots.filter(() => chance(0.7)).map((slot) => [slot, 1 + Math.floor(random() * 250)]),
  ),
  members: ["m1", "m2", "m3", "m4"].filter(() => chance(0.6)),
  policy: chance(0.5),
  forwarding: chance(0.5),
});

const hosts = simulatedHosts();

const programOf = (declared: Declared) => async () => {
  const hostArgs = (name: HostName) => ({ connection: hosts().servers[name].connection });
  const ends = (name: HostName) => ({
    local: UNDERLAY[name],
    remote: UNDERLAY[name === "alpha" ? "beta" : "alpha"],
    dev: "eth0",
  });
  for (const [slot, ttl] of Object.entries(declared.links)) {
    const index = slots.indexOf(slot);
    new VxlanTunnel(slot, {
      host: hostArgs(hostOf(slot)),
      ...ends(hostOf(slot)),
      vni: 10 + index,
      ttl,
      addresses: [`10.9.${index}.1/24`],
      routes: [`10.${20 + index}.0.0/16`],
    });
  }
  const links = Object.fromEntries(
    declared.members.map((key, index) => [key, { ...ends("alpha"), vni: 50 + index }]),
  );
  if (declared.members.length > 0) new LinkSet("set", { host: hostArgs("alpha"), kind: "vxlan", links });
  if (declared.policy)
    new XfrmPolicy("policy", {
      host: hostArgs("beta"),
      direction: "out",
      selector: { source: "10.1.0.0/16", destination: "10.2.0.0/16" },
    });
  if (declared.forwarding) new Forwarding("forwarding", { host: hostArgs("beta") });
};

type Victim = "provider" | "CLI";

/**
 * A killed CLI leaves calls of the program in this process, which share Pulumi's SDK with the next run and sometimes end
 * it. So only the long test kills the CLI. `npm test` has test/engine/cancel.test.ts for that.
 */
const VICTIMS: readonly Victim[] = KILLS > 10 ? ["provider", "CLI"] : ["provider"];

const kill = (pid: number) => {
  try {
    process.kill(pid, "SIGKILL");
  } catch {}
};

/**
 * Begins an up, kills the provider or the CLI after a delay in milliseconds, and waits for the end of the up. Returns
 * whether it killed a process.
 */
async function upThatIsKilled(stack: TestStack, victim: Victim, delay: number): Promise<boolean> {
  const settled = stack.up({ parallel: 4 }).then(
    () => true,
    (error: unknown) => {
      if (!(error instanceof RunFailure)) throw error;
      return true;
    },
  );
  const provider = () =>
    processesIn(stack).find(({ args }) => args.some((one) => one.includes("dynamic-provider")));
  // An up that changes nothing may end without a provider.
  while (provider() === undefined && !(await Promise.race([settled, sleep(5, false)]))) {}
  const isRunning = !(await Promise.race([settled, sleep(delay, false)]));
  if (isRunning) {
    if (victim === "CLI") {
      const all = processesIn(stack);
      kill(cliOf(stack).pid);
      // The engine's plugins outlive the CLI. They are killed too, because a machine that stops ends all of them.
      for (const { pid } of all) kill(pid);
    } else {
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

/**
 * Runs up. The program runs in this process, so Pulumi's SDK may count the last rejected call to the killed engine as one
 * of this run. Such a run fails before it begins a step, and is repeated. Returns how often.
 */
async function upAgain(stack: TestStack): Promise<number> {
  for (let repeats = 0; ; repeats += 1) {
    try {
      await stack.up();
      return repeats;
    } catch (error) {
      const isOfKilledEngine =
        error instanceof RunFailure &&
        error.message.includes("14 UNAVAILABLE: No connection established") &&
        Object.keys(error.run.changed).length === 0;
      if (!isOfKilledEngine || repeats === 3) throw error;
      await sleep(2000);
    }
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
  timeout: 3_600_000,
}, async ({ skip }) => {
  const reason = missing();
  if (reason !== undefined) skip(reason);
  const { alpha, beta } = hosts().world;
  const before = await Promise.all([look(alpha), look(beta)]);
  const stack = await openStack({ name: "kills", program: programOf(randomProgram()) });
  let [killed, repeated] = [0, 0];
  try {
    await stack.up();
    for (let count = 0; count < KILLS; count += 1) {
      const declared = randomProgram();
      const victim = VICTIMS[count % VICTIMS.length] ?? "provider";
      const delay = Math.round(random() * 1200);
      stack.use(programOf(declared));
      if (await upThatIsKilled(stack, victim, delay)) killed += 1;
      repeated += await upAgain(stack);
      const description = `kill ${count}: the ${victim} killed after ${delay} ms`;
      for (const host of ["alpha", "beta"] as const)
        expect(await devicesOn(host), `${description}, ${host}`).toEqual(expectedOn(host, declared));
      if (count % 5 === 0) expect((await stack.refresh()).changed, description).toEqual({});
    }
    await stack.destroy();
    console.info(`${killed} of ${KILLS} runs were killed before their end; ${repeated} runs did not begin`);
  } finally {
    await stack.dispose();
  }
  const after = await Promise.all([look(alpha), look(beta)]);
  for (const [index, seen] of before.entries()) expect(differences(seen, after[index] ?? seen)).toEqual([]);
});
