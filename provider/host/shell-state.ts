import type { Command } from "../iproute2/command.ts";
import type { Reply } from "./reply.ts";
import type { Batch, Standing } from "./script.ts";

/** As many operations, and no more, go to the ip that stays: the shell reads its answers byte by byte. */
const FEW = 16;
/** What the ip that stays is given at a time has room in a pipe, so that neither waits for the other. */
const ROOM = 16_384;
/** How long the lock may stay with us while one frame follows the other, in milliseconds; others want it too. */
const LOCK_STAYS = 2000;

/** After a frame with nothing behind it the lock stays for so long, in milliseconds: the next is often near. */
export const LOCK_WAITS = 300;

/**
 * What frames leave in a life of the shell for those that come after them: the functions, the host's lock, and an ip
 * that waits for its next lines, since to start one takes longer than most of what it is asked.
 *
 * That ip remembers which index a device's name has. So no name is said to it twice: whatever became of the device
 * meanwhile, it has to ask.
 */
export class Resident {
  #defined = false;
  #locked: number | undefined;
  #ip: { readonly fed: number } | undefined;
  /** that were said to it */
  readonly #names = new Set<string>();

  /** What a frame finds and leaves. `alone`: nobody else of this process wants the host's lock. */
  standingFor(batch: Batch, alone: boolean): Standing {
    const writes = batch.operations.length + batch.removals.length > 0;
    const kept = this.#locked !== undefined;
    const stays = alone && Date.now() - (this.#locked ?? 0) < LOCK_STAYS;
    const lock = stays ? "held" : alone ? "keep" : "frame";
    const letGo = writes && kept && !stays;
    const define = !this.#defined && (writes || needsMarkers(batch));
    const names = writes ? namesForStaying(batch) : undefined;
    if (names === undefined) return { define, letGo, lock, start: false };
    const known = this.#ip;
    const start = known === undefined || names.some((name) => this.#names.has(name));
    return { define, letGo, lock, start, fed: start ? 0 : known.fed };
  }

  /** Takes down what a frame has left at most, before it is known what it came to. */
  doubt(batch: Batch, { define, lock, fed }: Standing): void {
    if (define) this.#defined = true;
    if (fed !== undefined) this.#ip = undefined;
    if (batch.operations.length + batch.removals.length === 0) return;
    if (lock === "frame") this.#locked = undefined;
    else if (lock === "keep") this.#locked = Date.now();
  }

  /** Takes down what the frame left. */
  learn(batch: Batch, { start, fed }: Standing, reply: Reply): void {
    if (reply.busy) this.#locked = undefined;
    if (fed === undefined || reply.fed === undefined) return;
    if (start) this.#names.clear();
    for (const name of namesForStaying(batch) ?? []) this.#names.add(name);
    this.#ip = { fed: reply.fed };
  }

  /** Does what lets go of the lock, if it is kept. */
  letGo(how: () => void): void {
    if (this.#locked === undefined) return;
    this.#locked = undefined;
    how();
  }
}

const needsMarkers = ({ sections }: Batch) => sections.includes("markers");

/** The names of devices that a frame says to the ip that stays; undefined where that one is not for it. */
function namesForStaying({ operations, removals }: Batch): string[] | undefined {
  const mine = operations.filter((one) => one.tool === "ip");
  const parts = mine.length + removals.length;
  if (parts === 0 || parts > FEW || mine.some((one) => (one.shows ?? 0) === 0)) return undefined;
  const commands = mine.flatMap((one) => one.commands);
  if (commands.flat().reduce((sum, token) => sum + String(token).length + 1, 0) > ROOM) return undefined;
  return [...new Set([...commands.flatMap(namesIn), ...removals.map(({ device }) => device)])];
}

/** What follows `dev` or `name` in a command. */
const namesIn = (command: Command): string[] =>
  command.flatMap((token, index) => {
    const before = command[index - 1];
    return before === "dev" || before === "name" ? [String(token)] : [];
  });
