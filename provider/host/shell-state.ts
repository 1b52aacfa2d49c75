import type { Command } from "../iproute2/command.ts";
import type { ShellInstance } from "../ssh/index.ts";
import { type FramePlan, type FrameRequest, isWrite, RELEASE_LOCK } from "./frame.ts";
import type { Reply } from "./reply.ts";

/** No more operations than these go to the persistent ip, because the shell reads its answers byte by byte. */
const MAX_PERSISTENT = 16;
/** Bytes of lines that fit in a pipe, so that neither the shell nor the ip waits for the other. */
const PIPE_BYTES = 16_384;
/** How long the shell keeps the lock while one frame follows the other, in milliseconds: other runs want it too. */
const LOCK_MAX_MS = 2000;
/** How long the shell keeps the lock after its last frame, in milliseconds: the next frame is often near. */
const LOCK_IDLE_MS = 300;

interface PersistentIp {
  /** A reply said that it runs. */
  readonly isConfirmed: boolean;
  readonly linesSent: number;
  /** device names in those lines */
  readonly names: ReadonlySet<string>;
}

/**
 * State that a remote shell keeps between frames: our functions, the host lock, and a persistent `ip -batch -`
 * (starting one costs more than most operations). One object for each shell instance, whoever sends frames to it.
 *
 * | part      | states                     | changes |
 * |-----------|----------------------------|---------|
 * | functions | absent, defined            | defined by the first frame that writes or lists markers |
 * | lock      | free, kept since T         | kept after a frame with the plan "keep"; free after "frame", after a reply without the lock, and after a release |
 * | ip        | none, unconfirmed, running | unconfirmed once a frame that uses it is sent; running when the reply says so. An unconfirmed ip is not used again |
 *
 * `plan` reads the state, `assumeDone` changes it as far as a frame certainly does once it is sent, and `confirm` adds
 * what only the reply knows.
 *
 * `ip` caches name → ifindex. A cached index may be stale, so a device name is never sent to the same process twice.
 */
export class RemoteShellState {
  #functionsDefined = false;
  /** `performance.now()` when the shell took the lock that it keeps */
  #lockedAt: number | undefined;
  #ip: PersistentIp | undefined;
  #releaseTimer: NodeJS.Timeout | undefined;
  /** Counts frames, so that a release that waited behind one does nothing. */
  #frames = 0;

  /** What the next frame finds and leaves. `isAlone`: nothing else in this process wants the lock of the host. */
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

  /** The frame is being sent: records what it leaves at most, because its reply may not be readable. */
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

  /** The reply to the frame has come. */
  confirm(reply: Reply): void {
    if (reply.unlocked !== undefined) this.#lockedAt = undefined;
    if (this.#ip === undefined || reply.linesSent === undefined) return;
    this.#ip = { ...this.#ip, isConfirmed: true, linesSent: reply.linesSent };
  }

  /** Releases a lock that is kept, unless another frame comes soon. `send` runs its argument in the shell's turn. */
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

/** The one state of a shell instance. */
export function stateOf(instance: ShellInstance): RemoteShellState {
  const state = states.get(instance) ?? new RemoteShellState();
  states.set(instance, state);
  return state;
}

/** Device names that a frame sends to the persistent ip; undefined where the frame does not suit it. */
function persistentIpNames({ operations, removals }: FrameRequest): string[] | undefined {
  const mine = operations.filter((one) => one.tool === "ip");
  const parts = mine.length + removals.length;
  if (parts === 0 || parts > MAX_PERSISTENT || mine.some((one) => (one.shows ?? 0) === 0)) return undefined;
  const commands = mine.flatMap((one) => one.commands);
  const bytes = commands.flat().reduce((sum, token) => sum + String(token).length + 1, 0);
  if (bytes > PIPE_BYTES) return undefined;
  return [...new Set([...commands.flatMap(namesIn), ...removals.map(({ device }) => device)])];
}

/** What follows `dev` or `name` in a command. */
const namesIn = (command: Command): string[] =>
  command.flatMap((token, index) => {
    const before = command[index - 1];
    return before === "dev" || before === "name" ? [String(token)] : [];
  });
