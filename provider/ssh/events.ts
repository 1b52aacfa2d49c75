/** A line that a script printed by pi_event (./shell/frame.sh), and the text up to the next such line. */
export interface FrameEvent {
  readonly word: string;
  readonly words: readonly string[];
  readonly text: string;
}

/**
 * The events in the output of a script, in order. Text before the first event is dropped, because it is a banner or the
 * like. An event without the end of its line is dropped too, because its last word may be cut.
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
