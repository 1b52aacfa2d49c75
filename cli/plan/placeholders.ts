// Words in commands for values that only the run knows.
import type { PlannedStep } from "./model.ts";

/** The incarnation of an object that the run creates. */
export const INCARNATION_WORD = "NEW";
/** The stack id of a stack that has none yet. */
export const STACK_WORD = "STACK";
/** The note of an IPsec state's marker. */
export const NOTE_WORD = "FINGERPRINT";
/** The cookie of a mirror that the run creates. */
export const COOKIE_WORD = "COOKIE";

const MEANINGS: readonly (readonly [word: string, inCommands: RegExp, meaning: string])[] = [
  [INCARNATION_WORD, /\.NEW:/, "a random word of the creation"],
  [STACK_WORD, /:STACK\./, "a random word of the stack"],
  [NOTE_WORD, /FINGERPRINT/, "a hash of the keys"],
  [COOKIE_WORD, /cookie COOKIE/, "a hash of the owner alias"],
];

/** The sentence that explains the words in the commands of these steps. Undefined if they have none. */
export function placeholdersIn(steps: readonly PlannedStep[]): string | undefined {
  const lines = steps.flatMap(({ commands }) => commands);
  const used = MEANINGS.filter(([, pattern]) => lines.some((line) => pattern.test(line)));
  if (used.length === 0) return undefined;
  return `Only the run knows ${used.map(([word, , meaning]) => `${word}, ${meaning}`).join("; ")}.`;
}
