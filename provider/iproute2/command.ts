/** A secret value. Only the host receives it. Errors, logs and the arguments of processes do not show it. */
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

/** Several words that are one token, such as an alias with a description. `ip -batch` reads them in quotes. */
export class Phrase {
  readonly #words: string;
  constructor(words: string) {
    this.#words = words;
  }
  toString(): string {
    return `"${this.#words}"`;
  }
}

/** A statement of nft, which has more characters than a token of ip. */
export class NftText {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

export type Token = string | Secret | Phrase | NftText;

/** One command of iproute2 as its tokens: `["link", "set", "dev", "ipip0", "up"]`. */
export type Command = readonly Token[];

/** A value in the template of a command: one token, several, or none. */
type Part = Token | number | Command | undefined;

/**
 * Builds a command from a template. Each word of the text becomes a token. A value becomes one token, even with spaces
 * in it. A list becomes its tokens, and undefined becomes none.
 * @example tokens`filter add dev ${monitor} ingress pref ${100} ${selector}`
 */
export function tokens(texts: TemplateStringsArray, ...values: readonly Part[]): Command {
  const words = wordsOf(texts);
  const all: Token[] = [];
  for (const [index, own] of words.entries()) {
    all.push(...own);
    if (index < values.length) all.push(...partTokens(values[index]));
  }
  return all;
}

const knownWords = new WeakMap<TemplateStringsArray, readonly (readonly string[])[]>();

/** The words of each text of a template. They are computed once for each template, because a template never changes. */
function wordsOf(texts: TemplateStringsArray): readonly (readonly string[])[] {
  const known = knownWords.get(texts);
  if (known !== undefined) return known;
  const last = texts.length - 1;
  const touches = (text: string, index: number) =>
    (index > 0 && !/^\s/.test(text) && !(text === "" && index === last)) ||
    (index < last && !/\s$/.test(text) && !(text === "" && index === 0));
  if (texts.some(touches)) throw new Error(`a value touches the text beside it: ${texts.join("…")}`);
  const words = texts.map((text) => text.split(/\s+/).filter((word) => word !== ""));
  knownWords.set(texts, words);
  return words;
}

function partTokens(part: Part): Command {
  if (part === undefined) return [];
  if (typeof part === "number") return [String(part)];
  return typeof part === "string" || isSpecial(part) ? [part] : part;
}

const isSpecial = (part: Part): part is Exclude<Token, string> =>
  part instanceof Secret || part instanceof Phrase || part instanceof NftText;

/** A word and its value, or nothing if the value is undefined. */
export const optional = (word: string, value: Token | number | undefined): Command =>
  value === undefined ? [] : [word, ...partTokens(value)];

/** A number in hexadecimal with `0x`, because some options of iproute2 read a plain number in another base. */
export const hex = (value: number, digits = 1): string => `0x${value.toString(16).padStart(digits, "0")}`;

/**
 * The characters of a token. Space, quotes, '#', backslash and newline are syntax of `ip -batch`, and a quote would end
 * the shell word with the batch. No value that was parsed and printed again has one of them.
 */
const TOKEN = /^[A-Za-z0-9_.:,/@+=()*[\]-]+$/;
const PHRASE = /^"[A-Za-z0-9_.:,/@+=()*[\]-]+( [A-Za-z0-9_.:,/@+=()*[\]-]+)*"$/;
/** The characters of a statement of nft. A quote with `$`, a backslash or a newline would be syntax of the shell. */
const NFT = /^[A-Za-z0-9_.:,/@+=()*[\]{};" -]+$/;

function printToken(token: Token): string {
  const text = token instanceof Secret ? token.reveal() : token.toString();
  const isToken = typeof token === "string" || token instanceof Secret;
  if ((isToken && TOKEN.test(text)) || (token instanceof Phrase && PHRASE.test(text))) return text;
  if (token instanceof NftText && NFT.test(text)) return text;
  throw new Error(
    `not a token of an ip command: ${token instanceof Secret ? "a secret" : JSON.stringify(text)}`,
  );
}

/** The line for `ip -batch`, with secrets. The host receives it. */
export const printCommand = (command: Command): string => command.map(printToken).join(" ");

/** The command for a message, without secrets. */
export function describeCommand(tool: string, command: Command): string {
  const text = command.map(describeToken).join(" ");
  if (tool !== IP_AND_BRIDGE) return `${tool} ${text}`;
  return OTHER_PROGRAMS.has(String(command[0])) ? text : `ip ${text}`;
}

/** A token for people, who may paste the command into a shell. */
const describeToken = (token: Token): string => (token instanceof NftText ? `'${token}'` : token.toString());

const IP_AND_BRIDGE = "ip and bridge";
/** The first words of commands that are not of `ip`. */
const OTHER_PROGRAMS: ReadonlySet<string> = new Set(["bridge", "sysctl", "nft"]);

/**
 * The program that runs the commands of an operation, with the first word of each command. A program runs them in one
 * `-batch`. `ip xfrm -batch` does not report the failing line, so each of its commands runs in its own batch. `sysctl`
 * is a shell function of the frame (../host/shell/sysctl.sh). It also writes the markers of the owners of a setting.
 * `ip and bridge` is one too (../host/shell/ip-and-bridge.sh): a command of `bridge` begins with that word, and
 * `sysctl net/ipv4/conf/gre0/rp_filter=2` writes a setting of a device. Successive commands of `nft` are one transaction
 * (../host/shell/nft.sh).
 */
export type Tool =
  | "ip"
  | "ip -6"
  | "ip fou"
  | "ip -6 fou"
  | "ip xfrm"
  | "tc"
  | "sysctl"
  | typeof IP_AND_BRIDGE;

/** The tool of commands, if some of them may be commands of `bridge`, `sysctl` or `nft`. */
export const toolOfCommands = (commands: readonly Command[]): Tool =>
  commands.some(([first]) => OTHER_PROGRAMS.has(String(first))) ? IP_AND_BRIDGE : "ip";
