import { validateAndRegister } from "../conflicts/registry.ts";
import { hostOf } from "../host/host.ts";
import type { ResourceKind } from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";
import { toPulumiValue } from "../schema/pulumi-value.ts";
import { failuresOf } from "../schema/validate.ts";
import { argsOf, isUnmarked, newIncarnation, outputsOf } from "./arguments.ts";
import { needsBootFile } from "./boot-files.ts";
import { announceChange } from "./companions.ts";
import { differenceOf } from "./difference.ts";
import { ensure } from "./ensure.ts";
import { withKnownMachine } from "./host-change.ts";
import { refuseReplacement } from "./import.ts";
import { read } from "./read.ts";
import { resolve } from "./references.ts";
import { remove } from "./remove.ts";
import { announceReplacement } from "./replacement.ts";
import { update } from "./update.ts";

/** The functions of a dynamic provider. The engine calls them. */
export interface Handlers {
  check(olds: Args, news: Args): Promise<{ inputs: Args; failures: { property: string; reason: string }[] }>;
  diff(id: string, olds: Args, news: Args): Promise<DiffResult>;
  create(inputs: Args): Promise<{ id: string; outs: Args }>;
  read(id: string, props: Args): Promise<{ id?: string; props?: Args; inputs?: Args }>;
  update(id: string, olds: Args, news: Args): Promise<{ outs: Args }>;
  delete(id: string, props: Args): Promise<void>;
}

/** With `changes: undefined` the engine finds and shows the properties that differ. With `true` it shows none. */
interface DiffResult {
  readonly changes: boolean | undefined;
  readonly replaces: string[];
  readonly deleteBeforeReplace: boolean;
}

/** The handlers of a kind. All kinds share this lifecycle. */
export function lifecycle(kind: ResourceKind): Handlers {
  return {
    async check(olds, given) {
      const known = withKnownMachine(olds ?? {}, given);
      const news = kind.fillDefaults?.(known, olds ?? {}) ?? known;
      const { inputs, faults } = validateAndRegister(kind, news);
      announceChange(inputs, true);
      return { inputs: toPulumiValue(inputs), failures: failuresOf(news, faults) };
    },

    async diff(_id, olds, news) {
      const { before, after, changed, replaces } = differenceOf(kind, olds, news);
      const deleteBeforeReplace =
        kind.createsFirst !== true && kind.removesOldAtCreation?.(replaces) !== true;
      announceReplacement(kind, olds, deleteBeforeReplace && replaces.length > 0);
      if (changed.length === 0) {
        announceChange(news, false);
        const changes = needsBootFile(kind, olds, before, after);
        return { changes, replaces: [], deleteBeforeReplace };
      }
      if (isUnmarked(olds)) {
        refuseReplacement(kind, olds, after);
        return { changes: undefined, replaces: [], deleteBeforeReplace: true };
      }
      const obstacle = kind.newObjectObstacle?.(before, after, replaces.length > 0);
      if (obstacle !== undefined) throw new Error(`${kind.displayName(after)}: ${obstacle}`);
      return { changes: undefined, replaces: [...replaces], deleteBeforeReplace };
    },

    async create(inputs) {
      const incarnation = newIncarnation();
      const declared = argsOf(kind, inputs, incarnation);
      const host = await hostOf(declared);
      const { args, values } = await resolve({ kind, host }, declared);
      const ensured = await ensure({ kind, host }, args);
      const id = `${kind.displayName(args)}@${host.address}`;
      return { id, outs: outputsOf({ kind, host, inputs, values, ...ensured, incarnation }) };
    },

    read: (id, props) => read(kind, id, props),

    async update(_id, olds, news) {
      return { outs: await update(kind, olds, news) };
    },

    delete: (_id, props) => remove(kind, props),
  };
}
