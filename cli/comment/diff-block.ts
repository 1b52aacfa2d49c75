// The changed properties with their signs in column 0, because GitHub colours such lines of a `diff` block.
import type { PlannedStep } from "../plan/model.ts";
import { SIGNS, WORDS } from "../plan/words.ts";

/** The properties of each step, as a `diff` block has them. */
export const diffText = (steps: readonly PlannedStep[]): string =>
  steps
    .map(({ action, name, type, changes }) => {
      const sign = action === "create" || action === "remove" ? SIGNS[action] : "!";
      return [
        `${sign} ${type} ${name}: ${WORDS[action]}`,
        ...changes.flatMap(({ property, before, after }) => [
          `-   ${property}: ${before}`,
          `+   ${property}: ${after}`,
        ]),
      ].join("\n");
    })
    .join("\n");

/** The text of `pulumi preview --diff` with its signs in column 0. GitHub colours `!`, and not `~`. */
export const withSignsFirst = (text: string): string =>
  text
    .split("\n")
    .map((line) =>
      line.replace(/^(\s+)([+~-]{1,2})(?=\s)/, (_all, space: string, sign: string) => `${sign}${space}`),
    )
    .map((line) => line.replace(/^(?:~|\+-|-\+)/, "!"))
    .join("\n");
