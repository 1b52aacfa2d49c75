import { z } from "zod";

/** The reason for an unknown property of an object, with the known name that is most likely meant. */
export function unknownProperty(key: string, known: readonly string[], of: string): string {
  const [given, names] = [key.toLowerCase(), known.map((one) => ({ one, name: one.toLowerCase() }))];
  const near =
    names.find(({ name }) => name === given)?.one ?? names.find(({ name }) => isNear(given, name))?.one;
  return near === undefined
    ? `is not a property of ${of}`
    : `is not a property of ${of}; did you mean ${near}?`;
}

/** The fewest letters of a name that is the beginning of another one. */
const BEGINNING = 4;

const isNear = (given: string, known: string): boolean =>
  distance(given, known) <= 2 ||
  (given.length >= BEGINNING && known.startsWith(given)) ||
  (known.length >= BEGINNING && given.startsWith(known));

/** The names of the properties that an object at a path of a schema may have. */
export function namesAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  const [key, ...rest] = path;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return namesAt(schema.unwrap(), path);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((one) => namesAt(one, path));
  if (schema instanceof z.ZodPipe) return namesAt(schema.in, path);
  if (schema instanceof z.ZodArray) return key === undefined ? [] : namesAt(schema.element, rest);
  if (!(schema instanceof z.ZodObject)) return [];
  return key === undefined ? Object.keys(schema.shape) : namesAt(schema.shape[String(key)], rest);
}

/** Levenshtein's distance: how many letters differ. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const swap = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(swap, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
