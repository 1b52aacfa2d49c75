import type { z } from "zod";
import { type Command, hex, tokens } from "../../iproute2/command.ts";
import type { LiveMark } from "../../iproute2/xfrm-text.ts";
import type { Rule } from "../../schema/declaration.ts";
import { integer, object, U32 } from "../../schema/values.ts";

/** The firewall mark of the packets of a state or policy, with the mask of its significant bits. */
export const mark = () => object({ value: integer(0, U32), mask: integer(1, U32).default(U32) });

export type MarkValue = z.output<ReturnType<typeof mark>>;

export const markTokens = (word: "mark" | "output-mark", mark: MarkValue | undefined): Command =>
  mark === undefined ? [] : tokens`${word} ${hex(mark.value)} mask ${hex(mark.mask)}`;

/** A mark in a message: `0x5/0xff`. */
export const markInWords = ({ value, mask }: LiveMark): string => `${hex(value)}/${hex(mask)}`;

export const sameMark = (one: LiveMark | undefined, other: LiveMark | undefined): boolean =>
  (one?.value ?? 0) === (other?.value ?? 0) && (one?.mask ?? 0) === (other?.mask ?? 0);

export const markRule = (name: "mark" | "outputMark"): Rule => ({
  over: [name],
  fault(args) {
    const { value, mask } = (args[name] ?? { value: 0, mask: 0 }) as MarkValue;
    return (value & ~mask) === 0
      ? undefined
      : `has the value ${hex(value)} outside of its mask ${hex(mask)}: no packet could match it`;
  },
});
