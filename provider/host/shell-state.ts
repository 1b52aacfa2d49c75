import type { Command } from "../iproute2/command.ts";
import type { ShellInstance } from "../ssh/index.ts";
import { type FramePlan, type FrameRequest, isWrite, RELEASE_LOCK } from "./frame.ts";
import { isWriteOnly } from "./operation-record.ts";
import type { Reply } from "./reply.ts";

/** The most operations for the persistent ip. The limit is low, because the shell reads its output byte by byte. */
const MAX_PERSISTENT = 16;
/** The most bytes of lines for the persistent ip. They fit in a pipe, so the shell and the ip cannot block each other. */
const PIPE_BYTES = 16_384;
/** The longest time that a shell keeps the lock, in milliseconds, because other runs must get a turn. */
const LOCK_MAX_MS = 2000;
/** How long a shell keeps the lock after its last frame, in milliseconds, because the next frame often comes soon. */
const LOCK_IDLE_MS = 300;

interface PersistentIp {
  /** Whether a reply has reported that it runs. */
  readonly isConfirmed: boolean;
  readonly linesSent: number;
  /** device names in the lines that it has received */
  readonly names: ReadonlySet<string>;
}

/**
 * State that a remote shell keeps between frames: our functions, the host's lock, and a persistent `ip -batch -` (its
 * start takes longer than most operations). There is one object for each shell instance.
 *
 * | part      | states                     | changes |
 * |-----------|----------------------------|---------|
 * | functions | absent, defined            | defined by the first frame that writes or lists markers |
 * | lock      | free, kept since T         | kept after a frame with the plan "keep"; free after "frame", after a reply that reports no lock, and after a release |
 * | ip        | none, unconfirmed, running | unconfirmed once a frame that uses it is sent; running when the reply reports it. An unconfirmed ip is not used again |
 *
 * `plan` reads the state. `assumeDone` records the changes that a frame makes as soon as it is sent. `confirm` records
 * the facts of the reply.
 *
 * `ip` caches name → ifindex. A cached index may be stale, so a device name is never sent to the same process twice.
 */
export class RemoteShellState {
  #functionsDefined = false;
  /** the time when the shell took its lock, by `performance.now()` */
  #lockedAt: number | undefined;
  #ip: PersistentIp | undefined;
  #releaseTimer: NodeJS.Timeout | undefined;
  /** The number of frames. A release does nothing if a frame was sent after it was scheduled. */
  #frames = 0;

  /** The plan of the next frame. `isAlone`: no other shell of this process needs the lock of the host. */
  plan(request: FrameRequest, isAlone: boolean): FramePlan {
    const writes = isWrite(request);
    const isKept = this.#lockedAt !== undefined;
    const staysKept = isAlone && performance.now() - (this.#lockedAt ?? -LOCK_MAX_MS) < LOCK_MAX_MS;
    const lock = staysKept ? "held" : isAlone ? "keep" : "frame";
    const yieldLock = writes && isKept && !staysKept;
    const defineFunctions = !this.#functionsDefined && (writes || request.sections.includes("markers"));
    const names = writes ? persistentIpNames(request) : undefined;
    if (names === undefined) return { defineFunctions, yieldLock, lock, startIp: false };
    const ip = this.#ip;
    const startIp = !ip?.isConfirmed || names.some((name) => ip.names.has(name));
    return { defineFunctions, yieldLock, lock, startIp, linesSent: startIp ? 0 : ip.linesSent };
  }

  /** Records the changes of a frame that is sent now, because its reply may be lost. */
  assumeDone(request: FrameRequest, { defineFunctions, lock, linesSent, startIp }: FramePlan): void {
    this.#frames += 1;
    clearTimeout(this.#releaseTimer);
    if (defineFunctions) this.#functionsDefined = true;
    if (!isWrite(request)) return;
    if (lock === "frame") this.#lockedAt = undefined;
    else if (lock === "keep") this.#lockedAt = performance.now();
    if (linesSent === undefined) return;
    const earlier = startIp ? [] : (this.#ip?.names ?? []);
    const names = new Set([...earlier, ...(persistentIpNames(request) ?? [])]);
    this.#ip = { isConfirmed: false, linesSent, names };
  }

  /** Records the facts of the reply. */
  confirm(reply: Reply): void {
    if (reply.unlocked !== undefined) this.#lockedAt = undefined;
    if (this.#ip === undefined || reply.linesSent === undefined) return;
    this.#ip = { ...this.#ip, isConfirmed: true, linesSent: reply.linesSent };
  }

  /** Releases the lock, unless another frame is sent soon. `send` calls its argument when the shell is free. */
  releaseSoon(send: (statement: () => string | undefined) => void): void {
    clearTimeout(this.#releaseTimer);
    const frames = this.#frames;
    const release = () => {
      if (this.#lockedAt === undefined || this.#frames !== frames) return undefined;
      this.#lockedAt = undefined;
      return RELEASE_LOCK;
    };
    this.#releaseTimer = setTimeout(() => send(release), LOCK_IDLE_MS).unref();
  }
}

const states = new WeakMap<ShellInstance, RemoteShellState>();

/** The state of a shell instance. */
export function stateOf(instance: ShellInstance): RemoteShellState {
  const state = states.get(instance) ?? new RemoteShellState();
  states.set(instance, state);
  return state;
}

/** The device names that a frame sends to the persistent ip; undefined if the frame does not use it. */
function persistentIpNames({ operations, removals }: FrameRequest): string[] | undefined {
  const mine = operations.filter((one) => one.tool === "ip" && !isWriteOnly(one));
  const parts = mine.length + removals.length;
  if (parts === 0 || parts > MAX_PERSISTENT || mine.some((one) => (one.shows ?? 0) === 0)) return undefined;
  const commands = mine.flatMap((one) => one.commands);
  const bytes = commands.flat().reduce((sum, token) => sum + String(token).length + 1, 0);
  if (bytes > PIPE_BYTES) return undefined;
  return [...new Set([...commands.flatMap(namesIn), ...removals.map(({ device }) => device)])];
}

/** The device names in a command: the words after `dev` and `name`. */
const namesIn = (command: Command): string[] =>
  command.flatMap((token, index) => {
    const before = command[index - 1];
    return before === "dev" || before === "name" ? [String(token)] : [];
  });
