import type { Declaration, Done, Resource, Result, UpOptions } from "./engine-types.ts";
import type { SimulatedHost } from "./host.ts";
import { type Plan, Planner } from "./plan.ts";
import { OperationFailed, ProviderProcess } from "./process.ts";
import { type Args, IDENTITY } from "./provider.ts";

/*
 * The model's engine. It calls the provider's handlers as pulumi v3.259.0 does in pkg/resource/deploy/step_generator.go
 * (SG below) and step.go (ST). It has no policies, plans, protect, targets, retained or external resources, and keeps
 * no state of components.
 */

/** The error of an operation during which the provider was killed. The state does not record its result. */
class Killed extends Error {}

/** A deployment while it runs. */
interface Run {
  readonly process: ProviderProcess;
  readonly done: Done[];
  readonly messages: string[];
  /** names of the resources that this deployment replaces */
  readonly replaces: Set<string>;
  readonly failed: () => boolean;
  readonly fail: (message: string) => void;
}

/** A stack in one backend, with its state. */
export class Stack {
  readonly project: string;
  readonly name: string;
  readonly #hosts: Readonly<Record<string, SimulatedHost>>;
  readonly #planner = new Planner(this);
  state: Resource[] = [];

  constructor(project: string, name: string, hosts: Readonly<Record<string, SimulatedHost>>) {
    this.project = project;
    this.name = name;
    this.#hosts = hosts;
  }

  urnOf({ type, name, parent = "" }: Pick<Declaration, "type" | "name" | "parent">): string {
    const token = `pulumi-nodejs:dynamic/iproute2:${type}`;
    return `urn:pulumi:${this.name}::${this.project}::${parent === "" ? "" : `${parent}$`}${token}::${name}`;
  }

  /** The resource with a logical name, without one that waits for its deletion. */
  resource(name: string): Resource | undefined {
    return this.state.find((one) => one.name === name && one.delete !== true);
  }

