/** A line that a script printed by pi_event (./shell/frame.sh), with the text up to the next one. */
export interface FrameEvent {
  readonly word: string;
  readonly words: readonly string[];
  readonly text: string;
}

/**
 * The events in what a script printed, in order. What comes before the first is a banner or other noise. An event whose
 * line did not come to its end is left out, because its last word may be cut.
 */
export const eventsIn = (stdout: string, nonce: string): FrameEvent[] =>
  `\n${stdout}`
    .split(`\n${nonce} `)
    .slice(1)
    .flatMap((part) => {
      const end = part.indexOf("\n");
      if (end < 0) return [];
      const [word = "", ...words] = part.slice(0, end).trim().split(" ");
      return [{ word, words, text: part.slice(end + 1) }];
    });
