import { isDeepStrictEqual } from "node:util";
import { checkAndClaim, disclaim } from "../conflicts/registry.ts";
import { foreignObjectError, outcomeError, redactedArgs } from "../host/error-messages.ts";
import { type Host, hostOf } from "../host/host.ts";
import type { Dump } from "../model/host-snapshot.ts";
import type { Operation, Outcome, Removal } from "../model/operation.ts";
import type { Found, ResourceKind } from "../model/resource-kind.ts";
import { isRemoval } from "../model/resource-kind.ts";
import type { Args } from "../schema/declaration.ts";
import { toWire } from "../schema/pulumi-value.ts";
import { failuresOf, whole } from "../schema/validate.ts";
import { isAnother, movedMachine, redirected } from "./host-change.ts";

/** The operations of a dynamic provider, as the engine calls them. */
export interface Handlers {
  check(olds: Args, news: Args): Promise<{ inputs: Args; failures: { property: string; reason: string }[] }>;
  diff(id: string, olds: Args, news: Args): Promise<DiffResult>;
  create(inputs: Args): Promise<{ id: string; outs: Args }>;
  read(id: string, props: Args): Promise<{ id?: string; props?: Args; inputs?: Args }>;
  update(id: string, olds: Args, news: Args): Promise<{ outs: Args }>;
  delete(id: string, props: Args): Promise<void>;
}

/** `changes: undefined` lets the engine find and show exactly the properties that differ; `true` would hide them. */
interface DiffResult {
  readonly changes: false | undefined;
  readonly replaces: string[];
  readonly deleteBeforeReplace: boolean;
}

/** What says how to reach the host and how to go about it, and is not itself on the host. */
const ASIDE = new Set(["host", "adopt"]);
/** How often an outcome that nobody knows is looked into before it is given up. */
const LOOKS = 3;

