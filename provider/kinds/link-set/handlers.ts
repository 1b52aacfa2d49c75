import { isDeepStrictEqual } from "node:util";
import { hostOf } from "../../host/host.ts";
import { recordedArgs } from "../../lifecycle/arguments.ts";
import { type Handlers, lifecycle } from "../../lifecycle/handlers.ts";
import {
  connectionChanged,
  hostReplacement,
  isSameMachine,
  mayHaveMoved,
  withKnownMachine,
} from "../../lifecycle/host-change.ts";
import type { Args } from "../../schema/declaration.ts";
import { toPulumiValue } from "../../schema/pulumi-value.ts";
import { holdsUnknown, UNKNOWN } from "../../schema/unknown-value.ts";
import { failuresOf } from "../../schema/validate.ts";
import type { LinkResource } from "../link-base/link-kind.ts";
import { linkSetDeclaration } from "./declaration.ts";
import { forEachMember, PartlyDone, reasonsOf } from "./member-results.ts";
import { linkOf, type Made, membersOf, outputsOf, setOutputs } from "./members.ts";
import { validateSet } from "./validate-members.ts";

interface MemberLifecycle {
  readonly kind: LinkResource;
  readonly handlers: Handlers;
}

/** Many links of one kind on one host as one resource. Each link has its own lifecycle; one frame carries all of them. */
export function linkSetHandlers(kinds: Readonly<Record<string, LinkResource>>): Handlers {
  const declaration = linkSetDeclaration(kinds);
  const byKind = new Map(
    Object.values(kinds).map((kind) => [kind.link.kind, { kind, handlers: lifecycle(kind) }]),
  );

  function memberLifecycle(set: Args): MemberLifecycle {
    const member = byKind.get(String(set.kind));
    if (member === undefined) throw new Error(`LinkSet: no kind of link is called ${String(set.kind)}`);
    return member;
  }

  const outputs = (set: Args, made: ReadonlyMap<string, Made>): Args =>
    toPulumiValue(setOutputs(set, made, Object.keys(memberLifecycle(set).kind.schema.shape)));

  /** Returns the outputs. If some links failed it throws, but records the others, so the next run does only the rest. */
  function settled(
    id: string,
    news: Args,
    made: ReadonlyMap<string, Made>,
    failed: ReadonlyMap<string, string>,
  ) {
    const outs = outputs(news, made);
    if (failed.size === 0) return outs;
    throw new PartlyDone(id, { ...outs, __provider: news.__provider }, reasonsOf(failed));
  }

  const isSame = (olds: Args, news: Args, name: string) =>
    isDeepStrictEqual(toPulumiValue(olds[name] ?? null), toPulumiValue(news[name] ?? null));

  return {
    async check(olds, given) {
      const news = withKnownMachine(olds ?? {}, given);
      const kindOf = (set: Args) => byKind.get(String(set.kind))?.kind;
      const { inputs, faults } = validateSet(declaration, kindOf, olds ?? {}, news);
      return { inputs: toPulumiValue(inputs), failures: failuresOf(news, faults) };
    },

    async diff(_id, olds, news) {
      const replaces = [
        ...(olds.kind === news.kind || news.kind === UNKNOWN ? [] : ["kind"]),
        ...hostReplacement(olds, news),
      ];
      const [before, after] = [membersOf(olds), membersOf(news)];
      const asBefore = async () => {
        if (replaces.length > 0 || holdsUnknown(news.links)) return false;
        if (!["host", "adopt", "persist", "owner"].every((name) => isSame(olds, news, name))) return false;
        if (!isDeepStrictEqual(Object.keys(before).toSorted(), Object.keys(after).toSorted())) return false;
        const { handlers } = memberLifecycle(news);
        const diffs = Object.keys(after).map((key) =>
          handlers.diff(key, outputsOf(olds, key), linkOf(news, key)),
        );
        return (await Promise.all(diffs)).every(({ changes }) => changes === false);
      };
      if (await asBefore()) return { changes: false, replaces, deleteBeforeReplace: true };
      // The engine finds no difference in inputs that are equal, so `changes` reports the files that links still lack
      const isSameProgram = ["kind", "host", "adopt", "persist", "owner", "links"].every((name) =>
        isSame(olds, news, name),
      );
      return { changes: isSameProgram || undefined, replaces, deleteBeforeReplace: true };
    },

    async create(inputs) {
      const { handlers } = memberLifecycle(inputs);
      const { done, failed } = await forEachMember(
        Object.keys(membersOf(inputs)),
        async (key): Promise<Made> => {
          const link = linkOf(inputs, key);
          return { link, outputs: (await handlers.create(link)).outs };
        },
      );
      // If no link was created there is nothing to record
      if (done.size === 0 && failed.size > 0) throw new Error(reasonsOf(failed).join("\n"));
      const name = String(inputs.owner).split("/").slice(2).join("/") || String(inputs.owner);
      const id = `${name}@${(await hostOf(inputs)).address}`;
      return { id, outs: settled(id, inputs, done, failed) };
    },

    async read(id, props) {
      const { handlers } = memberLifecycle(props);
      const keys = Object.keys(membersOf(props));
      const reads = await Promise.all(keys.map((key) => handlers.read(key, outputsOf(props, key))));
      const present = new Map<string, Made>();
      for (const [index, key] of keys.entries()) {
        const { props: outs, inputs: link } = reads[index] ?? {};
        if (outs !== undefined && link !== undefined) present.set(key, { link, outputs: outs });
      }
      if (present.size === 0 && keys.length > 0) return {};
      const outs = outputs(props, present);
      const declared = Object.keys(declaration.schema.shape).filter((name) => outs[name] !== undefined);
      const inputs = Object.fromEntries(declared.map((name) => [name, outs[name]]));
      const { __provider, __stack, __parent } = props;
      return { id, props: outs, inputs: toPulumiValue({ ...inputs, __provider, __stack, __parent }) };
    },

    async update(id, olds, news) {
      const { handlers } = memberLifecycle(news);
      const [before, after] = [Object.keys(membersOf(olds)), Object.keys(membersOf(news))];
      const common = after.filter((key) => before.includes(key));
      /** by key: whether the old link is removed before the creation; otherwise the creation removes it */
      const remade = new Map<string, boolean>();
      for (const key of common) {
        const diff = await handlers.diff(key, outputsOf(olds, key), linkOf(news, key));
        if (diff.replaces.length > 0) remade.set(key, diff.deleteBeforeReplace);
      }
      // Removals come first, because a new link may need the endpoints, the key or the name of an old one
      const going = before.filter((key) => !common.includes(key) || remade.get(key) === true);
      const remove = await removalFrom(olds, news, memberLifecycle(news));
      const gone = await forEachMember(going, remove);
      const here = after.filter((key) => !gone.failed.has(key));
      const { done, failed } = await forEachMember(here, async (key): Promise<Made> => {
        const link = linkOf(news, key);
        const inPlace = common.includes(key) && !remade.has(key);
        const act = inPlace ? handlers.update(key, outputsOf(olds, key), link) : handlers.create(link);
        return { link, outputs: (await act).outs };
      });
      const all = new Map([...gone.failed, ...failed]);
      // The record of a failed link stays, unless the link was removed
      const stays = before.filter((key) => all.has(key) && !gone.done.has(key));
      const made = new Map(
        stays.map((key) => [key, { link: linkOf(olds, key), outputs: outputsOf(olds, key) }] as const),
      );
      for (const [key, one] of done) made.set(key, one);
      const { machineId, hostKey } = connectionChanged(olds, news) ? {} : olds;
      return { outs: settled(id, { ...news, machineId, hostKey }, made, all) };
    },

    async delete(_id, props) {
      const { handlers } = memberLifecycle(props);
      const { failed } = await forEachMember(Object.keys(membersOf(props)), (key) =>
        handlers.delete(key, outputsOf(props, key)),
      );
      if (failed.size > 0) throw new Error(reasonsOf(failed).join("\n"));
    },
  };
}

/**
 * Returns the function that removes a member. It uses the set's new connection if that leads to the same machine. If the
 * set is on another machine now, it removes the member from the old machine. If the old machine does not answer, the
 * member counts as removed.
 */
async function removalFrom(
  olds: Args,
  news: Args,
  { kind, handlers }: MemberLifecycle,
): Promise<(key: string) => Promise<void>> {
  if (!mayHaveMoved(olds, news)) return (key) => handlers.delete(key, outputsOf(olds, key));
  const host = await hostOf(news);
  const isHere = async (key: string) => {
    const recorded = outputsOf(olds, key);
    return isSameMachine(kind, host, recordedArgs(kind, recorded), recorded);
  };
  const isSame = (await Promise.all(Object.keys(membersOf(olds)).map(isHere))).some((here) => here);
  if (isSame) return (key) => handlers.delete(key, outputsOf({ ...olds, host: news.host }, key));
  return async (key) => {
    try {
      await handlers.delete(key, outputsOf(olds, key));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      console.warn(`${key} could not be removed from where it was: ${reason}`);
    }
  };
}
