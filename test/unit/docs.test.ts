import { existsSync, globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { handlers, links } from "../../provider/index.ts";
import { validate } from "../../provider/schema/validate.ts";
import { compile } from "../../scripts/docs/compile.ts";
import { components } from "../../scripts/docs/component-page.ts";
import { constructed } from "../../scripts/docs/examples.ts";
import { bytesIn, overheadRows } from "../../scripts/docs/headers.ts";
import { componentsDir, indexPage, kindsDir, pages } from "../../scripts/docs/pages.ts";
import { Sdk } from "../../scripts/docs/sdk.ts";
import { declarations, filledIn, internalTypes } from "../../scripts/docs/types.ts";
import { root } from "../../scripts/setup/paths.ts";

const sdk = await Sdk.read();
const made = await pages();
const types = Object.keys(declarations);

/** The examples of all classes of the SDK, including classes without a page. */
const examples = [...sdk.classes.keys()].flatMap((name) =>
  sdk
    .class(name)
    .examples.map(({ code }, index) => ({ name: `${name}, example ${index + 1}`, type: name, code })),
);

describe("npm run docs", () => {
  test("writes a page for every type that has handlers and for every component, and no other page", () => {
    expect([...types, ...internalTypes].toSorted()).toEqual(Object.keys(handlers).toSorted());
    const written = [kindsDir, componentsDir].flatMap((dir) => globSync(`${dir}/*`, { cwd: root }));
    const wanted = [
      ...types.map((type) => `${kindsDir}/${type}.md`),
      ...components.map((name) => `${componentsDir}/${name}.md`),
    ];
    expect(written.toSorted()).toEqual(wanted.toSorted());
  });

  test("writes a page for every component class that sdk/index.ts exports", async () => {
    const entry = await readFile(path.join(root, "sdk/index.ts"), "utf8");
    const classes = [...sdk.classes.values()].filter((one) =>
      one.getText().includes("pulumi.ComponentResource"),
    );
    const exported = classes
      .map((one) => one.name?.text ?? "")
      .filter((name) => new RegExp(`\\b${name}\\b`).test(entry));
    expect(exported.toSorted()).toEqual([...components].toSorted());
  });

  test.each([...made.keys()])("writes %s as the repository has it", async (file) => {
    expect(await readFile(path.join(root, file), "utf8")).toBe(made.get(file));
  });

  test.each(types)("writes a description of every argument of %s", (type) => {
    expect(undescribed(`${kindsDir}/${type}.md`)).toEqual([]);
  });

  test.each(components)("writes a description of every argument and output of %s", (name) => {
    expect(undescribed(`${componentsDir}/${name}.md`)).toEqual([]);
  });

  test("lists every type and component in the index", () => {
    for (const type of types) expect(made.get(indexPage)).toContain(`[${type}](kinds/${type}.md)`);
    for (const name of components) expect(made.get(indexPage)).toContain(`[${name}](components/${name}.md)`);
  });

  test.each(Object.entries(links))("writes as many header bytes for %s as the kind counts", (_type, kind) => {
    const drawn = kind.link.headers.reduce((sum, header) => sum + bytesIn(header), 0);
    expect(drawn).toBe(overheadRows(kind).bytes);
  });
});

/** Rows of a page whose last cell is empty. */
const undescribed = (file: string): string[] =>
  (made.get(file) ?? "").split("\n").filter((line) => /^\| `\w+` \|/.test(line) && /\|\s*\|$/.test(line));

/** Markdown files that people read in the repository. */
const texts = globSync(["*.md", "docs/**/*.md", ".github/**/*.md", "examples/*/README.md"], { cwd: root });

test.each(texts)("%s links only to files that exist", async (file) => {
  const text = await readFile(path.join(root, file), "utf8");
  const targets = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, target = ""]) => target);
  const missing = targets.filter((target) => !existsSync(path.resolve(root, path.dirname(file), target)));
  expect(missing).toEqual([]);
});

describe("examples of the docs", () => {
  test("exist for every type and every component", () => {
    const without = [...types, ...components].filter((type) => !examples.some((one) => one.type === type));
    expect(without).toEqual([]);
  });

  test("compile, together with every block of TypeScript in README.md and docs/", {
    timeout: 60_000,
  }, async () => {
    const blocks = examples.map(({ name, code }) => ({ name, code }));
    for (const file of globSync(["README.md", "docs/**/*.md"], { cwd: root }).filter(
      (one) => !made.has(one),
    )) {
      const text = await readFile(path.join(root, file), "utf8");
      const found = [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)];
      blocks.push(...found.map(([, code = ""], index) => ({ name: `${file}, block ${index + 1}`, code })));
    }
    expect(compile(blocks)).toEqual([]);
  });

  test.each(examples)("pass the schema: $name", ({ code, type }) => {
    const resources = constructed(code);
    expect(resources.map((one) => one.type)).toContain(type);
    for (const resource of resources) {
      const kind = declarations[resource.type];
      if (kind !== undefined) expect(validate(kind, filledIn(kind, resource)).faults).toEqual([]);
    }
  });
});