/** A kind's life: written here once, for every kind. */
export function lifecycle(kind: ResourceKind): Handlers {
  const recorded = (outputs: Args) => whole(kind, kind.recorded?.(outputs) ?? outputs);
  const changed = (before: Args, after: Args) =>
    Object.keys(kind.schema.shape).filter((key) => !isDeepStrictEqual(before[key], after[key]));
  const onHost = (keys: readonly string[]) => keys.filter((key) => !ASIDE.has(key));

  /** Outputs: the inputs under their own names (so that the engine keeps secrets secret) and what the host told. */
  const outputs = (host: Host, inputs: Args, found: Found, before: Args = {}): Args => {
    const args = whole(kind, inputs);
    const told = kind.outputs?.(found, args, before) ?? found.computed;
    return toWire({ ...inputs, ...told, ...host.recorded() });
  };

  const survey = (host: Host): Promise<Dump> => host.dump(kind.sections, { fresh: true });

  async function look(host: Host, args: Args, before: Args = {}): Promise<Found | undefined> {
    return kind.find(await survey(host), args, before);
  }

  /** What a type needs to know of the host before it acts, if anything. */
  async function foreseen(host: Host, args: Args): Promise<Dump | undefined> {
    if (kind.hindrance === undefined) return undefined;
    const dump = await survey(host);
    const hindrance = kind.hindrance(dump, args);
    if (hindrance === undefined) return dump;
    throw host.error(kind.subject(args), { cause: "invalid", advice: hindrance });
  }

  /** Runs an operation and looks at what came of it: what it showed of itself, or the host, in the same frame. */
  async function act(
    host: Host,
    operation: Operation,
    args: Args,
  ): Promise<{ outcome: Outcome; dump: Dump | undefined }> {
    const performing = host.perform(operation);
    const looking = kind.shown === undefined ? survey(host).catch(() => undefined) : undefined;
    const outcome = await performing;
    const shown = outcome.status === "done" ? kind.shown?.(outcome, args) : undefined;
    return { outcome, dump: shown ?? (await looking) };
  }

  async function perform(host: Host, operation: Operation, args: Args): Promise<Found | undefined> {
    const { outcome, dump } = await act(host, operation, args);
    if (outcome.status !== "done") throw await outcomeError(kind, host, args, operation, outcome);
    return dump === undefined ? look(host, args) : kind.find(dump, args);
  }

  /** In place from what stands there to what is declared, then read back: the kernel drops some changes unsaid. */
  async function converge(host: Host, from: Args, args: Args, before: Args): Promise<Found> {
    const operation = kind.change(from, args, before);
    const found = operation === undefined ? undefined : await perform(host, operation, args);
    return found ?? present(host, args);
  }

  /** Makes sure that the host has what is declared, whatever part of it is there already and ours. */
  async function ensure(host: Host, args: Args): Promise<Found> {
    let dump = await foreseen(host, args);
    const question = kind.question?.(args);
    const answer = question && (await host.perform(question));
    for (let looked = 0; ; looked += 1) {
      let found = dump && kind.find(dump, args);
      let outcome: Outcome = { status: "unknown", stderr: "" };
      const operation = kind.create(args, dump, answer);
      if (found === undefined) {
        const acted = await act(host, operation, args);
        outcome = acted.outcome;
        found = acted.dump && kind.find(acted.dump, args);
        if (outcome.status === "done" && found !== undefined) return keep(host, found, args);
        dump = await host.dump([...kind.sections, ...(kind.clashSections ?? [])], { fresh: true });
        found = kind.find(dump, args);
      }
      if (found === undefined) {
        const otherwise = !isDeepStrictEqual(kind.create(args, dump, answer), operation);
        if ((outcome.status === "unknown" || otherwise) && looked < LOOKS) continue;
        const clash = dump && kind.clash(dump, args);
        throw await outcomeError(kind, host, args, operation, outcome, clash);
      }
      if (found.ownership === "ours") {
        if (onHost(changed(found.args, args)).length === 0) return found;
        if (kind.replaces(found.args, args, changed(found.args, args), {}).length === 0) {
          return settle(host, await converge(host, found.args, args, found.computed), args);
        }
      }
      if (found.ownership === "foreign") return takeOver(host, found, args);
      if (looked >= LOOKS) throw await outcomeError(kind, host, args, operation, outcome);
      await discard(host, found, args);
      dump = await foreseen(host, args);
    }
  }

  /** What was made just now and can't be had as declared does not stay: no state would know of it. */
  async function keep(host: Host, found: Found, args: Args): Promise<Found> {
    try {
      return await settle(host, found, args);
    } catch (error) {
      await discard(host, found, args).catch(() => undefined);
      throw error;
    }
  }

  async function takeOver(host: Host, found: Found, args: Args): Promise<Found> {
    const operation = args.adopt === true ? kind.adopt?.(found, args) : undefined;
    if (operation === undefined) throw foreignObjectError(kind, host, found, args, changed(found.args, args));
    const ours = await perform(host, operation, args);
    return settle(host, await converge(host, found.args, args, ours?.computed ?? found.computed), args);
  }

  /** Ours but half made, or made with what cannot be changed: out of the way, so that it can be made whole. */
  async function discard(host: Host, found: Found, args: Args): Promise<void> {
    const removal = kind.remove(args, found.computed);
    const outcome = isRemoval(removal)
      ? await host.remove({ ...removal, halfMade: found.ownership === "half-made" })
      : await host.perform(removal);
    if (outcome.status === "failed") throw await outcomeError(kind, host, args, undefined, outcome);
  }

  /** Compares what is there with what was asked; differences get one more try, from what is there. */
  async function settle(host: Host, found: Found, args: Args): Promise<Found> {
    const differing = onHost(changed(found.args, args)).filter(
      (key) => key !== "mtu" || args.mtu !== undefined,
    );
    if (differing.length === 0) return found;
    const again = await converge(host, found.args, args, found.computed);
    const still = onHost(changed(again.args, args)).filter((key) => key !== "mtu" || args.mtu !== undefined);
    if (still.length === 0) return again;
    const [has, asked] = [redactedArgs(kind, again.args), redactedArgs(kind, args)];
    throw host.error(kind.subject(args), {
      cause: "other",
      advice: `the kernel took ${still.join(", ")} without an error, but has ${still
        .map(
          (key) =>
            `${key} ${JSON.stringify(has[key] ?? null)} instead of ${JSON.stringify(asked[key] ?? null)}`,
        )
        .join(", ")}`,
    });
  }

  return {
    async check(olds, given) {
      const news = kind.filled?.(given, olds ?? {}) ?? given;
      const { inputs, faults } = checkAndClaim(kind, news);
      return { inputs: toWire(inputs), failures: failuresOf(news, faults) };
    },

    async diff(_id, olds, news) {
      const [before, after] = [recorded(olds), whole(kind, news)];
      const keys = changed(before, after);
      if (keys.length === 0) return { changes: false, replaces: [], deleteBeforeReplace: true };
      const replaces = [...kind.replaces(before, after, onHost(keys), olds), ...movedMachine(before, after)];
      return { changes: undefined, replaces: [...new Set(replaces)], deleteBeforeReplace: true };
    },

    async create(inputs) {
      const args = whole(kind, inputs);
      const host = await hostOf(args);
      const found = await ensure(host, args);
      return { id: `${kind.subject(args)}@${host.address}`, outs: outputs(host, inputs, found) };
    },

    async read(id, props) {
      const args = recorded(props);
      const host = await hostOf(args, props);
      const dump = await host.dump(kind.sections);
      const found = kind.find(dump, args, props);
      if (found === undefined || found.ownership !== "ours") return {};
      const inputs = drifted(kind, props, args, found);
      return {
        id,
        props: outputs(host, inputs, found, props),
        inputs: toWire({ ...inputs, __provider: props.__provider }),
      };
    },

    async update(_id, olds, news) {
      const [before, after] = [recorded(olds), whole(kind, news)];
      const elsewhere = redirected(before, after);
      const host = await hostOf(after, elsewhere ? {} : olds);
      if (elsewhere && (await isAnother(host, olds))) {
        const found = await ensure(host, after);
        await leave(before, olds);
        return { outs: outputs(host, news, found) };
      }
      if (onHost(changed(before, after)).length === 0) {
        const { host: _old, adopt: _adopt, ...kept } = olds;
        return { outs: toWire({ ...kept, ...pick(news, ["host", "adopt"]) }) };
      }
      const found = await changeInPlace(host, before, after, olds);
      return { outs: outputs(host, news, found, olds) };
    },

    async delete(_id, props) {
      const args = recorded(props);
      const host = await hostOf(args, props);
      await takeAway(host, args, props);
      disclaim(kind.type, args);
    },
  };

  async function takeAway(host: Host, args: Args, props: Args): Promise<void> {
    const standing = kind.hindrance && (await look(host, args, props));
    const removal = kind.remove(args, { ...props, ...standing?.computed });
    if (kind.hindrance && standing === undefined) return release(host, removal, args);
    const outcome = isRemoval(removal) ? await host.remove(removal) : await host.perform(removal);
    if (outcome.status === "done" || outcome.status === "gone") return;
    if ((await look(host, args, props)) === undefined) return release(host, removal, args);
    throw await outcomeError(kind, host, args, isRemoval(removal) ? undefined : removal, outcome);
  }

  /** What belonged to something that is gone: its marker, its place for filters. */
  async function release(host: Host, removal: Removal | Operation, args: Args): Promise<void> {
    if (isRemoval(removal) || (removal.marker ?? removal.clsact) === undefined) return;
    const outcome = await host.perform({ ...removal, commands: [] });
    if (outcome.status === "unknown") throw await outcomeError(kind, host, args, undefined, outcome);
  }

  async function changeInPlace(host: Host, before: Args, after: Args, olds: Args): Promise<Found> {
    const dump = await foreseen(host, after);
    const seen = dump && kind.find(dump, before, olds);
    if (dump !== undefined && seen === undefined) return ensure(host, after);
    const operation = kind.change(seen?.args ?? before, after, { ...olds, ...seen?.computed });
    if (operation === undefined) return settle(host, await converge(host, before, after, olds), after);
    const { outcome, dump: now } = await act(host, operation, after);
    const found = now && kind.find(now, after);
    if (found !== undefined && outcome.status === "done") return settle(host, found, after);
    const there = await survey(host);
    const standing = kind.find(there, before);
    if (standing === undefined) return ensure(host, after);
    if (standing.ownership === "foreign")
      throw foreignObjectError(kind, host, standing, after, changed(standing.args, after));
    // Perhaps it was not as recorded (changed by hand, or the answer was lost): once more, from what is there
    const again = kind.change(standing.args, after, { ...olds, ...standing.computed }, there);
    const second = again === undefined ? undefined : await host.perform(again);
    if (again === undefined || second?.status === "done") {
      return settle(host, await present(host, after), after);
    }
    await putBack(host, before, olds);
    throw await outcomeError(kind, host, after, again, second ?? outcome);
  }

  /** Off the machine that it was on, if that still answers; if not, it went with the machine. */
  async function leave(before: Args, olds: Args): Promise<void> {
    try {
      await takeAway(await hostOf(before, olds), before, olds);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      console.warn(`${kind.subject(before)} could not be removed from where it was: ${reason}`);
    }
  }

  async function present(host: Host, args: Args): Promise<Found> {
    const found = await look(host, args);
    if (found !== undefined) return found;
    throw host.error(kind.subject(args), {
      cause: "missing-device",
      advice: "it vanished meanwhile; run pulumi refresh",
    });
  }

  /** What was refused leaves nothing half changed: back to what was recorded, as far as the host lets it. */
  async function putBack(host: Host, before: Args, olds: Args): Promise<void> {
    const standing = await look(host, before);
    if (standing?.ownership !== "ours") return;
    const operation = kind.change(standing.args, before, { ...olds, ...standing.computed });
    if (operation !== undefined) await host.perform(operation);
  }
}

/** The inputs as they would be written now: as declared where the host agrees, as it is where it does not. */
function drifted(kind: ResourceKind, props: Args, args: Args, found: Found): Args {
  const inputs: Record<string, unknown> = {};
  const before = kind.recorded?.(props) ?? props;
  for (const key of Object.keys(kind.schema.shape)) {
    const declared = before[key];
    const live = found.args[key];
    if (ASIDE.has(key) || isDeepStrictEqual(live, args[key])) inputs[key] = declared;
    else inputs[key] = live;
  }
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
}

const pick = (args: Args, keys: readonly string[]): Args =>
  Object.fromEntries(keys.flatMap((key) => (args[key] === undefined ? [] : [[key, args[key]]])));
