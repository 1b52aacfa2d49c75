import { randomInt } from "node:crypto";
import type { DumpSection } from "../model/host-snapshot.ts";
import type { Operation, Outcome } from "../model/operation.ts";
import { type Shell, type ShellInstance, SshError, shellKey, shellOn, type Target } from "../ssh/index.ts";
import { BatchWindow } from "./batch-window.ts";
import { prefersDump, splitDump, withDumpReadback } from "./bulk-readback.ts";
import { type DeviceRemoval, type FrameRequest, isWrite, mustBeSendable, renderFrame } from "./frame.ts";
import { type HostIdentity, NOT_RUN, parseReply, type Reply, type SectionTexts } from "./reply.ts";
import { stateOf } from "./shell-state.ts";

/** How long a dump serves the reads of a refresh, in milliseconds; a write of ours ends it at once. */
const DUMP_MAX_AGE = 5000;
/** The clock of a dump's age. Tests move it forward instead of waiting. */
export const dumpClock = { now: () => performance.now() };
/** Operations in one frame; more wait for the next. */
const FRAME_LIMIT = 1024;
/** How often a frame is sent again that certainly did not run. */
const RESENDS = 2;

type Queued = (
  | { readonly operation: Operation; readonly settle: Settle<Outcome> }
  | { readonly removal: DeviceRemoval; readonly settle: Settle<Outcome> }
  | { readonly sections: readonly DumpSection[]; readonly settle: Settle<SectionTexts> }
) & {
  /** how often it was queued again after its answer was lost */
  readonly repeats?: number;
};

/** What changes nothing on the host, so that it may run twice. */
const readsOnly = (one: Queued): boolean =>
  "sections" in one || ("operation" in one && one.operation.readsOnly === true);

interface Settle<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** The queue in front of one shell: what arrives while a frame is under way goes in the next frame. */
export class FrameQueue {
  readonly #target: Target;
  readonly #window = new BatchWindow();
  #queued: Queued[] = [];
  #isBusy = false;
  #dump: { readonly at: number; readonly key: string; readonly texts: Promise<SectionTexts> } | undefined;
  identity: HostIdentity | undefined;
  /** what `ip -V` prints, once a frame has asked */
  version: string | undefined;
  shell: Shell | undefined;
  readonly missingModules = new Set<string>();

  constructor(target: Target) {
    this.#target = target;
    const server = serverOf(target);
    queueCounts.set(server, (queueCounts.get(server) ?? 0) + 1);
  }

