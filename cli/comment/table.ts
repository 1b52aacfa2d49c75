import { escaped, inlineCode } from "../plan/markdown-text.ts";
import type { Change } from "../plan/model.ts";
import { SIGNS, valuesOf } from "../plan/words.ts";
import { shortened } from "../shared/names.ts";
import type { Row, Traffic } from "./rows.ts";

const TRAFFIC: Readonly<Record<Traffic, string>> = {
  interrupted: "**interrupted**",
  stops: "**stops**",
  starts: "starts",
  "flows on": "flows on",
  "not touched": "host not touched",
  "may move": "host not touched, unless it is another machine",
};

/** The most changes in a cell. */
const MAX_CHANGES = 4;
/** The longest value in a cell, in characters. */
const MAX_VALUE = 80;

const cell = (text: string): string => escaped(shortened(text, MAX_VALUE));

function changeText({ property, before, after, items, replaces }: Change): string {
  if (before === after || items !== undefined)
    return `${inlineCode(property)} ${cell(valuesOf({ before, after, ...(items && { items }) }))}`;
  const value = cell(after);
  return `${inlineCode(property)} ${cell(before)} → ${replaces ? `**${value}**` : value}`;
}

function whatOf({ changes }: Row): string {
  if (changes.length === 0) return "–";
  const more = changes.length - MAX_CHANGES;
  return [...changes.slice(0, MAX_CHANGES).map(changeText), ...(more > 0 ? [`and ${more} more`] : [])].join(
    "<br>",
  );
}

const cellsOf = (row: Row): string[] => [
  inlineCode(SIGNS[row.action]),
  `${cell(row.name)} · ${cell(row.kind)}`,
  row.ends.length === 0 ? "–" : cell(row.ends.join(", ")),
  whatOf(row),
  TRAFFIC[row.traffic],
];

/** Rows as a Markdown table. */
export const tableOf = (rows: readonly Row[]): string =>
  [
    "| | object | hosts | what | traffic |",
    "|---|---|---|---|---|",
    ...rows.map((row) => `| ${cellsOf(row).join(" | ")} |`),
  ].join("\n");
