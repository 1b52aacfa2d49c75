/** Text that a program of the host printed in place of JSON. */
export class UnreadableJson extends Error {
  override readonly name = "UnreadableJson";
  constructor(text: string, reason: string) {
    super(`${reason}, in ${JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)}`);
  }
}

/**
 * The JSON values that `ip -j` or `tc -j` printed, one after another, a line each.
 *
 * ip prints characters of names and aliases that JSON does not allow in a string: control characters, line breaks
 * among them, and from 5.12 to 6.0 a quote as `\'`. (iproute2: lib/json_writer.c)
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

/** A string literal, up to its end or the end of the text. */
const STRING = /"(?:[^"\\]|\\[\s\S])*(?:"|$)/g;

/** The text with each string literal as JSON wants it. */
const withValidStrings = (text: string): string =>
  text.replace(STRING, (literal) =>
    literal
      // A backslash before a character that JSON does not escape stands for that character
      .replace(/\\([\s\S])/g, (pair, escaped: string) => (/["\\/bfnrtu]/.test(escaped) ? pair : escaped))
      .replace(/\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`),
  );

/** Where the first value of a text ends: behind the first line break that is in no string literal. */
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
