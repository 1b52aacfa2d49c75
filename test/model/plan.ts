import { isDeepStrictEqual } from "node:util";
import type { Declaration, Resource, UpOptions } from "./engine-types.ts";
import { PROVIDER, type ProviderProcess } from "./process.ts";
import { type Args, IDENTITY, ownershipOf } from "./provider.ts";

/** The text that represents an unknown value in a preview. (sdk/nodejs/runtime/rpc.ts, unknownValue) */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What a deployment does with one resource. */
export interface Plan {
  readonly kind: "create" | "update" | "replace" | "same";
  readonly deleteFirst?: boolean;
  readonly inputs: Args;
  readonly failures: readonly string[];
}

/** The part of a stack that the planner reads. */
interface PlannedStack {
  readonly project: string;
  readonly name: string;
  readonly state: readonly Resource[];
  urnOf(declaration: Declaration): string;
  resource(name: string): Resource | undefined;
}

/** Decides what a deployment does with each resource of a program. SG is step_generator.go of Pulumi (./engine.ts). */
export class Planner {
  readonly #stack: PlannedStack;
  /** the arguments of each Host of the program, by its logical name */
  readonly #hostArgs = new Map<string, Args>();

  constructor(stack: PlannedStack) {
    this.#stack = stack;
  }

  /** The resource in the state with the URN of a declaration, or with one of its aliases. (SG getOldResource) */
  oldOf(declaration: Declaration): Resource | undefined {
    const former = (declaration.options?.aliases ?? []).map((alias) =>
      this.#stack.urnOf({ ...declaration, ...alias }),
    );
    for (const urn of [this.#stack.urnOf(declaration), ...former]) {
      const old = this.#stack.state.find((one) => one.urn === urn && one.delete !== true);
      if (old !== undefined) return old;
    }
    return undefined;
  }

  /** The inputs that the classes of the SDK send. (sdk/links/link.ts, sdk/host.ts, sdk/stack-identity.ts) */
  goal({ type, name, parent, args }: Declaration, unknown: (host: string) => boolean): Args {
    if (type === "Host" || type === IDENTITY.type) return { ...args, __provider: PROVIDER };
    const { host } = args;
    const word = this.#stack.resource(IDENTITY.name)?.outputs.word ?? UNKNOWN;
    const identity = { project: this.#stack.project, stack: this.#stack.name, word };
    const owner = ownershipOf(identity, { name, ...(parent === undefined ? {} : { parent }) });
    if (typeof host !== "string") return { ...args, ...owner, __provider: PROVIDER };
    const machine = this.#stack.resource(host);
    const machineId = machine === undefined || unknown(host) ? UNKNOWN : machine.outputs.machineId;
    return { ...args, host: { ...this.#hostArgs.get(host), machineId }, ...owner, __provider: PROVIDER };
  }

  /** Decides what a deployment does with one resource. (SG continueStepsFromImport, diff, continueStepsFromDiff) */
  async plan(
    process: ProviderProcess,
    declaration: Declaration,
    old: Resource | undefined,
    goal: Args,
    { targetReplace = [] }: UpOptions,
    replaces: Set<string>,
  ): Promise<Plan> {
    const { type, name, options = {} } = declaration;
    if (type === "Host") this.#hostArgs.set(name, declaration.args);
    const targeted = targetReplace.includes(name) || old?.taint === true;
    const olds = old === undefined || targeted ? {} : old.inputs;
    const { inputs, failures } = await process.check(type, olds, goal);
    const reasons = failures.map(({ property, reason }) => `${property} ${reason}`);
    if (old === undefined || reasons.length > 0) return { kind: "create", inputs, failures: reasons };
    // The engine does not call diff for these, so the provider cannot decide on deleteBeforeReplace (SG diff)
    const callsDiff = !targeted && !(options.replaceWith ?? []).some((one) => replaces.has(one));
    const diff = callsDiff ? await process.diff(type, old.id, old.outputs, inputs) : undefined;
    const changes =
      diff === undefined || diff.changes === undefined
        ? !callsDiff || !isDeepStrictEqual(old.inputs, inputs)
        : diff.changes;
    const replace = !callsDiff || (diff?.replaces.length ?? 0) > 0 || old.pendingReplacement === true;
    if (changes || old.pendingReplacement === true) {
      if (!replace) return { kind: "update", inputs, failures: [] };
      replaces.add(name);
      // This check has no old inputs, so that the new object takes no defaults from them (SG continueStepsFromDiff)
      const rechecked = targeted ? { inputs, failures: [] } : await process.check(type, {}, goal);
      const deleteFirst = options.deleteBeforeReplace ?? diff?.deleteBeforeReplace ?? false;
      const failed = rechecked.failures.map(({ property, reason }) => `${property} ${reason}`);
      return { kind: "replace", deleteFirst, inputs: rechecked.inputs, failures: failed };
    }
    if ((old.initErrors ?? []).length > 0) return { kind: "update", inputs, failures: [] };
    return { kind: "same", inputs, failures: [] };
  }
}
