import { shortLabelOf } from "../plan/host-label.ts";
import { escaped, inlineCode } from "../plan/markdown-text.ts";
import type { Change, Drift } from "../plan/model.ts";
import { shortened } from "../shared/names.ts";

/** The most drifted objects that are named. */
const MAX_DRIFTS = 20;
/** The most changes of an object. */
const MAX_CHANGES = 4;
/** The longest value, in characters. */
const MAX_VALUE = 80;

const value = (text: string): string => escaped(shortened(text, MAX_VALUE));

const changeText = ({ property, before, after }: Change): string =>
  `${inlineCode(property)} is ${value(after)}, not ${value(before)}`;

/** What a refresh has found on the hosts. It has a heading of its own, because the program does not declare it. */
export function driftList(drifts: readonly Drift[]): string {
  const more = drifts.length - MAX_DRIFTS;
  const lines = drifts.slice(0, MAX_DRIFTS).map(({ name, host, isGone, changes }) => {
    const where = host === undefined ? "" : ` on ${value(shortLabelOf(host))}`;
    const others = changes.length - MAX_CHANGES;
    const all = [...changes.slice(0, MAX_CHANGES).map(changeText), ...(others > 0 ? [`${others} more`] : [])];
    return `- ${value(name)}${where}: ${isGone ? "no longer exists" : all.join("; ")}`;
  });
  return [
    "#### Drift: the hosts differ from the state",
    [...lines, ...(more > 0 ? [`- and ${more} more`] : [])].join("\n"),
  ].join("\n\n");
}
