/** Words that the prose of this repository must not have, each with a better one and the reason. */

export interface Word {
  /** Matches whole words, in any case. */
  readonly pattern: string;
  readonly better: string;
  readonly because: string;
}

const SPEECH = "data and programs do not speak; a verb of transfer names who sends what to whom";
const ACTOR =
  "the reader has to know who acts: the kernel, ip, the engine, the provider, a host or an operator";
const METAPHOR = "readers do not know this project's metaphors; the field has a term";
const ARCHAIC = "it reads as translated; plain English is shorter";

export const WORDS: readonly Word[] = [
  { pattern: "told|tells?|telling", better: "reports, shows, sends, prints", because: SPEECH },
  { pattern: "said|says?|saying|unsaid", better: "contains, states, declares, prints", because: SPEECH },
  { pattern: "spoken|speaks?|spoke", better: "uses, sends", because: SPEECH },
  { pattern: "hears?|heard|hearing", better: "receives, reads", because: SPEECH },
  {
    pattern: "without a word|in so many words",
    better: "without an error, without a message, explicitly",
    because: SPEECH,
  },
  {
    pattern: "somebody|someone|anybody|anyone|nobody",
    better: "another program, an operator, no process",
    because: ACTOR,
  },
  { pattern: "strangers?", better: "an object of another owner, an unknown host", because: ACTOR },
  {
    pattern: "stands? there|stood there|standing there",
    better: "exists, is present",
    because: "a device exists; it does not stand",
  },
  { pattern: "what became of|what becomes of", better: "the result of", because: ARCHAIC },
  { pattern: "crowds?", better: "batch, batch window", because: METAPHOR },
  { pattern: "residents?", better: "shell state, persistent process", because: METAPHOR },
  { pattern: "moored", better: "fixed, bound", because: METAPHOR },
  { pattern: "sawn|saws", better: "cut off", because: METAPHOR },
  { pattern: "eyes?", better: "check, reader, parser", because: METAPHOR },
  { pattern: "ground", better: "fixture, basis", because: METAPHOR },
  { pattern: "survey(?:s|ed)?", better: "snapshot, list", because: METAPHOR },
  { pattern: "life", better: "lifecycle, lifetime, instance", because: METAPHOR },
  { pattern: "aside", better: "apart from, except", because: METAPHOR },
  { pattern: "farewell", better: "close message", because: METAPHOR },
  { pattern: "believed?|believes?", better: "assume, trust", because: METAPHOR },
  { pattern: "mends?|mended", better: "repair, fix", because: ARCHAIC },
  { pattern: "anew", better: "again, new", because: ARCHAIC },
  { pattern: "had better", better: "should, must", because: ARCHAIC },
  { pattern: "(?:is|are) to be", better: "must be, is (present tense)", because: ARCHAIC },
  { pattern: "borne|bears?", better: "tolerates, carries", because: ARCHAIC },
  { pattern: "lets? go of|letting go of", better: "releases", because: ARCHAIC },
  { pattern: "gives? up on|given up", better: "stops after, fails", because: ARCHAIC },
  {
    pattern: "thereof|whereof|wherein|therein|hitherto|lest",
    better: "of it, in which, so far",
    because: ARCHAIC,
  },
];

/** Texts of other programs. Prose may quote them. */
export const QUOTES: readonly string[] = [];

/**
 * Paths whose prose is not rewritten yet. The check skips them, and lists those that have no finding. The path of a
 * folder ends in `/`.
 */
export const NOT_CLEAN_YET: readonly string[] = [];
