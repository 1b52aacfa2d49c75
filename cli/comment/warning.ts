import { escaped, inlineCode } from "../plan/markdown-text.ts";
import type { Interruption, PlannedLink } from "../plan/model.ts";
import { durationOf, WORDS } from "../plan/words.ts";
import { shortened } from "../shared/names.ts";
import type { Row } from "./rows.ts";

/** The most interruptions that a warning names. */
const MAX_NAMED = 5;

/** A warning about the rows that stop packets. Undefined if none does. */
export function warningOf(rows: readonly Row[], links: readonly PlannedLink[]): string | undefined {
  const stopping = rows.filter(({ interruptions }) => interruptions.length > 0);
  if (stopping.length === 0) return undefined;
  const more = stopping.length - MAX_NAMED;
  const lines = [
    ...stopping.slice(0, MAX_NAMED).map((row) => sentenceOf(row, links)),
    ...(more > 0 ? [`${more} more rows of the table stop packets.`] : []),
  ];
  return ["> [!WARNING]", ...lines.map((line) => `> ${line}`)].join("\n> \n").replace("\n> \n", "\n");
}

/** The most items of a list in a sentence. */
const MAX_LISTED = 4;
/** The longest item of a list, in characters. */
const MAX_ITEM = 200;

/** The first items of a list, and how many more there are. */
function listed(items: readonly string[], separator: string): string {
  const more = items.length - MAX_LISTED;
  const first = items.slice(0, MAX_LISTED).map((one) => escaped(shortened(one, MAX_ITEM)));
  return [...first, ...(more > 0 ? [`${more} more`] : [])].join(separator);
}

function sentenceOf(row: Row, links: readonly PlannedLink[]): string {
  const [first] = row.interruptions as readonly [Interruption, ...Interruption[]];
  const because = [...new Set(row.interruptions.flatMap((one) => one.because))].map(inlineCode).join(", ");
  const on = row.ends.length === 0 ? "" : ` on ${listed(row.ends, " and ")}`;
  const reason = because === "" ? "" : ` because of ${because}`;
  const packets = listed([...new Set(row.interruptions.map((one) => one.packets))], "; ");
  return `**${escaped(shortened(row.name, MAX_ITEM))} is ${WORDS[row.action]}${on}**${reason}. This stops ${packets}, ${durationOf(first)}.${otherWays(row, links)}`;
}

/** Which of the prefixes of a row have another link on the same host that the run leaves up. */
function otherWays({ steps }: Row, links: readonly PlannedLink[]): string {
  const names = new Set(steps.map(({ name }) => name));
  const own = links.filter(({ name, host }) => names.has(name) && host !== undefined);
  const routed = own.flatMap(({ prefixes, host }) => prefixes.map((prefix) => ({ prefix, key: host?.key })));
  const covered = routed.filter(({ prefix, key }) =>
    links.some(
      (link) =>
        !names.has(link.name) &&
        link.host?.key === key &&
        (link.action === undefined || link.action === "change") &&
        link.prefixes.includes(prefix),
    ),
  );
  const prefixes = [...new Set(covered.map(({ prefix }) => prefix))];
  return prefixes.length === 0 ? "" : ` Another link has a route to ${listed(prefixes, ", ")}.`;
}
