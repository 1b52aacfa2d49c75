/** The check of words: the prose of docs, comments and messages must not have a word of the list. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../setup/paths.ts";
import { proseOf } from "./prose.ts";
import { NOT_CLEAN_YET, QUOTES, WORDS } from "./word-list.ts";

export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly found: string;
  readonly better: string;
  readonly because: string;
}

const FILES = [
  "*.md",
  ".github/**/*.md",
  "{docs,examples,test}/**/*.md",
  "{cli,examples,provider,scripts,sdk,test}/**/*.{ts,mts,mjs,sh}",
];
/** Files without prose of this project, and the file with the list of words. */
const IGNORED =
  /(?:^|\/)(?:node_modules|dist|\.lab|\.pulumi)\/|^scripts\/check\/word-list\.ts$|^test\/unit\/sdk\/stubs\//;

const PATTERNS = WORDS.map((word) => ({ ...word, regex: new RegExp(`\\b(?:${word.pattern})\\b`, "gi") }));

/** The findings in the prose of one file. */
export function findingsIn(file: string, text: string): Finding[] {
  return proseOf(file, text).flatMap((prose) => {
    const quoted = QUOTES.reduce(
      (rest, quote) => rest.replaceAll(quote, " ".repeat(quote.length)),
      prose.text,
    );
    return PATTERNS.flatMap(({ regex, better, because }) =>
      [...quoted.matchAll(regex)].map(({ 0: found, index }) => ({
        file,
        line: prose.line + quoted.slice(0, index).split("\n").length - 1,
        found,
        better,
        because,
      })),
    );
  });
}

export interface WordCheck {
  readonly findings: readonly Finding[];
  /** paths of NOT_CLEAN_YET that no longer have findings */
  readonly cleanByNow: readonly string[];
}

/** Checks every file of the repository, except those of NOT_CLEAN_YET. */
export function checkWords(): WordCheck {
  const files = globSync(FILES, { cwd: root, exclude: (name) => IGNORED.test(name) }).filter(
    (file) => !IGNORED.test(file),
  );
  const all = files
    .toSorted()
    .flatMap((file) => findingsIn(file, readFileSync(path.join(root, file), "utf8")));
  const covers = (prefix: string, file: string) =>
    prefix.endsWith("/") ? file.startsWith(prefix) : file === prefix;
  return {
    findings: all.filter(({ file }) => !NOT_CLEAN_YET.some((prefix) => covers(prefix, file))),
    cleanByNow: NOT_CLEAN_YET.filter((prefix) => !all.some(({ file }) => covers(prefix, file))),
  };
}

/** Prints the findings of a check. Returns whether there are none. */
export function reportWords({ findings, cleanByNow }: WordCheck): boolean {
  for (const { file, line, found, better, because } of findings) {
    console.error(`${file}:${line}: "${found}" → ${better} (${because})`);
  }
  for (const prefix of cleanByNow) {
    console.log(`${prefix} is clean: remove it from NOT_CLEAN_YET in scripts/check/word-list.ts`);
  }
  return findings.length === 0;
}
