import { isDeepStrictEqual } from "node:util";
import { UNKNOWN } from "../../provider/schema/unknown-value.ts";
import type { Change } from "./model.ts";
import { printed } from "./values.ts";

/** Inputs that the package adds. They mean nothing to a reader. */
export const isHidden = (name: string): boolean => name.startsWith("__") || name === "owner";

/**
 * Whether a value is a fact of a machine that its `Host` reads again in the run. A preview shows it as unknown whenever an
 * argument of the `Host` changes, and it hardly ever differs then.
 */
const isUnknownFact = (key: string, after: unknown): boolean =>
  after === UNKNOWN && (key === "machineId" || key === "hostKey");

type Values = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Values =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/**
 * The differences of a property. An object has one for each of its own properties that differ: of a host that gets another
 * port only `host.connection.port` is shown.
 */
export function leafChanges(property: string, before: unknown, after: unknown): Omit<Change, "replaces">[] {
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys
      .filter((key) => !isDeepStrictEqual(before[key], after[key]) && !isUnknownFact(key, after[key]))
      .flatMap((key) => leafChanges(`${property}.${key}`, before[key], after[key]));
  }
  const values = { property, before: printed(before), after: printed(after) };
  return Array.isArray(before) && Array.isArray(after)
    ? [{ ...values, items: itemChanges(before, after) }]
    : [values];
}

function itemChanges(before: readonly unknown[], after: readonly unknown[]) {
  const [old, next] = [before.map(printed), after.map(printed)];
  return {
    added: next.filter((one) => !old.includes(one)),
    removed: old.filter((one) => !next.includes(one)),
  };
}
