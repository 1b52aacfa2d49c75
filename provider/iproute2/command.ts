/** A value that goes to the host and nowhere else: not into an error, a log or a process's arguments. */
export class Secret {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return "[secret]";
  }
  toJSON(): string {
    return "[secret]";
  }
}

export type Token = string | Secret;

/** One command of iproute2 as its tokens: `["link", "set", "dev", "ipip0", "up"]`. */
export type Command = readonly Token[];

/** A value in a command's template: a token, several, or none. */
type Part = Token | number | Command | undefined;

/**
 * Builds a command from a template. Its text becomes one token a word. A value becomes one token whatever it holds, a
 * list becomes its tokens, and undefined becomes none.
 * @example tokens`filter add dev ${monitor} ingress pref ${100} ${selector}`
 */
export function tokens(texts: TemplateStringsArray, ...values: readonly Part[]): Command {
  const touches = (text: string, index: number) =>
    (index > 0 && !/^\s/.test(text) && !(text === "" && index === values.length)) ||
    (index < values.length && !/\s$/.test(text) && !(text === "" && index === 0));
  if (texts.some(touches)) throw new Error(`a value touches the text beside it: ${texts.join("…")}`);
  return texts.flatMap((text, index) => [
    ...text.split(/\s+/).filter((word) => word !== ""),
    ...partTokens(values[index]),
  ]);
}

function partTokens(part: Part): Command {
  if (part === undefined) return [];
  if (typeof part === "number") return [String(part)];
  return typeof part === "string" || part instanceof Secret ? [part] : part;
}

/** A word and its value, or neither where the value is undefined. */
export const optional = (word: string, value: Token | number | undefined): Command =>
  value === undefined ? [] : [word, ...partTokens(value)];

/** A number in hexadecimal, which iproute2 reads by its `0x` whatever base an option takes without it. */
export const hex = (value: number, digits = 1): string => `0x${value.toString(16).padStart(digits, "0")}`;

/**
 * What a token may hold. Space, quotes, '#', backslash and newline are syntax to `ip -batch`, and a quote would
 * end the shell word that carries the batch; none of them occurs in a value that was parsed and printed again.
 */
const TOKEN = /^[A-Za-z0-9_.:,/@+=()*[\]-]+$/;

function printToken(token: Token): string {
  const text = token instanceof Secret ? token.reveal() : token;
  if (typeof text !== "string" || !TOKEN.test(text)) {
    throw new Error(
      `not a token of an ip command: ${token instanceof Secret ? "a secret" : JSON.stringify(text)}`,
    );
  }
  return text;
}

/** The line for `ip -batch`: what the host gets. */
export const printCommand = (command: Command): string => command.map(printToken).join(" ");

/** The command as a person may read it, secrets left out. */
export const describeCommand = (tool: string, command: Command): string =>
  `${tool} ${command.map((token) => token.toString()).join(" ")}`;

/**
 * The program that runs an operation's commands, each as one `-batch`, and the word that all of them begin with.
 * `ip xfrm` ends its batch at a failure without a word of where, so its commands are batches of their own. `sysctl`
 * is a function of the frame's own, which also keeps the markers of who wants a setting.
 */
export type Tool = "ip" | "ip fou" | "ip -6 fou" | "ip xfrm" | "tc" | "sysctl";
