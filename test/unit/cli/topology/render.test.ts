import { readFileSync } from "node:fs";
import path from "node:path";
import { Resvg } from "@resvg/resvg-js";
import { describe, expect, test } from "vitest";
import { plain } from "../../../../cli/shared/output.ts";
import { readTopology } from "../../../../cli/topology/model/read-topology.ts";
import type { Topology, TopologyLink } from "../../../../cli/topology/model/topology.ts";
import { mermaid } from "../../../../cli/topology/render/mermaid.ts";
import { edgeOf, nodesOf } from "../../../../cli/topology/render/nodes.ts";
import { cardOf } from "../../../../cli/topology/render/svg/cards.ts";
import { overlaps } from "../../../../cli/topology/render/svg/geometry.ts";
import { layout, withName } from "../../../../cli/topology/render/svg/layout.ts";
import { svg } from "../../../../cli/topology/render/svg/svg.ts";
import { text } from "../../../../cli/topology/render/text.ts";
import { root } from "../../../../scripts/setup/paths.ts";
import { recordedState } from "./recorded-state.ts";

const recorded = readTopology(recordedState("mesh"));

/** A topology of so many sites, with a link for each of these pairs of their numbers. */
function topology(count: number, pairs: readonly (readonly [number, number])[], mesh?: string): Topology {
  const id = (site: number) => `198.51.100.${site}`;
  const end = (site: number, last: number) => ({
    ...{ site: id(site), resource: "r", device: "d", local: id(site), mtu: 1464, up: true, routes: [] },
    addresses: [`10.9.${site}.${last}/30`],
  });
  return {
    stack: "shop/prod",
    sites: Array.from({ length: count }, (_, index) => ({
      ...{ id: id(index), name: `site-${index}`, underlay: [id(index)] },
      networks: [`10.${index}.0.0/16`],
    })),
    links: pairs.map(
      ([a, b]): TopologyLink => ({
        ...{ name: `link-${a}-${b}`, kind: "gre", encap: "gue", encrypted: false, mtu: 1464 },
        ...(mesh === undefined ? {} : { mesh }),
        ends: [end(a, 1), end(b, 2)],
        health:
          a === 1 && b === 3
            ? { status: "down", from: "ping", reason: "lost" }
            : { status: "up", from: "ping" },
      }),
    ),
  };
}

const full = (count: number) =>
  Array.from({ length: count }, (_, a) =>
    Array.from({ length: count - a - 1 }, (_, more) => [a, a + 1 + more] as const),
  ).flat();
const star = (count: number) => Array.from({ length: count - 1 }, (_, index) => [0, index + 1] as const);

const SHAPES: readonly (readonly [string, Topology])[] = [
  ["no sites", topology(0, [])],
  ["a site without links", topology(1, [])],
  ["two sites", topology(2, [[0, 1]])],
  [
    "two sites with three links",
    topology(2, [
      [0, 1],
      [0, 1],
      [0, 1],
    ]),
  ],
  [
    "a chain",
    topology(4, [
      [0, 1],
      [1, 2],
      [2, 3],
    ]),
  ],
  ["five sites, each with each", topology(5, full(5))],
  ["a hub of 9 sites", topology(9, star(9))],
  ["12 sites, each with each", topology(12, full(12))],
  ["a hub of 50 sites", topology(50, star(50))],
  ["50 sites, each with each", topology(50, full(50))],
  [
    "25 pairs",
    topology(
      50,
      Array.from({ length: 25 }, (_, index) => [2 * index, 2 * index + 1] as const),
    ),
  ],
];

describe("svg", () => {
  test.each(SHAPES)(
    "draws %s: every site has a name, no card covers another, and a renderer accepts it",
    (_name, one) => {
      const picture = svg(one);
      for (const { name } of one.sites) expect(picture).toContain(`>${name}</text>`);
      const edges = one.links.map((link) => ({ ids: edgeOf(link), labelWidth: 100 }));
      const cards = layout(nodesOf(one).map(cardOf), edges);
      const covered = cards.flatMap((card, index) =>
        cards.slice(index + 1).filter((other) => overlaps(card, other)),
      );
      expect(covered).toEqual([]);
      const { width, height } = new Resvg(picture, { font: { loadSystemFonts: false } });
      expect(width).toBeGreaterThan(300);
      expect(width).toBeLessThan(2000);
      expect(height).toBeLessThan(2000);
      expect(cards.map(withName).every(({ x, y }) => Number.isFinite(x + y))).toBe(true);
    },
  );

  test("lists the links that are down if there are too many to name all", () => {
    expect(svg(topology(50, full(50)))).toContain(
      "site-1 – site-3 · gre in gue · 10.9.1.1 – 10.9.3.2 · mtu 1464 · down: lost",
    );
  });

  test("puts kind, addresses, mtu and health on each line if they fit", () => {
    const picture = svg(topology(2, [[0, 1]]));
    for (const label of ["gre in gue", "10.9.0.1 – 10.9.1.2", "mtu 1464, up"])
      expect(picture).toContain(`>${label}</text>`);
  });
});

