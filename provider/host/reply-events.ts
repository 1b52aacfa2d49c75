import { eventsIn } from "../ssh/index.ts";

/**
 * The events of a reply. The host prints each as a line `NONCE WORD ARGUMENT…`. No other output can imitate it, because
 * it begins with the nonce. The text up to the next event belongs to the event. Frames print events by `printEvent`, and
 * shell functions by pi_event (./shell/*.sh). A test compares the words there with this table.
 *
 * The name of an operation is its index in the frame. The name of a removal is `r` and its index. The name of a file that
 * an operation writes with other commands than its own is `k` and the index of the operation.
 */
const EVENTS = {
  /** Another process holds the lock, so nothing was done. */
  busy: () => ({}),
  /** flock failed for another reason, so nothing was done. Text: the output of flock. */
  "lock-failed": (_words, text) => ({ stderr: text }),
  /** A kernel module could not be loaded. Argument: its name. */
  "no-module": ([name = ""]) => ({ name }),
  /** The device that an operation needs, or its marker, does not exist. Argument: operation or removal. */
  gone: ([subject = ""]) => ({ subject }),
  /** The device or marker has another owner alias. Arguments: operation or removal, the alias on the host. */
  foreign: ([subject = "", ...alias]) => ({ subject, alias: alias.join(" ") }),
  /** The host could not write a marker. Argument: operation. Text: the reason. */
  unmarked: ([subject = ""], text) => ({ subject, stderr: text }),
  /** The key of an operation was used before. Argument: operation. */
  "key-used": ([subject = ""]) => ({ subject, key: "used" as const, stderr: "" }),
  /** The state that an operation takes over has another key. Argument: operation. */
  "key-differs": ([subject = ""]) => ({ subject, key: "differs" as const, stderr: "" }),
  /** The host could not record the key of an operation. Argument: operation. Text: the reason. */
  "key-unrecorded": ([subject = ""], text) => ({ subject, key: "unrecorded" as const, stderr: text.trim() }),
  /** The host could not arm an operation, so it did not run. Argument: operation. Text: the reason. */
  unarmed: ([subject = ""], text) => ({ subject, stderr: text.trim() }),
  /** The host could not write the files of operations. Arguments: the operations. Text: the reason. */
  unsaved: (words, text) => ({ subjects: words.flatMap(subjectsIn), stderr: text.trim() }),
  /** The last file for a reboot is gone, and with it the script that reads the files. */
  uninstalled: () => ({}),
  /** The operations of a tool begin. Text: the JSON values that they print, in order. */
  run: (_words, text) => ({ text }),
  /** Operations or removals are done. Arguments: their names (`0 2`), or a range (`0-31`). */
  done: (words) => ({ subjects: words.flatMap(subjectsIn) }),
  /** A line failed. Arguments: operation, and the line's number in it from 1. Text: the message of the program. */
  failed: ([subject = "", line], text) => ({ subject, line: Number(line), stderr: text }),
  /**
   * A program failed without the number of a line. Arguments: its exit code, and the operations that may be done. Text:
   * the message of the program.
   */
  lost: ([, ...words], text) => ({ subjects: words.flatMap(subjectsIn), stderr: text }),
  /** Removals begin. Text: ip's messages about failures. */
  removing: (_words, text) => ({ text }),
  /** The host could not remove a device. Argument: removal. */
  stays: ([subject = ""]) => ({ subject }),
  /** The persistent ip runs. Argument: how many lines it has received since its start. */
  "persistent-ip": ([lines]) => ({ linesSent: Number(lines) }),
  /** Sections of a dump. Arguments: their names. Text: their output. Each section but the last is one line of it. */
  section: (words, text) => ({ names: words, text }),
  /** The kernel's list changed while a section was read, so that entries may be missing. */
  interrupted: () => ({}),
  /** Something failed. Text: the output of `ip -V`. */
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

/** The names in a word: `3`, `r3`, `k3`, or a range such as `0-31` or `r0-31`. */
function subjectsIn(word: string): string[] {
  const [, prefix = "", first, last = first] = /^([rk]?)(\d+)(?:-(\d+))?$/.exec(word) ?? [];
  if (first === undefined) return [];
  return Array.from(
    { length: Number(last) - Number(first) + 1 },
    (_, offset) => `${prefix}${Number(first) + offset}`,
  );
}

/** The events of a reply, in order. Unknown words are left out. */
export const parseEvents = (stdout: string, nonce: string): ReplyEvent[] =>
  eventsIn(stdout, nonce).flatMap(({ word, words, text }) =>
    isEventWord(word) ? [{ type: word, ...EVENTS[word](words, text) } as ReplyEvent] : [],
  );
