import { randomInt } from "node:crypto";
import type { Section } from "../model/host-snapshot.ts";
import type { Operation, Outcome, Removal } from "../model/operation.ts";
import { type Life, type Shell, SshError, shellOn, type Target } from "../ssh/index.ts";
import { inBulk, isBulk, outOfBulk } from "./bulk.ts";
import { Crowd } from "./crowd.ts";
import { type Introduction, NOT_RUN, parseReply, type Reply } from "./reply.ts";
import { LOCK_WAITS, Resident } from "./resident.ts";
import { type Batch, LET_GO, mustBeSendable, type Standing, script } from "./script.ts";

export type Removed = Removal & { readonly halfMade?: boolean };

/** How long a dump serves the reads of a refresh, in milliseconds; a write of ours ends it at once. */
const DUMP_LASTS = 5000;
/** Operations in one frame; more wait for the next. */
const FRAME_LIMIT = 1024;
/** How often a frame is sent again that surely did not run. */
const RESENDS = 2;

type Waiting =
  | { readonly operation: Operation; readonly settle: Settle<Outcome> }
  | { readonly removal: Removed; readonly settle: Settle<Outcome> }
  | { readonly sections: readonly Section[]; readonly settle: Settle<Reply["sections"]> };

interface Settle<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** One shell, and what waits for its next frame: whatever arrives while a frame is under way goes in the next. */
export class Line {
  readonly #target: Target;
  readonly #crowd = new Crowd();
  #waiting: Waiting[] = [];
  #busy = false;
  #dump:
    | { readonly at: number; readonly key: string; readonly sections: Promise<Reply["sections"]> }
    | undefined;
  introduction: Introduction | undefined;
  /** what its `ip -V` printed, once it was asked */
  version: string | undefined;
  shell: Shell | undefined;
  readonly missingModules = new Set<string>();
  readonly #residents = new WeakMap<Life, Resident>();
  #letGo: NodeJS.Timeout | undefined;

  constructor(target: Target) {
    this.#target = target;
    const place = placeOf(target);
    neighbours.set(place, (neighbours.get(place) ?? 0) + 1);
  }

