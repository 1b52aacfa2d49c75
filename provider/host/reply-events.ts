import { eventsIn } from "../ssh/index.ts";

/**
 * The events that a reply consists of. The host prints each as a line `NONCE WORD ARGUMENT…` that no output can
 * imitate; the text up to the next event belongs to it. Frames print them by `printEvent`, the shell functions by
 * pi_event (./shell/*.sh), and a test holds the words there to this table.
 *
 * An operation is named by its index in the frame, a removal by `r` and its index.
 */
const EVENTS = {
  /** What the host is. Text: machine-id and kernel release, a line each. */
  identity: (_words, text) => {
    const [machineId = "", kernel = ""] = text.split("\n");
    return { machineId, kernel };
  },
  /** Another process holds the lock: nothing was done. */
  busy: () => ({}),
  /** flock failed for another reason: nothing was done. Text: what it printed. */
  "lock-failed": (_words, text) => ({ stderr: text }),
  /** A kernel module could not be loaded. Argument: its name. */
  "no-module": ([name = ""]) => ({ name }),
  /** A device, or the marker of an object, that an operation needs is gone. Argument: operation or removal. */
  gone: ([subject = ""]) => ({ subject }),
  /** It belongs to others. Arguments: operation or removal, the alias that was found. */
  foreign: ([subject = "", ...alias]) => ({ subject, alias: alias.join(" ") }),
  /** An ownership marker could not be written. Argument: operation. Text: why. */
  unmarked: ([subject = ""], text) => ({ subject, stderr: text }),
  /** Operations begin to run. Text: the JSON values that they print, in order. */
  run: (_words, text) => ({ text }),
  /** Arguments: the operations or removals that are done, one by one (`0 2`) or as a range (`0-31`). */
  done: (words) => ({ subjects: words.flatMap(subjectsIn) }),
  /** A line failed. Arguments: operation, the number of the line in it from 1. Text: what the program printed. */
  failed: ([subject = "", line], text) => ({ subject, line: Number(line), stderr: text }),
  /** A program ended without the line that failed. Arguments: its exit code, operations that may be done. Text: as above. */
  lost: ([, ...words], text) => ({ subjects: words.flatMap(subjectsIn), stderr: text }),
  /** Removals begin. Text: what ip prints about failures. */
  removing: (_words, text) => ({ text }),
  /** A device could not be removed. Argument: removal. */
  stays: ([subject = ""]) => ({ subject }),
  /** The persistent ip runs. Argument: how many lines it was sent in its life. */
  "persistent-ip": ([lines]) => ({ linesSent: Number(lines) }),
  /** A dump. Arguments: its sections. Text: what they print; of several, all but the last are a line. */
  section: (words, text) => ({ names: words, text }),
  /** The kernel's list changed while a section was read, so that entries may be missing. */
  interrupted: () => ({}),
  /** Something failed. Text: what `ip -V` prints. */
  version: (_words, text) => ({ version: text.split("\n")[0] ?? "" }),
  /** The frame came to its end. */
  end: () => ({}),
} as const satisfies Record<string, (words: readonly string[], text: string) => object>;

export type EventWord = keyof typeof EVENTS;
export type ReplyEvent = {
  [Word in EventWord]: { readonly type: Word } & Readonly<ReturnType<(typeof EVENTS)[Word]>>;
}[EventWord];

export const EVENT_WORDS = Object.keys(EVENTS) as readonly EventWord[];

const isEventWord = (word: string): word is EventWord => Object.hasOwn(EVENTS, word);

/** `3`, `r3`, or the range `0-31` or `r0-31`. */
function subjectsIn(word: string): string[] {
  const [, prefix = "", first, last = first] = /^(r?)(\d+)(?:-(\d+))?$/.exec(word) ?? [];
  if (first === undefined) return [];
  return Array.from(
    { length: Number(last) - Number(first) + 1 },
    (_, offset) => `${prefix}${Number(first) + offset}`,
  );
}

/** The events of a reply, in order; words that are no event are left out. */
export const parseEvents = (stdout: string, nonce: string): ReplyEvent[] =>
  eventsIn(stdout, nonce).flatMap(({ word, words, text }) =>
    isEventWord(word) ? [{ type: word, ...EVENTS[word](words, text) } as ReplyEvent] : [],
  );
