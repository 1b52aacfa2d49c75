import { form, numberOrText, U32 } from "./values.ts";

/** The number of the main routing table. (linux: RT_TABLE_MAIN) */
export const MAIN_TABLE = 254;
/** The number of the table for the host's own addresses. (linux: RT_TABLE_LOCAL) */
export const LOCAL_TABLE = 255;

/** The tables that have these names on every host. (iproute2: lib/rt_names.c) */
const COMMON: ReadonlyMap<string, number> = new Map([
  ["default", 253],
  ["main", MAIN_TABLE],
  ["local", LOCAL_TABLE],
]);

/** A name of a table. `ip` reads no such text as a number. */
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;

const WHAT = `a whole number from 1 to ${U32}, or the name of a table of the host such as "blue"`;

function parseTable(given: number | string): number | string | undefined {
  if (typeof given === "string") return COMMON.get(given) ?? (NAME.test(given) ? given : undefined);
  return Number.isInteger(given) && given >= 1 && given <= U32 ? given : undefined;
}

/**
 * A routing table: its number, or its name on the host. A name that all hosts have becomes its number. `forbidden` has the
 * reasons why some tables are not allowed, by their numbers.
 */
export const routingTable = (forbidden: ReadonlyMap<number, string> = new Map()) =>
  numberOrText(parseTable, WHAT, (table) =>
    typeof table === "number" ? forbidden.get(table) : undefined,
  ).meta(form(`1 to ${U32}, or a name`));