  async perform(operation: Operation): Promise<Outcome> {
    mustBeSendable(operation);
    return new Promise((resolve, reject) => this.#enter({ operation, settle: { resolve, reject } }));
  }

  async remove(removal: Removed): Promise<Outcome> {
    mustBeSendable(removal);
    return new Promise((resolve, reject) => this.#enter({ removal, settle: { resolve, reject } }));
  }

  look(sections: readonly Section[], fresh: boolean): Promise<Reply["sections"]> {
    const key = [...sections].sort().join();
    const kept = this.#dump;
    if (!fresh && kept?.key === key && Date.now() - kept.at < DUMP_LASTS) return kept.sections;
    const asked = new Promise<Reply["sections"]>((resolve, reject) =>
      this.#enter({ sections, settle: { resolve, reject } }),
    );
    if (!fresh) this.#dump = { at: Date.now(), key, sections: asked };
    return asked;
  }

  #enter(one: Waiting): void {
    if (!("sections" in one)) this.#dump = undefined;
    this.#waiting.push(one);
    this.#crowd.arrived();
    // A turn later, so that operations that are asked for together travel together from the first frame on
    if (!this.#busy) {
      this.#busy = true;
      setImmediate(() => void this.#pump());
    }
  }

  async #pump(): Promise<void> {
    // After a program that gave up in bulk: the same again, each showing itself
    let careful = false;
    while (this.#waiting.length > 0) {
      // Removals are not waited for: the kernel waits for each command of theirs anyway
      if (this.#waiting.some((one) => "operation" in one))
        await this.#crowd.gathered(() => this.#waiting.length);
      const taken = this.#waiting.splice(0, FRAME_LIMIT);
      const left = this.#crowd.leaves();
      try {
        const batch = batchOf(taken, this.introduction === undefined);
        const bulk: boolean = isBulk(batch) && !careful;
        const reply: Reply = await this.#send(bulk ? inBulk(batch) : batch);
        careful = bulk && reply.lost;
        this.#distribute(taken, bulk ? outOfBulk(reply, batch) : reply);
      } catch (error) {
        this.#fail(taken, error);
      }
      left(taken.length + this.#waiting.length);
    }
    this.#busy = false;
  }

  async #send(batch: Batch, sent = 0): Promise<Reply> {
    const writes = batch.operations.length + batch.removals.length;
    try {
      this.shell = await shellOn(this.#target);
      const reply = await this.#frame(this.shell, batch, 90 + writes / 10);
      if (!reply.complete && writes === 0) throw new CutShort();
      return reply;
    } catch (error) {
      const notRun = error instanceof SshError && error.code === "closed" && error.outcome === "not-run";
      const lost = error instanceof CutShort || (error instanceof SshError && error.code === "closed");
      if ((notRun || (lost && writes === 0)) && sent < RESENDS) return this.#send(batch, sent + 1);
      throw error;
    }
  }

  async #frame(shell: Shell, batch: Batch, deadlineSeconds: number): Promise<Reply> {
    clearTimeout(this.#letGo);
    let found: { life: Life; resident: Resident; standing: Standing } | undefined;
    const { stdout, nonce } = await shell.run(
      (life) => {
        const resident = this.#residents.get(life) ?? new Resident();
        this.#residents.set(life, resident);
        const standing = resident.standingFor(batch, neighbours.get(placeOf(this.#target)) === 1);
        found = { life, resident, standing };
        return script(batch, standing);
      },
      { deadlineSeconds },
    );
    if (found === undefined) throw new Error("a script was run that nobody wrote");
    const { life, resident, standing } = found;
    // What cannot be read was run all the same, and has left what it was to leave
    resident.doubt(batch, standing);
    this.#letGo = setTimeout(() => resident.letGo(() => shell.tell(life, LET_GO)), LOCK_WAITS).unref();
    const reply = parseReply(stdout, nonce, batch);
    resident.learn(batch, standing, reply);
    return reply;
  }

  #distribute(taken: readonly Waiting[], reply: Reply): void {
    this.introduction ??= reply.introduction;
    this.version = reply.version ?? this.version;
    for (const name of reply.missingModules) this.missingModules.add(name);
    const [operations, removals] = [[...reply.operations], [...reply.removals]];
    const busy: Outcome = { status: "unknown", stderr: "another run held the host's lock for 30 seconds" };
    const again: Waiting[] = [];
    for (const one of taken) {
      if ("operation" in one) {
        const outcome = (reply.busy ? busy : operations.shift()) ?? busy;
        if (outcome === NOT_RUN) again.push(one);
        else one.settle.resolve(outcome);
      } else if ("removal" in one) one.settle.resolve((reply.busy ? busy : removals.shift()) ?? busy);
      else if (reply.complete) one.settle.resolve(reply.sections);
      else one.settle.reject(new CutShort());
    }
    this.#waiting.unshift(...again);
  }

  /** No answer means that nobody knows, so look again; but what surely did not run has failed. */
  #fail(taken: readonly Waiting[], error: unknown): void {
    this.#dump = undefined;
    const unknown = error instanceof SshError && error.outcome === "unknown";
    for (const one of taken) {
      if (unknown && !("sections" in one)) one.settle.resolve({ status: "unknown", stderr: error.message });
      else one.settle.reject(error);
    }
  }
}

/** A look at the host of which not all arrived; nothing may be concluded from what is missing. */
class CutShort extends Error {
  constructor() {
    super(
      "the host's answer ended before its end: a program of the frame was killed, or there was no memory for it",
    );
    this.name = "CutShort";
  }
}

/** Lines of this process to one machine; they share its lock, so that with several none keeps it. */
const neighbours = new Map<string, number>();
const placeOf = ({ connection: { host, port = 22 } }: Target) => `${host.toLowerCase()}:${port}`;

function batchOf(taken: readonly Waiting[], introduce: boolean): Batch {
  return {
    operations: taken.flatMap((one) => ("operation" in one ? [one.operation] : [])),
    removals: taken.flatMap((one) => ("removal" in one ? [one.removal] : [])),
    sections: [...new Set(taken.flatMap((one) => ("sections" in one ? one.sections : [])))],
    introduce,
    meeting: randomInt(100_000, 2_000_000_000),
  };
}
