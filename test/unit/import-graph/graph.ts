// Which file imports which. The compiler reads the imports, so imports of types count as well.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import ts from "typescript";
import { root } from "../../../scripts/setup/paths.ts";

/**
 * The imports of each file: paths from the root for files of this package, and names as written for others (`zod`,
 * `node:fs`).
 */
export type Imports = ReadonlyMap<string, readonly string[]>;

const SOURCE = /(?<!\.d)\.m?[tj]s$/;

/** The imports of every source file in the directories, by the file's path from the package's root. */
export function importsIn(...directories: readonly string[]): Imports {
  const files = directories.flatMap((directory) =>
    readdirSync(join(root, directory), { recursive: true, encoding: "utf8" })
      .map((file) => join(directory, file))
      .filter((file) => SOURCE.test(file)),
  );
  return new Map(
    files.map((file) => {
      const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), "utf8"), true, true);
      const targets = importedFiles.map(({ fileName }) =>
        fileName.startsWith(".") ? normalize(join(dirname(file), fileName)) : fileName,
      );
      return [file, [...new Set(targets)]];
    }),
  );
}

/** Imports that lead from one group of files to another. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** one of these imports: `provider/index.ts imports provider/kinds/links/gre.ts` */
  readonly example: string;
}

/** The arrows between groups. `groupOf` returns a path's group, and undefined for a path without one. */
export function arrowsIn(imports: Imports, groupOf: (path: string) => string | undefined): Arrow[] {
  const arrows = new Map<string, Arrow>();
  for (const [file, targets] of imports) {
    for (const target of targets) {
      const [from, to] = [groupOf(file), groupOf(target)];
      if (from === undefined || to === undefined || from === to) continue;
      const arrow = { from, to, example: `${file} imports ${target}` };
      arrows.set(`${from} ${to}`, arrows.get(`${from} ${to}`) ?? arrow);
    }
  }
  return [...arrows.values()];
}

/** One line for each arrow that is part of a cycle. */
export function arrowsInCycles(arrows: readonly Arrow[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of arrows) next.set(from, [...(next.get(from) ?? []), to]);
  const leadsTo = (start: string, goal: string): boolean => {
    const seen = new Set([start]);
    for (const node of seen) for (const other of next.get(node) ?? []) seen.add(other);
    return seen.has(goal);
  };
  return arrows.filter(({ from, to }) => leadsTo(to, from)).map(({ example }) => example);
}
