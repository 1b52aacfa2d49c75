/** The error if a program of the host printed text that is not JSON. */
export class UnreadableJson extends Error {
  override readonly name = "UnreadableJson";
  constructor(text: string, reason: string) {
    super(`${reason}, in ${JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)}`);
  }
}

/**
 * Parses the JSON values that `ip -j` or `tc -j` printed, one per line.
 *
 * ip prints some characters of names and aliases as they are, although JSON does not allow them in a string. They are
 * control characters and line breaks. ip 5.12 to 6.0 also prints a quote as `\'`. (iproute2: lib/json_writer.c) Before
 * 5.12 it prints no value for the direction of ERSPAN.
 *
 * @throws UnreadableJson
 */
export function jsonValues(text: string): unknown[] {
  try {
    return valuesIn(text);
  } catch {
    const repaired = withValidStrings(text);
    try {
      return valuesIn(repaired);
    } catch (error) {
      throw new UnreadableJson(text, error instanceof Error ? error.message : String(error));
    }
  }
}

const valuesIn = (text: string): unknown[] =>
  text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [JSON.parse(line) as unknown]));

/** Matches a string literal, up to its closing quote or to the end of the text. */
const STRING = /"(?:[^"\\]|\\[\s\S])*(?:"|$)/g;

/** A key without a value and without a comma. No string literal contains it, because it has quotes. */
const WITHOUT_VALUE = /"erspan_dir":(?="erspan_hwid":)/g;

/** The text with valid JSON in each string literal. */
const withValidStrings = (text: string): string =>
  text.replaceAll(WITHOUT_VALUE, "").replace(STRING, (literal) =>
    literal
      // JSON knows no such escape, so only the character after the backslash remains
      .replace(/\\([\s\S])/g, (pair, escaped: string) => (/["\\/bfnrtu]/.test(escaped) ? pair : escaped))
      .replace(/\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`),
  );

/** The position after the first value of a text. It ends at the first line break outside of a string literal. */
export function endOfFirstValue(text: string): number {
  let [position, lineBreak] = [0, text.indexOf("\n")];
  while (lineBreak >= 0) {
    const quote = text.indexOf('"', position);
    if (quote < 0 || lineBreak < quote) return lineBreak + 1;
    STRING_AT.lastIndex = quote;
    STRING_AT.test(text);
    position = STRING_AT.lastIndex;
    if (lineBreak < position) lineBreak = text.indexOf("\n", position);
  }
  return text.length;
}

const STRING_AT = new RegExp(STRING.source, "y");
