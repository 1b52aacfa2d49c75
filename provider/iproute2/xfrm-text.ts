import { parseAddress, parseInterfaceAddress } from "./address.ts";

/** A mark and the mask of its significant bits. */
export interface LiveMark {
  readonly value: number;
  readonly mask: number;
}

export interface LiveState {
  readonly source: string;
  readonly destination: string;
  readonly proto: string;
  readonly spi: number;
  readonly reqid: number;
  readonly mode: string;
  readonly replayWindow: number;
  readonly flags: readonly string[];
  readonly mark?: LiveMark;
  readonly outputMark?: LiveMark;
  readonly ifId?: number;
  readonly aead?: { readonly name: string; readonly icvLength: number };
  readonly encryption?: { readonly name: string };
  readonly authentication?: { readonly name: string; readonly truncation: number };
  readonly encapsulation?: { readonly type: string; readonly sport: number; readonly dport: number };
}

export interface LiveTemplate {
  readonly source: string;
  readonly destination: string;
  readonly proto: string;
  readonly mode: string;
  readonly reqid: number;
  readonly spi: number;
  readonly level: string;
}

export interface LivePolicy {
  readonly source: string;
  readonly destination: string;
  /** a name or a number, as the host's /etc/protocols spells it */
  readonly proto?: string;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly dev?: string;
  readonly direction: string;
  readonly action: string;
  readonly priority: number;
  /** The kernel's number of the policy. A policy that is added later has another one. */
  readonly index?: number;
  readonly mark?: LiveMark;
  readonly ifId?: number;
  readonly templates: readonly LiveTemplate[];
}

/**
 * The entries of a list, as lines. `ip xfrm` cannot print JSON. An entry begins with a line that is not indented. The
 * first word of every other line names its values. Callers skip unknown words, because newer releases print more.
 */
function entriesOf(text: string): (readonly string[])[] {
  const entries: string[][] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    if (/^\s/.test(line)) entries.at(-1)?.push(line);
    else entries.push([line]);
  }
  return entries;
}

const words = (line: string) => line.trim().split(/\s+/);

/** The word that follows another one in a line. */
function after(line: string | undefined, word: string): string | undefined {
  const all = words(line ?? "");
  const index = all.indexOf(word);
  return index < 0 ? undefined : all[index + 1];
}