  /** `pulumi up`: a preview, and then a deployment unless the preview found faults. */
  async up(resources: readonly Declaration[], options: UpOptions = {}): Promise<Result> {
    const program = withIdentity(resources);
    const done: Done[] = [];
    const reached: SimulatedHost[] = [];
    if (options.refresh === true) {
      const refreshed = await this.refresh();
      if (refreshed.status !== "succeeded") return refreshed;
      done.push(...refreshed.done);
      reached.push(...refreshed.reached);
    }
    const faults = await this.#preview(program, options);
    if (faults.length > 0) return { status: "refused", done, messages: faults, frames: 0, reached };
    const result = await this.#deployment(done, options, async (run) => {
      const seen = await this.#register(program, options, run);
      if (!run.failed()) await this.#deletes(seen, run);
    });
    return { ...result, reached: [...reached, ...result.reached] };
  }

  /** `pulumi refresh` */
  refresh(options: UpOptions = {}): Promise<Result> {
    return this.#deployment([], options, async (run) => {
      await Promise.all(this.state.map((one) => this.#attempt(run, () => this.#refresh(one, run))));
    });
  }

  /** `pulumi destroy` */
  destroy(options: UpOptions = {}): Promise<Result> {
    return this.#deployment([], options, async (run) => {
      await Promise.all(
        [...this.state].map((one) =>
          this.#attempt(run, async () => {
            if (one.pendingReplacement === true) this.#forget(one);
            else await this.#delete(one, run, () => this.#forget(one));
          }),
        ),
      );
    });
  }

  /** `pulumi state taint`: the next up replaces the resource. */
  taint(name: string): void {
    const one = this.resource(name);
    if (one !== undefined) one.taint = true;
  }

  async #deployment(
    before: readonly Done[],
    options: UpOptions,
    act: (run: Run) => Promise<void>,
  ): Promise<Result> {
    const process = await ProviderProcess.start(this.#hosts, options.connections);
    if (options.fault !== undefined) process.connections.fault = { ...options.fault };
    const messages: string[] = [];
    let failed = false;
    const fail = (message: string) => {
      failed = true;
      messages.push(message);
    };
    const done = [...before];
    const run: Run = { process, done, messages, replaces: new Set(), failed: () => failed, fail };
    await act(run);
    const killed = process.dead;
    await options.watch?.(process);
    await process.end();
    const status = killed ? "killed" : failed ? "failed" : "succeeded";
    const { frames, reached } = process.connections;
    return { status, done, messages, frames, reached: [...reached] };
  }

  async #attempt(run: Run, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (error instanceof Killed) run.fail("killed");
      else if (error instanceof OperationFailed) run.fail(error.message);
      else throw error;
    }
  }

  /** Runs check and diff of all resources, in one provider process. Returns the faults that they report. */
  async #preview(program: readonly Declaration[], options: UpOptions): Promise<string[]> {
    const process = await ProviderProcess.start(this.#hosts);
    const faults: string[] = [];
    const replaces = new Set<string>();
    const changed = new Set<string>();
    for (const declaration of program) {
      const old = this.#planner.oldOf(declaration);
      const goal = this.#planner.goal(declaration, (host) => changed.has(host));
      try {
        const planned = await this.#planner.plan(process, declaration, old, goal, options, replaces);
        if (declaration.type === "Host" && planned.kind !== "same") changed.add(declaration.name);
        faults.push(...planned.failures.map((reason) => `${declaration.name}: ${reason}`));
      } catch (error) {
        if (!(error instanceof OperationFailed)) throw error;
        faults.push(`${declaration.name}: ${error.message}`);
      }
    }
    await process.end();
    return faults;
  }

  /**
   * Registers the resources in the order of the program. Operations on resources that do not depend on each other run
   * at the same time. Returns the resources of the state that stay.
   */
  async #register(program: readonly Declaration[], options: UpOptions, run: Run): Promise<Set<Resource>> {
    const seen = new Set<Resource>();
    const running = new Map<string, Promise<void>>();
    const dependenciesOf = (one: Declaration) => [
      ...(one.type === "Host" || one.type === IDENTITY.type ? [] : [IDENTITY.name]),
      ...(one.options?.dependsOn ?? []),
      ...(typeof one.args.host === "string" ? [String(one.args.host)] : []),
    ];
    for (const declaration of program) {
      await Promise.all(dependenciesOf(declaration).map((name) => running.get(name)));
      if (run.failed()) break;
      await this.#attempt(run, async () => {
        const old = this.#planner.oldOf(declaration);
        if (old !== undefined) seen.add(old);
        const goal = this.#planner.goal(declaration, () => false);
        const plan = await this.#planner.plan(run.process, declaration, old, goal, options, run.replaces);
        if (plan.failures.length > 0) throw new OperationFailed(plan.failures.join("; "));
        running.set(
          declaration.name,
          this.#attempt(run, () => this.#execute(declaration, old, plan, seen, run)),
        );
      });
    }
    await Promise.all(running.values());
    return seen;
  }

  /** Runs the operations of a plan. */
  async #execute(
    declaration: Declaration,
    old: Resource | undefined,
    plan: Plan,
    seen: Set<Resource>,
    run: Run,
  ): Promise<void> {
    const urn = this.urnOf(declaration);
    const { type, name } = declaration;
    const { inputs } = plan;
    if (plan.kind === "same" && old !== undefined) {
      this.#put(old, { ...old, urn, name, inputs }, seen);
      run.done.push({ op: "same", urn, type, after: inputs });
      return;
    }
    if (plan.kind === "update" && old !== undefined) {
      const updated = (outputs: Args, initErrors: readonly string[]) =>
        this.#put(old, { urn, type, name, id: old.id, inputs, outputs, initErrors }, seen);
      await this.#operation(
        run,
        { op: "update", urn, type, before: old.outputs, after: inputs },
        async () => {
          const { outs } = await run.process
            .update(type, old.id, old.outputs, inputs)
            .catch(recordPartial(run, ({ properties, reasons }) => updated(properties, reasons)));
          return () => updated(outs, []);
        },
      );
      return;
    }
    if (plan.kind === "replace" && plan.deleteFirst && old !== undefined && old.pendingReplacement !== true) {
      await this.#delete(old, run, () => {
        old.pendingReplacement = true;
      });
    }
    await this.#operation(run, { op: "create", urn, type, after: inputs }, async () => {
      const made = (id: string, outputs: Args, initErrors: readonly string[]) =>
        this.#created(old, plan, seen, { urn, type, name, id, inputs, outputs, initErrors });
      const { id, outs } = await run.process
        .create(type, inputs)
        .catch(recordPartial(run, ({ id, properties, reasons }) => made(id, properties, reasons)));
      return () => made(id, outs, []);
    });
  }

  /** Records a created resource. A replaced one that exists stays in the state until its deletion. */
  #created(old: Resource | undefined, plan: Plan, seen: Set<Resource>, made: Resource): void {
    if (
      old !== undefined &&
      plan.kind === "replace" &&
      !plan.deleteFirst &&
      old.pendingReplacement !== true
    ) {
      old.delete = true;
      this.state.push(made);
      seen.add(made);
    } else this.#put(old, made, seen);
  }

  /** Deletes replaced resources, and those that the program no longer declares. (SG GenerateDeletes) */
  async #deletes(seen: ReadonlySet<Resource>, run: Run): Promise<void> {
    const obsolete = this.state.filter((one) => one.delete === true || !seen.has(one));
    await Promise.all(
      obsolete.map((one) =>
        this.#attempt(run, async () => {
          if (one.delete !== true && one.pendingReplacement === true) this.#forget(one);
          else await this.#delete(one, run, () => this.#forget(one));
        }),
      ),
    );
  }

  async #delete(one: Resource, run: Run, record: () => void): Promise<void> {
    await this.#operation(
      run,
      { op: "delete", urn: one.urn, type: one.type, before: one.outputs },
      async () => {
        await run.process.delete(one.type, one.id, one.outputs);
        return record;
      },
    );
  }

  async #refresh(one: Resource, run: Run): Promise<void> {
    if (one.pendingReplacement === true) return;
    const { urn, type } = one;
    await this.#operation(run, { op: "read", urn, type, before: one.outputs }, async () => {
      const { id, props, inputs } = await run.process.read(type, one.id, one.outputs);
      return () => {
        if (id === undefined || id === "") return this.#forget(one);
        Object.assign(one, { id, outputs: props, inputs: inputs ?? one.inputs, initErrors: [] });
      };
    });
  }

  /** Runs one operation. Records its result only if the provider replied before it was killed. */
  async #operation(run: Run, operation: Done, act: () => Promise<() => void>): Promise<void> {
    try {
      const record = await act();
      if (run.process.dead) throw new Killed();
      record();
      run.done.push(operation);
    } catch (error) {
      if (!(error instanceof OperationFailed || error instanceof Killed)) throw error;
      run.done.push({ ...operation, error: error.message === "" ? "killed" : error.message });
      throw run.process.dead ? new Killed() : error;
    }
  }

  #put(old: Resource | undefined, next: Resource, seen: Set<Resource>): void {
    const { delete: _delete, pendingReplacement: _pending, taint: _taint, ...clean } = next;
    const index = old === undefined ? -1 : this.state.indexOf(old);
    if (index < 0) this.state.push(clean);
    else this.state[index] = clean;
    seen.add(clean);
  }

  #forget(one: Resource): void {
    this.state = this.state.filter((other) => other !== one);
  }
}

/** Records a resource that exists but is not complete, as the provider reports it. (ST Apply of Create and Update) */
const recordPartial =
  (run: Run, record: (partial: NonNullable<OperationFailed["partial"]>) => void) =>
  (error: unknown): never => {
    const partial = error instanceof OperationFailed ? error.partial : undefined;
    if (partial !== undefined && !run.process.dead) record(partial);
    throw error;
  };

/** Adds the stack's identity before the first resource on a host, as the SDK does. */
function withIdentity(program: readonly Declaration[]): readonly Declaration[] {
  const first = program.findIndex(({ type }) => type !== "Host");
  return first < 0 ? program : program.toSpliced(first, 0, { ...IDENTITY, args: {} });
}
