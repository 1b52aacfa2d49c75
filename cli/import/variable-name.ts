import { links, others } from "../../provider/index.ts";

/** Words of TypeScript that cannot name a constant of a module. (ECMAScript: ReservedWord, and those of strict mode) */
const RESERVED: readonly string[] = [
  ...["arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default"],
  ...["delete", "do", "else", "enum", "eval", "export", "extends", "false", "finally", "for", "function"],
  ...["if", "implements", "import", "in", "instanceof", "interface", "let", "new", "null", "package"],
  ...["private", "protected", "public", "return", "static", "super", "switch", "this", "throw", "true"],
  ...["try", "typeof", "undefined", "var", "void", "while", "with", "yield"],
];

/** Names that a generated program has already. */
const OF_PROGRAM: readonly string[] = [
  ...["pulumi", "config", "importing", "HostArgs", "TunnelPair", "SiteToSite"],
  ...[...Object.keys(links), ...Object.keys(others)],
];

/** Why a text cannot name a host in a generated program. Undefined if it can. */
export function variableNameFault(text: string): string | undefined {
  if (!/^[A-Za-z]\w*$/.test(text)) return "must begin with a letter, and have only letters, digits and _";
  if (RESERVED.includes(text)) return "is a word of TypeScript";
  return OF_PROGRAM.includes(text) ? "is a name that the program needs for something else" : undefined;
}
