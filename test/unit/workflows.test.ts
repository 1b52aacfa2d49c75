// The check of workflows reports what actionlint finds.
import { expect, test } from "vitest";
import { lintWorkflows } from "../../scripts/check/workflows.ts";

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