describe("mermaid and text", () => {
  const named = (name: string): Topology => {
    const { sites, ...rest } = topology(2, [[0, 1]]);
    return { ...rest, sites: sites.map((site) => ({ ...site, name })) };
  };

  test("draw no more than the 500 lines that renderers accept, those that are down among them", () => {
    const lines = mermaid(topology(50, full(50)))
      .split("\n")
      .filter((line) => /^ {2}\w+ (---|===|-\.-)/.test(line));
    expect(lines).toHaveLength(500);
    expect(lines.filter((line) => line.includes("-.-"))).toHaveLength(1);
    expect(mermaid(topology(50, full(50)))).toContain("and 725 more links");
    expect(mermaid(topology(30, full(30)))).not.toContain("more links");
  });

  test("cut names of sites after 40 characters, and show characters of Mermaid as they are", () => {
    expect(mermaid(named("x".repeat(200)))).toContain(`<b>${"x".repeat(39)}…</b>`);
    expect(text(named("x".repeat(200)), plain)).not.toContain("x".repeat(41));
    expect(mermaid(named('a`;"<b>'))).toContain("<b>a#96;#59;#34;#60;b#62;</b>");
  });

  test("distinguish parallel links by their key or VNI", () => {
    const { links, ...rest } = topology(2, [
      [0, 1],
      [0, 1],
    ]);
    const numbered = { ...rest, links: links.map((link, index) => ({ ...link, number: `key ${index}` })) };
    for (const drawn of [mermaid(numbered), text(numbered, plain)]) {
      expect(drawn).toContain("gre in gue, key 0");
      expect(drawn).toContain("gre in gue, key 1");
    }
  });

  test("lead a link without a second end to the site that has the far address", () => {
    const { links, ...rest } = topology(2, [[0, 1]]);
    const open = links.map(({ ends: [end], ...link }) => ({
      ...{ ...link, ends: end === undefined ? [] : [end] },
      ...{ outside: "198.51.100.1", outsideSite: "198.51.100.1" },
    }));
    expect(mermaid({ ...rest, links: open })).toMatch(/s0 ---.* s1$/m);
    expect(text({ ...rest, links: open }, plain)).toContain("site-0  site-1  gre");
  });
});

describe("mermaid", () => {
  test("draws the recorded stack as README shows it", () => {
    const readme = readFileSync(path.join(root, "README.md"), "utf8");
    expect(readme).toContain(`\`\`\`mermaid\n${mermaid(recorded)}\n\`\`\``);
  });

  test("folds a full mesh of many sites to one node, and keeps the links that are down", () => {
    const lines = mermaid(topology(50, full(50), "wan")).split("\n");
    expect(lines).toContain('  m0(["<b>wan</b><br/>full mesh of 50 sites<br/>gre in gue<br/>1225 links"])');
    expect(lines.filter((line) => line.startsWith("  m0 --- s"))).toHaveLength(50);
    expect(lines).toContain('  s1 -.-|"gre in gue<br/>10.9.1.1 – 10.9.3.2<br/>mtu 1464, down: lost"| s3');
    // Renderers refuse more than 500 lines (mermaid, maxEdges)
    expect(lines.length).toBeLessThan(120);
  });
});

test.each([
  ["mermaid", mermaid],
  ["svg", svg],
])("%s prints names as text, whatever they contain", (_name, render) => {
  const evil = '"]; click s0 "javascript:x" <script>&\n';
  const [site, ...others] = topology(2, [[0, 1]]).sites;
  const picture = render({ ...topology(2, [[0, 1]]), sites: [{ ...site, name: evil } as never, ...others] });
  expect(picture).not.toContain("<script>");
  expect(picture).not.toContain('"]; click');
  expect(picture.split("\n")).toHaveLength(render(topology(2, [[0, 1]])).split("\n").length);
});

test("text lists each link with its ends, addresses, mtu and health", () => {
  expect(
    text(
      topology(4, [
        [0, 1],
        [1, 3],
      ]),
      plain,
    ),
  ).toBe(`shop/prod: 4 sites, 2 links: 1 up, 1 down
  site-0  site-1  gre in gue  10.9.0.1 – 10.9.1.2  mtu 1464  up
  site-1  site-3  gre in gue  10.9.1.1 – 10.9.3.2  mtu 1464  down: lost`);
});
