// The comment of a pull request as a reader sees it: in a browser, with the style sheet of GitHub, as wide as a comment there.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { z } from "zod";
import { commentOf } from "../../cli/comment/comment.ts";
import { pairSteps, planFrom } from "../unit/cli/previews.ts";
import { rendered } from "../unit/cli/rendered.ts";
import { openPage } from "./browser.ts";

/** The text of a comment on a wide screen, in pixels. */
const WIDTH = 800;
const style = readFileSync(
  createRequire(import.meta.url).resolve("github-markdown-css/github-markdown-light.css"),
  "utf8",
);

/** What the script of the page returns. Lengths are in pixels. */
const measures = z.object({
  /** how far the page is wider than its window */
  overflow: z.number(),
  /** the height of the page, with its folded parts closed */
  height: z.number(),
  rows: z.number(),
  /** rows that the page shows while its parts are folded */
  visibleRows: z.number(),
  smallestText: z.number(),
  /** the tops of heading, warning, table and folded parts */
  tops: z.array(z.number()),
  folded: z.array(z.string()),
});

const SCRIPT = `
const all = (selector) => [...document.querySelectorAll(selector)];
const isVisible = (one) => one.checkVisibility();
const top = (selector) => document.querySelector(selector)?.getBoundingClientRect().top ?? -1;
const rows = all("tbody tr");
return {
  overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  height: document.querySelector("article").getBoundingClientRect().height,
  rows: rows.length,
  visibleRows: rows.filter(isVisible).length,
  smallestText: Math.min(...all("article *").filter(isVisible).map((one) => parseFloat(getComputedStyle(one).fontSize))),
  tops: ["h3", "blockquote", "table", "details"].map(top),
  folded: all("summary").map((one) => one.textContent),
};`;

function shown(markdown: string) {
  const { picture, measured } = openPage(
    `<style>${style}</style><article class="markdown-body">${rendered(markdown)}</article>`,
    WIDTH,
    SCRIPT,
  );
  if (process.env.PICTURES !== undefined) writeFileSync(process.env.PICTURES, picture);
  return { picture, ...measures.parse(measured) };
}

test("commentOf fits a comment of GitHub: first the counts, then the warning and 20 rows, and the rest is folded", () => {
  const replaced = pairSteps({
    ...{ op: "replace", type: "GeneveTunnel", pair: "ams-par", ends: ["ams", "par"] },
    ...{
      before: { vni: 7, routes: ["10.30.0.0/16"] },
      after: { vni: 9, routes: ["10.30.0.0/16", "10.31.0.0/16"] },
    },
  });
  const removed = pairSteps({ op: "delete", pair: "old", before: { routes: ["10.40.0.0/16"] } });
  const created = pairSteps({ op: "create", pair: "new" });
  const changed = Array.from({ length: 25 }, (_, index) =>
    pairSteps({
      ...{ op: "update", pair: `a-pair-with-a-long-name-${index}` },
      ...{ before: { ttl: 64 }, after: { ttl: 128, description: "to Frankfurt, ticket 4711" } },
    }),
  ).flat();
  const page = shown(commentOf(planFrom(...created, ...changed, ...removed, ...replaced)));

  expect(page.overflow).toBe(0);
  expect(page.rows).toBe(28);
  expect(page.visibleRows).toBe(20);
  expect(page.tops).toEqual(page.tops.toSorted((one, other) => one - other));
  expect(page.tops.every((top) => top >= 0)).toBe(true);
  expect(page.smallestText).toBeGreaterThanOrEqual(11);
  expect(page.folded).toEqual([
    "8 more",
    expect.stringMatching(/^Commands: /),
    "Topology",
    expect.stringMatching(/./),
  ]);
  // The counts and the warning are on the first screen
  expect(page.tops[2]).toBeLessThan(500);
  expect(page.picture.length).toBeGreaterThan(20_000);
});

test("commentOf is one line when nothing changes", () => {
  const page = shown(commentOf(planFrom(...pairSteps({ op: "same", pair: "steady" }))));
  expect(page.rows).toBe(0);
  expect(page.folded).toEqual([]);
  expect(page.height).toBeLessThan(60);
});