/** A number as `ip` prints it. With -s the same number in another base follows: `0x00000101(257)`. */
const numberOf = (text: string | undefined): number | undefined => {
  const value = !text ? Number.NaN : Number(text.replace(/\(.*/, "").replace(/,$/, ""));
  return Number.isNaN(value) ? undefined : value;
};

function markOf(line: string | undefined, word: string): LiveMark | undefined {
  const [value, mask] = (after(line, word) ?? "").split("/").map(numberOf);
  return value === undefined || (value === 0 && mask === 0) ? undefined : { value, mask: mask ?? 0xffffffff };
}

/** The name and the last number of a line. The key, or `<<Keys hidden>>`, is between them and is skipped. */
const algorithm = (line: string | undefined) => {
  const [, name = "", ...rest] = words(line ?? "");
  return { name, length: numberOf(rest.at(-1)) ?? 0 };
};

/** Reads the output of `ip xfrm state list nokeys`. */
export const readStates = (text: string): LiveState[] => entriesOf(text).flatMap(stateOf);

function stateOf([first = "", ...lines]: readonly string[]): LiveState[] {
  // ip prints both marks in one line
  const marks = lines.find((one) => ["mark", "output-mark"].includes(words(one)[0] ?? ""));
  const line = (word: string) => lines.find((one) => words(one)[0] === word);
  const [source, destination] = [after(first, "src"), after(first, "dst")].map((one) =>
    parseAddress(one ?? ""),
  );
  const id = line("proto");
  const [proto, mode, spi] = [after(id, "proto"), after(id, "mode"), numberOf(after(id, "spi"))];
  if (!source || !destination || !proto || !mode || spi === undefined) return [];
  const replay = line("replay-window");
  const flags = / flag ([^(]*)/.exec(replay ?? "")?.[1];
  const [mark, outputMark] = [markOf(marks, "mark"), markOf(marks, "output-mark")];
  const ifId = numberOf(after(line("if_id"), "if_id"));
  const [aead, enc, auth, encap] = [line("aead"), line("enc"), line("auth-trunc"), line("encap")];
  const [sport, dport] = [numberOf(after(encap, "sport")), numberOf(after(encap, "dport"))];
  return [
    {
      ...{ source, destination, proto, spi, mode },
      reqid: numberOf(after(id, "reqid")) ?? 0,
      // ip prints the window of a long or extended sequence number in the line "replay_window"
      replayWindow:
        numberOf(after(line("replay_window"), "replay_window") ?? after(replay, "replay-window")) ?? 0,
      flags: flags === undefined ? [] : words(flags).filter((flag) => flag !== ""),
      ...(mark === undefined ? {} : { mark }),
      ...(outputMark === undefined ? {} : { outputMark }),
      ...(ifId === undefined ? {} : { ifId }),
      ...(aead === undefined
        ? {}
        : { aead: { name: algorithm(aead).name, icvLength: algorithm(aead).length } }),
      ...(enc === undefined ? {} : { encryption: { name: algorithm(enc).name } }),
      ...(auth === undefined
        ? {}
        : { authentication: { name: algorithm(auth).name, truncation: algorithm(auth).length } }),
      ...(sport === undefined || dport === undefined
        ? {}
        : { encapsulation: { type: after(encap, "type") ?? "", sport, dport } }),
    },
  ];
}

/** Reads the output of `ip -s xfrm policy list`, without the policies of sockets. */
export const readPolicies = (text: string): LivePolicy[] => entriesOf(text).flatMap(policyOf);

function policyOf([first = "", ...lines]: readonly string[]): LivePolicy[] {
  const [source, destination] = [after(first, "src"), after(first, "dst")].map((one) =>
    parseInterfaceAddress(one ?? ""),
  );
  const rule = lines.find((one) => words(one)[0] === "dir");
  const direction = after(rule, "dir");
  const ptype = after(rule, "ptype") ?? "main";
  if (!source || !destination || !direction || ptype !== "main") return [];
  const from = lines.findIndex((one) => words(one)[0] === "tmpl");
  const own = from < 0 ? lines : lines.slice(0, from);
  // Lines after the templates belong to the policy again. They are indented once, those of templates twice.
  const once = (word: string) => lines.find((one) => words(one)[0] === word && !/^(\t\t|\s{4})/.test(one));
  const mark = markOf(
    own.find((one) => words(one)[0] === "mark"),
    "mark",
  );
  const ifId = numberOf(after(once("if_id"), "if_id"));
  const proto = after(first, "proto");
  const [sourcePort, destinationPort] = [numberOf(after(first, "sport")), numberOf(after(first, "dport"))];
  const dev = after(first, "dev");
  const policyIndex = numberOf(after(rule, "index"));
  return [
    {
      ...{ source, destination, direction },
      action: after(rule, "action") ?? "allow",
      priority: numberOf(after(rule, "priority")) ?? 0,
      ...(policyIndex === undefined ? {} : { index: policyIndex }),
      ...(proto === undefined ? {} : { proto }),
      ...(sourcePort === undefined ? {} : { sourcePort }),
      ...(destinationPort === undefined ? {} : { destinationPort }),
      ...(dev === undefined ? {} : { dev }),
      ...(mark === undefined ? {} : { mark }),
      ...(ifId === undefined ? {} : { ifId }),
      templates: templatesOf(lines),
    },
  ];
}

function templatesOf(lines: readonly string[]): LiveTemplate[] {
  const starts = lines.flatMap((line, index) => (words(line)[0] === "tmpl" ? [index] : []));
  return starts.map((start, nth) => {
    const [head = "", ...rest] = lines.slice(start, starts[nth + 1]);
    const id = rest.find((one) => words(one)[0] === "proto");
    const level = rest.find((one) => words(one)[0] === "level");
    return {
      source: parseAddress(after(head, "src") ?? "") ?? "",
      destination: parseAddress(after(head, "dst") ?? "") ?? "",
      proto: after(id, "proto") ?? "",
      mode: after(id, "mode") ?? "",
      reqid: numberOf(after(id, "reqid")) ?? 0,
      spi: numberOf(after(id, "spi")) ?? 0,
      level: after(level, "level") ?? "required",
    };
  });
}
