// Values of a preview: some are secret, some are known only in the run.
import { UNKNOWN } from "../../provider/schema/unknown-value.ts";
import { partsOfPath } from "./property-path.ts";

type Values = Readonly<Record<string, unknown>>;

/** The text that Pulumi prints for each secret. */
export const SECRET = "[secret]";
/** A secret that differs from the recorded one. */
const NEW_SECRET = "[new secret]";
/** The text for a value that the run computes. */
export const AT_APPLY = "(known at apply)";

/** A text in which unknown values are readable. */
export const readableText = (text: string): string =>
  text.replaceAll(UNKNOWN, AT_APPLY).replaceAll(NEW_SECRET, SECRET);

const inOneLine = (text: string): string => text.replace(/\p{Cc}+/gu, " ");

const isObject = (value: unknown): value is Values => value !== null && typeof value === "object";

/** Replaces each secret in a value by a text that differs from the recorded secret. */
function renewed(value: unknown): unknown {
  if (value === SECRET) return NEW_SECRET;
  if (Array.isArray(value)) return value.map(renewed);
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, renewed(one)]));
  return value;
}

function renewedAt(value: unknown, path: readonly string[]): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return renewed(value);
  if (value === SECRET) return NEW_SECRET;
  if (Array.isArray(value))
    return value.map((one, index) => (String(index) === first ? renewedAt(one, rest) : one));
  if (isObject(value) && first in value) return { ...value, [first]: renewedAt(value[first], rest) };
  return value;
}

/** The new values, in which secrets at the paths that differ are not equal to the old ones, as Pulumi prints both alike. */
export const withRenewedSecrets = (values: Values, differing: readonly string[]): Values =>
  differing.reduce<Values>((all, path) => renewedAt(all, partsOfPath(path)) as Values, values);

/** A value for a reader, on one line. */
export function printed(value: unknown): string {
  if (value === undefined || value === null) return "none";
  if (value === UNKNOWN) return AT_APPLY;
  if (value === NEW_SECRET) return SECRET;
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(printed).join(", ");
  if (!isObject(value)) return inOneLine(readableText(String(value)));
  const parts = Object.entries(value).flatMap(([key, one]) =>
    one === undefined ? [] : [`${key} ${printed(one)}`],
  );
  return `{ ${parts.join(", ")} }`;
}