  async perform(operation: Operation): Promise<Outcome> {
    mustBeSendable(operation);
    return new Promise((resolve, reject) => this.#add({ operation, settle: { resolve, reject } }));
  }

  async remove(removal: DeviceRemoval): Promise<Outcome> {
    mustBeSendable(removal);
    return new Promise((resolve, reject) => this.#add({ removal, settle: { resolve, reject } }));
  }

  dump(sections: readonly DumpSection[], fresh: boolean): Promise<SectionTexts> {
    const key = [...sections].sort().join();
    const kept = this.#dump;
    if (!fresh && kept?.key === key && dumpClock.now() - kept.at < DUMP_MAX_AGE) return kept.texts;
    const texts = new Promise<SectionTexts>((resolve, reject) =>
      this.#add({ sections, settle: { resolve, reject } }),
    );
    if (!fresh) this.#dump = { at: dumpClock.now(), key, texts };
    return texts;
  }

  #add(one: Queued): void {
    if (!("sections" in one)) this.#dump = undefined;
    this.#queued.push(one);
    this.#window.notify();
    // One turn later, so that operations that are requested together share a frame from the first frame on
    if (!this.#isBusy) {
      this.#isBusy = true;
      setImmediate(() => void this.#pump());
    }
  }

  async #pump(): Promise<void> {
    // After a program that died with one dump for all: the same operations again, each with its own output
    let showEach = false;
    while (this.#queued.length > 0) {
      // Removals are not waited for, because the kernel waits for each of their commands anyway
      if (this.#queued.some((one) => "operation" in one)) await this.#window.wait(() => this.#queued.length);
      const taken = this.#queued.splice(0, FRAME_LIMIT);
      const replied = this.#window.sent();
      try {
        const request = requestOf(taken, this.identity === undefined);
        const byDump: boolean = prefersDump(request) && !showEach;
        const reply: Reply = await this.#send(byDump ? withDumpReadback(request) : request);
        showEach = byDump && reply.lost;
        this.#distribute(taken, byDump ? splitDump(reply, request) : reply);
      } catch (error) {
        this.#queued.unshift(...this.#fail(taken, error));
      }
      replied(taken.length + this.#queued.length);
    }
    this.#isBusy = false;
  }

  async #send(request: FrameRequest, resends = 0): Promise<Reply> {
    const writes = request.operations.length + request.removals.length;
    try {
      this.shell = await shellOn(this.#target);
      const reply = await this.#run(this.shell, request, 90 + writes / 10);
      const isComplete = reply.complete && !reply.interrupted;
      if (!isComplete && writes === 0) throw new IncompleteReply(reply);
      return reply;
    } catch (error) {
      const isClosed = error instanceof SshError && error.code === "closed";
      const isNotRun = isClosed && error.outcome === "not-run";
      const isRepeatable = (isClosed || error instanceof IncompleteReply) && !isWrite(request);
      if ((isNotRun || isRepeatable) && resends < RESENDS) return this.#send(request, resends + 1);
      throw error;
    }
  }

  async #run(shell: Shell, request: FrameRequest, deadlineSeconds: number): Promise<Reply> {
    const isAlone = queueCounts.get(serverOf(this.#target)) === 1;
    let instance: ShellInstance | undefined;
    const { stdout, nonce } = await shell.run(
      (running) => {
        instance = running;
        const plan = stateOf(running).plan(request, isAlone);
        const script = renderFrame(request, plan);
        stateOf(running).assumeDone(request, plan);
        return script;
      },
      { deadlineSeconds },
    );
    if (instance === undefined) throw new Error("a frame ran that was not rendered");
    const [state, ran] = [stateOf(instance), instance];
    state.releaseSoon((statement) => shell.send(ran, statement));
    const reply = parseReply(stdout, nonce, request);
    state.confirm(reply);
    return reply;
  }

  #distribute(taken: readonly Queued[], reply: Reply): void {
    this.identity ??= reply.identity;
    this.version = reply.version ?? this.version;
    for (const name of reply.missingModules) this.missingModules.add(name);
    const [operations, removals] = [[...reply.operations], [...reply.removals]];
    const unlocked = reply.unlocked && unlockedOutcome(reply.unlocked);
    const again: Queued[] = [];
    for (const one of taken) {
      if ("sections" in one) {
        const { repeats = 0 } = one;
        if (reply.complete && !reply.interrupted) one.settle.resolve(reply.sections);
        else if (repeats < RESENDS) again.push({ ...one, repeats: repeats + 1 });
        else one.settle.reject(new IncompleteReply(reply));
        continue;
      }
      const outcome = unlocked ?? ("operation" in one ? operations : removals).shift();
      if (outcome === undefined) one.settle.reject(new Error("an operation has no outcome"));
      else if (outcome === NOT_RUN) again.push(one);
      else one.settle.resolve(outcome);
    }
    this.#queued.unshift(...again);
  }

  /**
   * Without an answer the outcome of a change is unknown, so the caller looks at the host again. What did not run has
   * failed. Returns the requests that only read: they are sent again where the connection was lost.
   */
  #fail(taken: readonly Queued[], error: unknown): Queued[] {
    this.#dump = undefined;
    const isUnknown = error instanceof SshError && error.outcome === "unknown";
    const isRepeatable = isUnknown && error.code === "closed";
    return taken.flatMap((one) => {
      const { repeats = 0 } = one;
      if (isRepeatable && readsOnly(one) && repeats < RESENDS) return [{ ...one, repeats: repeats + 1 }];
      if (isUnknown && !("sections" in one)) one.settle.resolve({ status: "unknown", stderr: error.message });
      else one.settle.reject(error);
      return [];
    });
  }
}

const unlockedOutcome = (unlocked: NonNullable<Reply["unlocked"]>): Outcome =>
  unlocked === "busy"
    ? { status: "unknown", stderr: "another run held the host's lock for 30 seconds" }
    : {
        status: "failed",
        command: undefined,
        at: -1,
        stderr: `the host's lock could not be taken: ${unlocked.stderr}`,
      };

/** A dump that lacks entries, or may lack some; nothing may be concluded from what is missing. */
export class IncompleteReply extends Error {
  override readonly name = "IncompleteReply";
  constructor({ complete }: Pick<Reply, "complete">) {
    super(
      complete
        ? `the kernel's lists changed during each of ${1 + RESENDS} reads`
        : "it ended before its end: a program of the frame was killed, or there was no memory for it",
    );
  }
}

/** Queues of this process to one server. They share its lock, so that with several of them no shell keeps it. */
const queueCounts = new Map<string, number>();
const serverOf = ({ connection: { host, port = 22 } }: Target) => `${host.toLowerCase()}:${port}`;

const queues = new Map<string, FrameQueue>();

/** The queue of a target: one for all spellings of it, because they share a shell. */
export function queueFor(target: Target): FrameQueue {
  const key = shellKey(target);
  const { recordedHostKey: _, ...way } = target;
  const queue = queues.get(key) ?? new FrameQueue(way);
  queues.set(key, queue);
  return queue;
}

function requestOf(taken: readonly Queued[], identify: boolean): FrameRequest {
  return {
    operations: taken.flatMap((one) => ("operation" in one ? [one.operation] : [])),
    removals: taken.flatMap((one) => ("removal" in one ? [one.removal] : [])),
    sections: [...new Set(taken.flatMap((one) => ("sections" in one ? one.sections : [])))],
    identify,
    scratchGroup: randomInt(100_000, 2_000_000_000),
  };
}
