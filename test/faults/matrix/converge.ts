// A program whose creation, change or removal is disturbed once, and the proof that the next run repairs the host.
import { availableParallelism } from "node:os";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Stack } from "../../model/engine.ts";
import type { Declaration, Result, UpOptions } from "../../model/engine-types.ts";
import { missing } from "../../model/host.ts";
import { differences, look, type Seen } from "../../model/look.ts";
import { at, green, policy, vxlan } from "../../model/trials.ts";
import { UNDERLAY, World, type WorldOptions } from "../../model/world.ts";
import { chosen, counted, type Row } from "../counts.ts";

export const PHASES = ["create", "change", "delete"] as const;
export type Phase = (typeof PHASES)[number];

/** A run that takes longer counts as a hang. The longest deadline of the provider is that of the lock, 30 s. */
const DEADLINE_SECONDS = 150;

const member = (vni: number, more: object = {}) => ({
  ...{ vni, local: UNDERLAY.alpha, remote: UNDERLAY.beta, dev: "eth0" },
  ...more,
});

const setOf = (links: object): Declaration => ({
  type: "LinkSet",
  name: "set",
  args: { host: at("alpha"), kind: "vxlan", links },
});

const forwarding: Declaration = {
  type: "Forwarding",
  name: "forwarding",
  args: { host: at("alpha"), family: "inet" },
};

/** Two links that depend on each other, a set of links, a policy and forwarding: most forms of operation. */
export const BEFORE: readonly Declaration[] = [
  vxlan("one", { ttl: 64, addresses: ["10.9.0.1/30", "2001:db8:9::1/64"], routes: ["10.20.0.0/16"] }),
  setOf({ m1: member(11, { addresses: ["10.9.11.1/30"] }), m2: member(12) }),
  policy("policy", { priority: 10 }),
  forwarding,
  vxlan("two", { vni: 6, addresses: ["10.9.6.1/30"] }, { dependsOn: ["one"] }),
];

/** The same program: with changes in place, a replacement, and one member less and one more. */
export const AFTER: readonly Declaration[] = [
  vxlan("one", { ttl: 32, addresses: ["10.9.0.1/30", "10.9.0.5/30"], routes: ["10.21.0.0/16"] }),
  setOf({ m1: member(11, { addresses: ["10.9.11.5/30"], ttl: 9 }), m3: member(13) }),
  policy("policy", { priority: 20 }),
  forwarding,
  vxlan("two", { vni: 7, addresses: ["10.9.6.1/30"], maxAddresses: 9 }, { dependsOn: ["one"] }),
];

/** Objects of other owners on alpha. */
const FOREIGN = `ip link add theirs type bridge && ip addr add 192.0.2.1/24 dev theirs && ip link set theirs up &&
ip route add 192.0.3.0/24 dev theirs && ip link add other0 group 26992 type vxlan id 99 dstport 4789 &&
ip link set other0 alias pulumi-iproute2:2:abcdefgh.ijklmn:0123456789ab:other/stack/other0 &&
ip xfrm policy add src 10.77.0.0/16 dst 10.78.0.0/16 dir out action allow`;

type Shape = ReadonlyMap<string, string>;

/** The objects of a reading without what differs between two runs: indices, Ethernet addresses and random words. */
function shapeOf(seen: Seen): Shape {
  const shape = new Map<string, string>();
  for (const [key, text] of seen.objects) {
    const isNumber = key.includes("/devices:ip");
    // The marker of a policy ends with the kernel's index
    const marker = key.includes("/xfrm-policy:") ? text.replace(/ \d+$/, " *") : text;
    const plain = marker
      .replace(/"(ifindex|link_index|link_netnsid|iif|oif|address|index)":("[^"]*"|\d+)/g, '"$1":"*"')
      .replace(/(pulumi-iproute2:2:)\w+\.\w+:/g, "$1*:");
    shape.set(
      key.replace(/\/\d+\//, "/NETNS/").replace(/(\/forwarding:.*)\.\w+$/, "$1"),
      isNumber ? "*" : plain,
    );
  }
  return shape;
}

export interface Disturbance {
  /** Runs before the disturbed run, after the ones that prepare it. */
  readonly arm?: () => Promise<void>;
  /** The options of the disturbed run. */
  readonly options?: UpOptions;
  /** Runs at the same time as the disturbed run. */
  readonly meanwhile?: () => Promise<void>;
  /** Runs after the disturbed run, before those that repair the host. */
  readonly afterwards?: (result: Result, stack: Stack) => Promise<void>;
  /**
   * Whether the policy may exist without its marker. The host writes the marker after the kernel has made the policy, so
   * a kill between the two leaves a policy that the next run refuses. Its message names the remedy, `adopt: true`.
   */
  readonly mayLackMarker?: boolean;
}

const isAboutMarker = (message: string) =>
  /^policy-.* has no owner alias, although with the same arguments.*adopt: true/s.test(message);

/** A policy that is taken over. */
const adopting = (one: Declaration): Declaration =>
  one.type === "XfrmPolicy" ? { ...one, args: { ...one.args, adopt: true } } : one;

/** The clock of this machine, also where a test replaces that of the provider. */
const clock = { setTimeout, clearTimeout };

/** Rejects after the deadline. */
export async function within<T>(seconds: number, act: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = clock.setTimeout(() => reject(new Error(`did not end within ${seconds} s`)), seconds * 1000);
  });
  return Promise.race([act, late]).finally(() => clock.clearTimeout(timer));
}

