// The check of words: which texts count as prose in each kind of file, and what the check reports.
import { describe, expect, test } from "vitest";
import { WORDS } from "../../scripts/check/word-list.ts";
import { checkWords, findingsIn } from "../../scripts/check/words.ts";

const found = (file: string, text: string) => findingsIn(file, text).map((one) => `${one.line}:${one.found}`);

describe("findingsIn", () => {
  test("finds a word of the list in Markdown, with its line", () => {
    expect(found("docs/page.md", "# A page\n\nThe host was told\nso by somebody.\n")).toEqual([
      "3:told",
      "4:somebody",
    ]);
  });

  test("finds a word in comments of TypeScript, inside a block and after code", () => {
    const code = "/**\n * Fine.\n * The host said so.\n */\nconst a = 1; // nobody knows\n}\n// told\n";
    expect(found("sdk/file.ts", code)).toEqual(["3:said", "5:nobody", "7:told"]);
  });

  test("finds a word in messages of the provider, and not in identifiers or single words", () => {
    const code = `const told = "told";\nthrow new Error(\`\${told} is said of the host\`);\n`;
    expect(found("provider/file.ts", code)).toEqual(["2:said"]);
  });

  test("finds a word in titles of tests, and not in other strings of tests", () => {
    const code = 'test("somebody is told", () => {\n  expect(text).toBe("somebody is told");\n});\n';
    expect(found("test/file.ts", code)).toEqual(["1:told", "1:somebody"]);
  });

  test("finds a word in comments of shell scripts", () => {
    expect(found("provider/file.sh", "#!/bin/sh\n# Somebody has the lock\necho told # said\n")).toEqual([
      "2:Somebody",
      "3:said",
    ]);
  });
});

describe("findingsIn with text that is not prose", () => {
  test("skips code and links of Markdown", () => {
    const text = "Use `said` or [this](told.md).\n\n```sh\nsomebody said\n```\n";
    expect(found("docs/page.md", text)).toEqual([]);
  });

  test("skips parts that `npm run docs` writes into a page", () => {
    expect(found("docs/page.md", "<!-- kinds: made by x -->\ntold\n<!-- /kinds -->\n")).toEqual([]);
  });

  test("skips words that only contain one of the list", () => {
    expect(found("docs/page.md", "The background process exists at the underground station.\n")).toEqual([]);
  });
});

test("the list has a better word and a reason for every word", () => {
  for (const { better, because } of WORDS) {
    expect(better).not.toBe("");
    expect(because.length).toBeGreaterThan(20);
  }
});

test("checkWords finds nothing in files that are rewritten", { timeout: 60_000 }, () => {
  expect(checkWords().findings).toEqual([]);
});
