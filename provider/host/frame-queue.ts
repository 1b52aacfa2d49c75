import type { DumpSection } from "../model/host-snapshot.ts";
import type { Operation, Outcome } from "../model/operation.ts";
import { type Shell, type ShellInstance, SshError, shellKey, shellOn, type Target } from "../ssh/index.ts";
import { BatchWindow } from "./batch-window.ts";
import { prefersDump, splitDump, withDumpReadback } from "./bulk-readback.ts";
import { GREETING } from "./dump-commands.ts";
import { type HostIdentity, type Init, readIdentity } from "./facts.ts";
import { type DeviceRemoval, type FrameRequest, isWrite, mustBeSendable, renderFrame } from "./frame.ts";
import { identityAfter, requestOf } from "./frame-request.ts";
import { NOT_RUN, parseReply, type Reply, type SectionTexts } from "./reply.ts";

import { stateOf } from "./shell-state.ts";
import { limitYoungGeneration } from "./young-generation.ts";

/** How long the reads of a refresh share a dump, in milliseconds. A change by this process ends that at once. */
const DUMP_MAX_AGE = 5000;
/** The clock for the age of a dump. Tests replace `now`, because they should not wait. */
export const dumpClock = { now: () => performance.now() };
/** The maximum number of operations in one frame. The others wait for the next frame. */
const FRAME_LIMIT = 1024;
/** How often a frame is sent again at most. It is sent again only if it did not run, or if it only reads. */
const RESENDS = 2;

/** A request that waits for a frame: an operation, the removal of a device, or a dump of sections. */
type Queued = (
  | { readonly operation: Operation; readonly settle: Settle<Outcome> }
  | { readonly removal: DeviceRemoval; readonly settle: Settle<Outcome> }
  | { readonly sections: readonly DumpSection[]; readonly settle: Settle<SectionTexts> }
) & {
  /** how often it was queued again because its reply was lost */
  readonly repeats?: number;
};

/** Whether a request changes nothing on the host. It may then run twice. */
const readsOnly = (one: Queued): boolean =>
  "sections" in one || ("operation" in one && one.operation.readsOnly === true);

/**
 * How long a frame may take, in seconds. After a change that cuts the connection no reply comes, and there must be time
 * left to look at the host over a new connection before the host reverses the change.
 */
function deadlineOf({ operations, removals }: FrameRequest): number {
  const waits = operations.flatMap(({ arm }) => (arm === undefined ? [] : [arm.seconds * 0.4]));
  return Math.min(90 + (operations.length + removals.length) / 10, ...waits);
}

/** Whether a connection was lost before it carried anything. */
const isNotRun = (error: unknown): boolean =>
  error instanceof SshError && error.code === "closed" && error.outcome === "not-run";

interface Settle<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** The queue of one shell. Operations that arrive while a frame runs are sent in the next frame. */
export class FrameQueue {
  readonly #target: Target;
  readonly #window = new BatchWindow();
  #queued: Queued[] = [];
  #isBusy = false;
  #dump: { readonly at: number; readonly key: string; readonly texts: Promise<SectionTexts> } | undefined;
  identity: HostIdentity | undefined;
  /** the output of `ip -V`, as soon as a frame has asked for it */
  version: string | undefined;
  shell: Shell | undefined;
  /** The shell instance whose greeting was read. */
  #greeted: ShellInstance | undefined;
  readonly missingModules = new Set<string>();

  constructor(target: Target) {
    this.#target = target;
    const server = serverOf(target);
    queueCounts.set(server, (queueCounts.get(server) ?? 0) + 1);
  }

  /** Opens the shell, and verifies that the host has the key that a resource has recorded. */
  async admit(target: Target): Promise<void> {
    await shellOn(target, { greeting: GREETING });
    await this.#connect();
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
    limitYoungGeneration();
    if (!("sections" in one)) this.#dump = undefined;
    this.#queued.push(one);
    this.#window.notify();
    // The frame is made in the next turn of the event loop, so that operations which arrive together share the frame
    if (!this.#isBusy) {
      this.#isBusy = true;
      setImmediate(() => void this.#pump());
    }
  }

  async #pump(): Promise<void> {
    // If a program died in a frame with one dump, each operation of the next frame prints its own device
    let showEach = false;
    while (this.#queued.length > 0) {
      // A frame with only removals does not wait, because a larger one saves no time: the kernel waits in each removal
      if (this.#queued.some((one) => "operation" in one)) await this.#window.wait(() => this.#queued.length);
      const taken = this.#queued.splice(0, FRAME_LIMIT);
      const replied = this.#window.sent();
      try {
        await this.#connect();
        const request = requestOf(taken, this.identity, this.init);
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

  /** Opens the shell. A new instance reports the identity of the host, which may have rebooted since. */
  async #connect(resends = 0): Promise<Shell> {
    try {
      this.shell = await shellOn(this.#target, { greeting: GREETING });
    } catch (error) {
      if (isNotRun(error) && resends < RESENDS) return this.#connect(resends + 1);
      throw error;
    }
    const { instance } = this.shell;
    if (instance !== undefined && instance !== this.#greeted) this.identity = readIdentity(instance.greeting);
    this.#greeted = instance;
    return this.shell;
  }

  /** The init system that can restore objects at boot; undefined if it is not known yet. */
  get init(): Init | undefined {
    // After a reboot there is no network namespace
    return this.#target.netns === undefined ? this.identity?.init : "none";
  }

  async #send(request: FrameRequest, resends = 0): Promise<Reply> {
    const writes = request.operations.length + request.removals.length;
    try {
      const shell = await this.#connect();
      const reply = await this.#run(shell, request, deadlineOf(request));
      const isComplete = reply.complete && !reply.interrupted;
      if (!isComplete && writes === 0) throw new IncompleteReply(reply);
      return reply;
    } catch (error) {
      const isClosed = error instanceof SshError && error.code === "closed";
      const isRepeatable = (isClosed || error instanceof IncompleteReply) && !isWrite(request);
      if ((isNotRun(error) || isRepeatable) && resends < RESENDS) return this.#send(request, resends + 1);
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
    if (this.identity !== undefined) this.identity = identityAfter(this.identity, request, reply);
    return reply;
  }

  #distribute(taken: readonly Queued[], reply: Reply): void {
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
   * Handles a frame without a reply. If it may have run, the outcome is unknown and the caller reads the host again.
   * Returns the requests that only read, because the queue sends them again if the connection was lost.
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

/** The outcome of all operations of a frame that did not get the host's lock. */
const unlockedOutcome = (unlocked: NonNullable<Reply["unlocked"]>): Outcome =>
  unlocked === "busy"
    ? { status: "unknown", stderr: "another run held the host's lock for 30 seconds" }
    : {
        status: "failed",
        command: undefined,
        at: -1,
        stderr: `the host's lock could not be taken: ${unlocked.stderr}`,
      };

/** The error of an incomplete dump. The provider concludes nothing from its missing parts. */
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

/** The number of this process's queues for each server. If it is more than one, no shell keeps the host's lock. */
const queueCounts = new Map<string, number>();
const serverOf = ({ connection: { host, port = 22 } }: Target) => `${host.toLowerCase()}:${port}`;

const queues = new Map<string, FrameQueue>();

/** The queue of a target. All spellings of a target share one queue, because they share a shell. */
export function queueFor(target: Target): FrameQueue {
  const key = shellKey(target);
  const { recordedHostKey: _, ...way } = target;
  const queue = queues.get(key) ?? new FrameQueue(way);
  queues.set(key, queue);
  return queue;
}