/**
 * Disturbs one run of the phase. Then expects that `up --refresh` succeeds, that alpha is as after an undisturbed run,
 * that a further `up --refresh` changes nothing, and that destroy restores alpha. Returns the result of the disturbed run.
 */
export async function converges(
  world: World,
  phase: Phase,
  { arm, options = {}, meanwhile, afterwards, mayLackMarker = false }: Disturbance = {},
): Promise<Result> {
  const stack = world.stack();
  const first = await look(world.alpha);
  if (phase !== "create") green(await stack.up(BEFORE));
  await arm?.();
  const run =
    phase === "delete" ? stack.destroy(options) : stack.up(phase === "create" ? BEFORE : AFTER, options);
  const [result] = await Promise.all([within(DEADLINE_SECONDS, run), meanwhile?.()]);
  await afterwards?.(result, stack);
  if (phase === "delete") {
    green(await stack.refresh());
  } else {
    const declared = phase === "create" ? BEFORE : AFTER;
    const repair = await stack.up(declared, { refresh: true });
    const isUnmarked = mayLackMarker && repair.messages.length > 0 && repair.messages.every(isAboutMarker);
    const program = isUnmarked ? declared.map(adopting) : declared;
    green(isUnmarked ? await stack.up(program, { refresh: true }) : repair);
    const reached = await look(world.alpha);
    expect(differences({ objects: references[phase] }, { objects: shapeOf(reached) })).toEqual([]);
    const again = await stack.up(program, { refresh: true });
    green(again);
    expect(again.done.filter(({ op }) => op !== "read" && op !== "same")).toEqual([]);
    expect(differences(reached, await look(world.alpha))).toEqual([]);
  }
  green(await stack.destroy());
  expect(stack.state).toEqual([]);
  expect(differences(first, await look(world.alpha))).toEqual([]);
  return result;
}

/** The names of devices in our group that no state records, after a failed run. */
export async function unrecorded(world: World, stack: Stack): Promise<string[]> {
  const { devices } = await look(world.alpha);
  const outputs = JSON.stringify(stack.state.map((one) => one.outputs));
  return devices
    .filter(({ group, name }) => group === "26992" && name !== "other0" && !outputs.includes(`"${name}"`))
    .map(({ name }) => name);
}

/** alpha after undisturbed runs of this file */
const references = { create: new Map() as Shape, change: new Map() as Shape };

/** Worlds with foreign objects. A case takes one, and gives it back if it passed. */
export interface Pool {
  use<T>(act: (world: World) => Promise<T>): Promise<T>;
}

/** Starts a pool for the tests of a file, with the readings of undisturbed runs. `prepare` is a script for alpha. */
export function worlds(options: WorldOptions = {}, prepare = ":"): Pool {
  const idle: World[] = [];
  const make = async () => {
    const world = await World.make(options);
    await world.alpha.must(`${FOREIGN} && ${prepare}`);
    return world;
  };
  const pool: Pool = {
    async use(act) {
      const world = idle.pop() ?? (await make());
      try {
        const value = await act(world);
        idle.push(world);
        return value;
      } catch (error) {
        await world.stop();
        throw error;
      }
    },
  };
  beforeAll(async () => {
    if (missing() !== undefined) return;
    await pool.use(async (world) => {
      const stack = world.stack();
      green(await stack.up(BEFORE));
      references.create = shapeOf(await look(world.alpha));
      green(await stack.up(AFTER));
      references.change = shapeOf(await look(world.alpha));
      green(await stack.destroy());
    });
  });
  afterAll(async () => {
    await Promise.all(idle.splice(0).map((world) => world.stop()));
  });
  return pool;
}

/** The cases that run at a time. There are more than processors, because the kernel waits during most of a case. */
const LANES = 4 * availableParallelism();

/** The message of an error, with the value that an assertion found. */
const textOf = (error: Error): string => {
  const actual = "actual" in error ? `\n${JSON.stringify(error.actual, null, 1)}` : "";
  return `${error.message}${actual}`.slice(0, 3000);
};

/** Runs cases side by side. Returns the failures, each with its case. */
export async function failuresOf<T>(
  all: readonly T[],
  act: (one: T) => Promise<void>,
  lanes = LANES,
): Promise<string[]> {
  const failures: string[] = [];
  const rest = all.values();
  const lane = async () => {
    for (const one of rest) {
      await act(one).catch((error: Error) => failures.push(`${JSON.stringify(one)}: ${textOf(error)}`));
      if (failures.length > 4) return;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return failures;
}

interface MatrixOptions {
  /** Runs all cases. */
  readonly around?: (run: () => Promise<string[]>) => Promise<string[]>;
  /** how many cases run at a time */
  readonly lanes?: number;
  /** Whether all cases take so little time that each run has them. */
  readonly isShort?: boolean;
}

/** A test of many cases of one row. By default it runs a tenth of them. */
export function matrixTest<T>(
  row: Row,
  title: string,
  all: () => readonly T[] | Promise<readonly T[]>,
  act: (one: T) => Promise<void>,
  { around = (run) => run(), lanes = LANES, isShort = false }: MatrixOptions = {},
): void {
  test(title, async ({ skip }) => {
    const reason = missing();
    if (reason !== undefined) skip(reason);
    const cases = await all();
    const some = isShort ? cases : chosen(cases);
    counted(row, some.length, cases.length);
    expect((await around(() => failuresOf(some, act, lanes))).join("\n\n")).toBe("");
  });
}
