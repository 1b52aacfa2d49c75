import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { handlers, links } from "../../provider/index.ts";
import { validate } from "../../provider/schema/validate.ts";
import { compile } from "../../scripts/docs/compile.ts";
import { constructed } from "../../scripts/docs/examples.ts";
import { bytesIn, overheadRows } from "../../scripts/docs/headers.ts";
import { indexPage, kindsDir, pages } from "../../scripts/docs/pages.ts";
import { Sdk } from "../../scripts/docs/sdk.ts";
import { declarations, filledIn } from "../../scripts/docs/types.ts";
import { root } from "../../scripts/setup/paths.ts";

const sdk = await Sdk.read();
const made = await pages();
const types = Object.keys(declarations);

/** Every example with where it stands: of all classes, not only those with a page. */
const examples = [...sdk.classes.keys()].flatMap((name) =>
  sdk
    .class(name)
    .examples.map(({ code }, index) => ({ name: `${name}, example ${index + 1}`, type: name, code })),
);

describe("pages of docs/", () => {
  it("are there for every type that has handlers, and for nothing else", async () => {
    expect(types.toSorted()).toEqual(Object.keys(handlers).toSorted());
    const there = globSync(`${kindsDir}/*`, { cwd: root });
    expect(there.toSorted()).toEqual(types.map((type) => `${kindsDir}/${type}.md`).toSorted());
  });

  it.each([...made.keys()])("%s says what schema and SDK say; `npm run docs` makes it anew", async (file) => {
    expect(await readFile(path.join(root, file), "utf8")).toBe(made.get(file));
  });

  it("lead to pages that are there", async () => {
    for (const file of globSync("docs/**/*.md", { cwd: root })) {
      const text = await readFile(path.join(root, file), "utf8");
      const targets = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, target = ""]) => target);
      for (const target of targets) {
        const found = await readFile(path.resolve(root, path.dirname(file), target), "utf8").catch(
          () => undefined,
        );
        expect(found, `${file} leads to ${target}`).toBeDefined();
      }
    }
  });

  it.each(types)("%s has every argument described, its own and those within", (type) => {
    const page = made.get(`${kindsDir}/${type}.md`) ?? "";
    const bare = page.split("\n").filter((line) => /^\| `\w+` \|/.test(line) && /\|\s*\|$/.test(line));
    expect(bare).toEqual([]);
  });
});

describe("headers that a page draws", () => {
  it.each(Object.entries(links))("of %s have as many bytes as the kind counts", (_type, kind) => {
    const drawn = kind.link.headers.reduce((sum, header) => sum + bytesIn(header), 0);
    expect(drawn).toBe(overheadRows(kind).bytes);
  });
});

describe("examples", () => {
  it("are there for every type", () => {
    const without = types.filter((type) => !examples.some((one) => one.type === type));
    expect(without).toEqual([]);
  });

  it("compile, those of the pages too", { timeout: 60_000 }, async () => {
    const texts = examples.map(({ name, code }) => ({ name, code }));
    for (const file of globSync("{README,docs/*}.md", { cwd: root })) {
      const text = await readFile(path.join(root, file), "utf8");
      const blocks = [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)];
      texts.push(...blocks.map(([, code = ""], index) => ({ name: `${file}, block ${index + 1}`, code })));
    }
    expect(compile(texts)).toEqual([]);
  });

  it.each(examples)("$name is taken by the schema", ({ code, type }) => {
    const resources = constructed(code);
    expect(resources.map((one) => one.type)).toContain(type);
    for (const resource of resources) {
      const kind = declarations[resource.type];
      if (kind !== undefined) expect(validate(kind, filledIn(kind, resource)).faults).toEqual([]);
    }
  });
});

it("the list of types is a part of the index", () => {
  for (const type of types) expect(made.get(indexPage)).toContain(`[${type}](kinds/${type}.md)`);
});
