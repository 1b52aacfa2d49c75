import { Broken } from "./broken.ts";
import type { Stack } from "./engine.ts";
import type { Result } from "./engine-types.ts";
import { Judge, madeBy } from "./judge.ts";
import { look, type Seen } from "./look.ts";
import { commandOf, type OperatorAct } from "./operator.ts";
import { Program } from "./program.ts";
import type { Sequence, Step } from "./sequence.ts";
import type { HostName, World, Worlds } from "./world.ts";

const HOSTS = ["alpha", "beta"] as const;
type Look = Record<HostName, Seen>;

const MACHINE_IDS = {
  distinct: ["a".repeat(32), "b".repeat(32)],
  same: ["c".repeat(32), "c".repeat(32)],
  none: ["", ""],
} as const;

/**
 * Whether a refusal is correct. A program may set deleteBeforeReplace to false and give a link another device name in
 * the same run. The provider refuses that, because the kernel allows no second device with the same VNI. A program may
 * also declare a mirror of a device that no link of it has.
 */
const isCorrectRefusal = (message: string, program: Program) =>
  message.includes(" to monitor") ||
  (message.includes("already has the VNI") &&
    program.declarations().some(({ options }) => options?.deleteBeforeReplace === false));

/** Runs a sequence. Throws `Broken` if a rule of the model does not hold after a step. */
export async function replay(worlds: Worlds, sequence: Sequence): Promise<void> {
  const world = await worlds.take(MACHINE_IDS[sequence.machineIds]);
  const [alpha, beta] = await Promise.all(HOSTS.map((host) => look(world.hosts[host])));
  if (alpha === undefined || beta === undefined) throw new Error("two hosts are needed");
  const first = { alpha, beta };
  try {
    await new Replay(world, { sequence, first }).run();
  } finally {
    await worlds.giveBack(world, first);
  }
}

interface ReplayOptions {
  readonly sequence: Sequence;
  /** the readings of the hosts before the first step */
  readonly first: Look;
}

/** A sequence while it runs. */
class Replay {
  readonly #world: World;
  readonly #sequence: Sequence;
  readonly #stacks: readonly [Stack, Stack];
  readonly #programs = [new Program(), new Program()] as const;
  readonly #first: Look;
  /** the last readings of the hosts */
  readonly #current: Look;
  readonly #judge: Judge;
  /** Whether only the first stack has changed the hosts so far. No other owner can then make a run of it fail. */
  #isAlone = true;

  constructor(world: World, { sequence, first }: ReplayOptions) {
    this.#world = world;
    this.#sequence = sequence;
    this.#first = first;
    this.#current = { ...first };
    this.#judge = new Judge(first);
    this.#stacks = [world.stack("one"), world.stack(sequence.twins ? "one" : "two")];
  }

  async run(): Promise<void> {
    const { steps } = this.#sequence;
    for (const [index, step] of steps.entries()) await this.#step(index, step);
    for (const stack of [0, 1] as const) await this.#destroy(steps.length, stack);
    const left = HOSTS.flatMap((host) => this.#judge.leftovers(host, this.#first[host], this.#current[host]));
    if (left.length > 0) throw new Broken(steps.length, "destroy of both stacks", left);
  }

  async #destroy(index: number, stack: 0 | 1): Promise<void> {
    const engine = this.#stacks[stack];
    const first = await this.#run(index, "destroy", stack, () => engine.destroy());
    if (first.messages.some((one) => one.includes("was left alone"))) {
      await this.#run(index, "refresh", stack, () => engine.refresh());
      await this.#run(index, "destroy", stack, () => engine.destroy());
    }
    const left = engine.state.map(({ urn }) => `${urn} is still in the state`);
    if (left.length > 0) throw new Broken(index, `destroy of ${stack}`, [...first.messages, ...left]);
  }

  async #step(index: number, step: Step): Promise<void> {
    if (step.do === "operator") return this.#operator(step.host, step);
    const { stack } = step;
    if (stack === 1) this.#isAlone = false;
    const [engine, program] = [this.#stacks[stack], this.#programs[stack]];
    switch (step.do) {
      case "refresh":
        await this.#run(index, "refresh", stack, () => engine.refresh());
        return;
      case "destroy":
        await this.#run(index, "destroy", stack, () => engine.destroy());
        return;
      case "forget":
        engine.state = [];
        this.#isAlone = false;
        this.#judge.forget(stack, this.#current);
        return;
      case "taint":
        engine.taint(program.name(step.slot) ?? "");
        break;
      case "rename":
      case "reparent":
        program[step.do](step.slot, step.alias);
        if (!step.alias) this.#isAlone = false;
        break;
      case "up":
        for (const edit of step.edits) program.apply(edit);
    }
    const { fault, refresh, targetReplace } = step.do === "up" ? step : ({} as Partial<Step & { do: "up" }>);
    const target = targetReplace && program.name(targetReplace);
    const options = {
      ...(refresh === undefined ? {} : { refresh }),
      ...(target === undefined ? {} : { targetReplace: [target] }),
    };
    const up = (more = {}) => engine.up(program.declarations(), { ...options, ...more });
    const result = await this.#run(index, step.do, stack, () => up(fault === undefined ? {} : { fault }));
    if (result.status === "killed") await this.#run(index, "the up after the kill", stack, () => up());
  }

  async #operator(host: HostName, act: OperatorAct): Promise<void> {
    this.#isAlone = false;
    await this.#world.hosts[host].run(commandOf(act));
    this.#current[host] = await look(this.#world.hosts[host]);
    const taken = act.act === "change link" && act.how.endsWith("alias") ? { taken: act.name } : {};
    this.#judge.operator(host, this.#current[host], { ...taken, forwarding: act.act === "set forwarding" });
  }

  async #run(index: number, what: string, stack: 0 | 1, act: () => Promise<Result>): Promise<Result> {
    const before = { ...this.#current };
    const result = await act();
    const judge = this.#judge;
    const faults: string[] = [];
    for (const host of HOSTS) {
      // A run without a connection to a host cannot change it
      if (result.reached.includes(this.#world.hosts[host]))
        this.#current[host] = await look(this.#world.hosts[host]);
      faults.push(
        ...judge.run(
          stack,
          host,
          { result, state: this.#stacks[stack].state },
          before[host],
          this.#current[host],
        ),
      );
    }
    const engine = this.#stacks[stack];
    const isRead = result.status === "succeeded" && result.done.some(({ op }) => op === "read");
    // A resource that awaits its replacement has no object, and a refresh does not read it
    const resources = isRead
      ? engine.state.filter((one) => one.delete !== true && one.pendingReplacement !== true)
      : madeBy(engine, result);
    if (result.status !== "killed")
      faults.push(
        ...resources.flatMap((resource) =>
          judge.lacks(stack, resource, this.#current, result.status === "failed"),
        ),
      );
    if (this.#isAlone && result.status === "failed")
      faults.push(
        ...result.messages
          .filter((one) => !isCorrectRefusal(one, this.#programs[stack]))
          .map((one) => `the run failed: ${one}`),
      );
    if (faults.length > 0) throw new Broken(index, `${what} of ${stack}: ${result.status}`, faults);
    return result;
  }
}
