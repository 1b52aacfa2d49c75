import { eventsIn, type FrameReply } from "../../../provider/ssh/index.ts";

/** The texts that a host prints, by the name of the fact (./collect.sh). */
export type Sections = Readonly<Record<string, string>>;

/** Splits the reply of a host into its facts. */
export const sectionsOf = ({ stdout, nonce }: Pick<FrameReply, "stdout" | "nonce">): Sections =>
  Object.fromEntries(
    eventsIn(stdout, nonce).flatMap(({ word, words: [name], text }) =>
      word === "fact" && name !== undefined ? [[name, text.trim()] as const] : [],
    ),
  );

/** The lines of a fact that are not empty. */
export const linesOf = (sections: Sections, name: string): string[] =>
  (sections[name] ?? "").split("\n").filter((line) => line.trim() !== "");
