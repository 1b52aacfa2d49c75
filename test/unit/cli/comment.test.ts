// The comment of a pull request, rendered by micromark: the parser with all of GitHub's extensions of Markdown.
import { describe, expect, test } from "vitest";
import { commentOf, failureOf, MAX_COMMENT } from "../../../cli/comment/comment.ts";
import { commentJson } from "../../../cli/comment/json.ts";
import { interrupts } from "../../../cli/plan/model.ts";
import { pairSteps, planFrom } from "./previews.ts";
import { rendered } from "./rendered.ts";
import { stepOf } from "./steps.ts";

/** The texts of a table's cells, row by row, without the heading. */
const rowsIn = (html: string): string[][] =>
  [...html.matchAll(/<tr>\n([\s\S]*?)<\/tr>/g)]
    .map(([, row = ""]) => [...row.matchAll(/<td[^>]*>([\s\S]*?)<\/td>/g)].map(([, cell = ""]) => cell))
    .filter((cells) => cells.length > 0);

const ttl = pairSteps({ op: "update", pair: "ams-fra", before: { ttl: 64 }, after: { ttl: 128 } });
const vni = pairSteps({
  ...{ op: "replace", type: "GeneveTunnel", pair: "ams-par", ends: ["ams", "par"] },
  ...{ before: { vni: 7, routes: ["10.30.0.0/16"] }, after: { vni: 9, routes: ["10.30.0.0/16"] } },
});
const removed = pairSteps({ op: "delete", pair: "old", before: { routes: ["10.40.0.0/16"] } });
const created = pairSteps({ op: "create", pair: "new" });
const same = pairSteps({ op: "same", pair: "steady" });

describe("commentOf", () => {
  test("has counts first, and a row for both ends of each pair: replaced, removed, changed, created", () => {
    const markdown = commentOf(planFrom(...created, ...ttl, ...removed, ...vni, ...same));
    const [marker, heading] = markdown.split("\n");
    expect(marker).toBe("<!-- pulumi-iproute2 net/prod -->");
    expect(heading).toBe("### net/prod: 1 replaced, 1 removed, 1 changed in place, 1 created, 1 unchanged");
    expect(rowsIn(rendered(markdown))).toEqual([
      ["<code>±</code>", "ams-par · geneve", "ams, par", expect.any(String), "<strong>interrupted</strong>"],
      ["<code>-</code>", "old · gre", "ams, fra", "–", "<strong>stops</strong>"],
      ["<code>~</code>", "ams-fra · gre", "ams, fra", "<code>ttl</code> 64 → 128", "flows on"],
      ["<code>+</code>", "new · gre", "ams, fra", "–", "starts"],
    ]);
    expect(rowsIn(rendered(markdown))[0]?.[3]).toBe("<code>vni</code> 7 → <strong>9</strong>");
  });

  test("warns where traffic stops: which packets, why, and for how long at least", () => {
    const markdown = commentOf(planFrom(...vni, ...ttl));
    const warning = markdown.split("\n").filter((line) => line.startsWith(">"));
    expect(warning[0]).toBe("> [!WARNING]");
    expect(warning.join("\n")).toMatch(/\*\*ams-par is replaced on ams and par\*\* because of `vni`/);
    expect(warning.join("\n")).toMatch(/10\.30\.0\.0\/16.*at least \d round trips? to the host/);
    expect(commentOf(planFrom(...ttl))).not.toContain("[!WARNING]");
  });

  test("names the prefixes that another link of the same host carries meanwhile", () => {
    const other = pairSteps({
      ...{ op: "same", pair: "backup", ends: ["ams", "par"] },
      before: { routes: [{ to: "10.30.0.0/16", metric: 2048 }] },
    });
    expect(commentOf(planFrom(...vni, ...other))).toContain("Another link has a route to 10.30.0.0/16.");
    expect(commentOf(planFrom(...vni, ...same))).not.toContain("Another link");
  });

  test("folds the commands of each host, the topology and the changed properties", () => {
    const html = rendered(commentOf(planFrom(...vni, ...ttl)));
    const summaries = [...html.matchAll(/<details><summary>(.*?)<\/summary>/g)].map(([, text]) => text);
    expect(summaries).toEqual([
      expect.stringMatching(/^Commands: ams \d+, par \d+, fra \d+$/),
      "Topology",
      "Changed properties",
    ]);
    expect(html.match(/<details>/g)).toHaveLength(html.match(/<\/details>/g)?.length ?? 0);
    expect(html).toMatch(/<code class="language-mermaid">graph LR/);
    expect(html).toMatch(/<code class="language-sh">[\s\S]*ip link add name ams-par-a/);
    expect(html).toMatch(/<code class="language-diff">[\s\S]*^\+ {3}ttl: 128$/m);
  });

  test("folds the text of pulumi preview --diff, with the signs in column 0", () => {
    const raw =
      "  pulumi:pulumi:Stack: (same)\n    ~ iproute2:GreTunnel: (update)\n      ~ ttl: 64 => 99\n    + x";
    const markdown = commentOf(planFrom(...ttl), { raw });
    expect(markdown).toContain("<summary>pulumi preview --diff</summary>");
    expect(markdown).toMatch(/^! {4} iproute2:GreTunnel: \(update\)$/m);
    expect(markdown).toMatch(/^\+ {4} x$/m);
  });

  test("is one line and has no table if nothing changes", () => {
    const markdown = commentOf(planFrom(...same));
    expect(markdown.split("\n").slice(1)).toEqual(["net/prod: nothing changes, 1 unchanged"]);
    expect(commentOf(planFrom())).toMatch(/^<!-- .* -->\nthis stack: nothing changes$/);
  });

  test("has drift under a heading of its own", () => {
    const [recorded] = pairSteps({ op: "refresh", pair: "ams-fra", before: { ttl: 64 } });
    const [live] = pairSteps({ op: "update", pair: "ams-fra", before: { ttl: 32 }, after: { ttl: 64 } });
    const gone = pairSteps({ op: "refresh", pair: "lost" });
    const again = pairSteps({ op: "create", pair: "lost" });
    if (recorded === undefined || live === undefined) throw new Error("no steps");
    const html = rendered(commentOf(planFrom(recorded, ...gone, live, ...again)));
    expect(html).toContain("<h4>Drift: the hosts differ from the state</h4>");
    expect(html).toContain("<li>ams-fra-a on ams: <code>ttl</code> is 32, not 64</li>");
    expect(html).toContain("<li>lost-b on fra: no longer exists</li>");
  });

  test("shows which items of a list are new and which are gone", () => {
    const routes = (...all: readonly string[]) => ({ routes: all });
    const steps = pairSteps({
      ...{ op: "update", pair: "p", before: routes("10.1.0.0/16", "10.2.0.0/16") },
      after: routes("10.1.0.0/16", "10.3.0.0/16"),
    });
    const [row = []] = rowsIn(rendered(commentOf(planFrom(...steps))));
    expect(row[3]).toBe("<code>routes</code> + 10.3.0.0/16, - 10.2.0.0/16");
  });

  test("shows resources whose connection changes as one row for each host", () => {
    const rowFor = (before: object, after: object) => {
      const host = (more: object) => ({ host: { connection: { host: "198.51.100.1", ...more } } });
      const steps = ["p1", "p2"].flatMap((pair) =>
        pairSteps({ op: "update", pair, before: host(before), after: host(after) }).slice(0, 1),
      );
      return rowsIn(rendered(commentOf(planFrom(...steps))));
    };
    const start = ["<code>~</code>", "ams · 2 resources", "ams"];
    expect(rowFor({ user: "ops" }, { user: "root" })).toEqual([
      [...start, "<code>connection.user</code> ops → root", "host not touched"],
    ]);
    expect(rowFor({ port: 22 }, { port: 2222 })).toEqual([
      [...start, "<code>connection.port</code> 22 → 2222", "host not touched, unless it is another machine"],
    ]);
  });

  test("has 20 rows at most, and the others folded", () => {
    const many = Array.from({ length: 27 }, (_, index) =>
      pairSteps({ op: "update", pair: `p${index}`, before: { ttl: 64 }, after: { ttl: 128 } }),
    ).flat();
    const html = rendered(commentOf(planFrom(...many)));
    const [open = "", folded = ""] = html.split("<details><summary>7 more</summary>");
    expect(rowsIn(open)).toHaveLength(20);
    expect(rowsIn(folded.split("</details>")[0] ?? "")).toHaveLength(7);
  });

  test("has 64,000 characters at most, and keeps the summary", () => {
    const many = Array.from({ length: 200 }, (_, index) =>
      pairSteps({
        ...{ op: "replace", type: "GeneveTunnel", pair: `pair-${index}` },
        ...{ before: { vni: index }, after: { vni: index + 500 } },
      }),
    ).flat();
    const markdown = commentOf(planFrom(...many));
    expect(markdown.length).toBeGreaterThan(MAX_COMMENT / 2);
    expect(markdown.length).toBeLessThanOrEqual(MAX_COMMENT);
    expect(markdown).toContain("### net/prod: 200 replaced");
    const html = rendered(markdown);
    expect(rowsIn(html).length).toBeGreaterThan(20);
    expect(html.match(/<details>/g)).toHaveLength(html.match(/<\/details>/g)?.length ?? 0);
    expect(html.match(/<pre>/g)).toHaveLength(html.match(/<\/pre>/g)?.length ?? 0);
  });

  test("has 64,000 characters at most if a set of many links with many routes is removed", () => {
    const routes = Array.from({ length: 60 }, (_, index) => `10.${index}.0.0/16`);
    const links = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `link-${index}`,
        { remote: `192.0.2.${index}`, routes, name: `l${index}` },
      ]),
    );
    const olds = {
      host: { connection: { host: "198.51.100.1" } },
      kind: "gre",
      links,
      owner: "net/prod/set",
    };
    const markdown = commentOf(planFrom(stepOf({ op: "delete", type: "LinkSet", name: "set", olds })));
    expect(markdown.length).toBeLessThanOrEqual(MAX_COMMENT);
    expect(markdown).toContain("56 more");
    expect(rowsIn(rendered(markdown))).toHaveLength(1);
  });

  test("shows names and values as they are, whatever characters they have", () => {
    const odd = "a|b`c``d*e*_f_<img src=x>@all";
    const [step] = pairSteps({ op: "update", pair: odd, before: { txQueueLength: 5 }, after: { name: odd } });
    if (step === undefined) throw new Error("no step");
    const [row = []] = rowsIn(rendered(commentOf(planFrom(step))));
    expect(row).toHaveLength(5);
    expect(row[1]).toContain("a|b`c``d*e*_f_&lt;img src=x&gt;@<!-- -->all");
    expect(rendered(commentOf(planFrom(step)))).not.toContain("<img");
  });

  test("breaks the emoji of names and addresses, and leaves MAC addresses and entities as they are", () => {
    const before = {};
    const after = { macAddress: "02:00:00:00:00:02", remote: "2001:db8:a::1" };
    const pair = "fra:de:1 &lt;";
    const [step] = pairSteps({ op: "update", type: "GreTapTunnel", pair, before, after });
    if (step === undefined) throw new Error("no step");
    const markdown = commentOf(planFrom(step));
    expect(markdown).toContain("| fra:<!-- -->de:1 \\&lt; · gretap |");
    expect(markdown).toContain(":<!-- -->a::1");
    expect(markdown).toContain("none → 02:00:00:00:00:02");
    expect(rowsIn(rendered(markdown))[0]?.[1]).toContain("fra:<!-- -->de:1 &amp;lt; · gretap");
  });

  test("lists rows and ends by name, however the engine orders the steps", () => {
    const steps = ["tun10", "tun2"].flatMap((pair) =>
      pairSteps({ op: "update", pair, before: { ttl: 64 }, after: { ttl: 128 } }),
    );
    const one = commentOf(planFrom(...steps));
    const rows = rowsIn(rendered(one));
    expect(rows.map(([, name, hosts]) => [name, hosts])).toEqual([
      ["tun2 · gre", "ams, fra"],
      ["tun10 · gre", "ams, fra"],
    ]);
    const withoutDetails = (text: string) => text.split("<details>")[0];
    expect(withoutDetails(commentOf(planFrom(...steps.toReversed())))).toBe(withoutDetails(one));
  });

  test("has 64,000 characters at most if names and values consist of characters to escape", () => {
    const odd = "@".repeat(300);
    const many = Array.from({ length: 40 }, (_, index) =>
      pairSteps({
        ...{ op: "replace", pair: `${odd}${index}`, ends: [odd, `${odd}x`] as const },
        ...{ before: { key: 1, description: odd }, after: { key: 2, description: `${odd}x` } },
      }),
    ).flat();
    const markdown = commentOf(planFrom(...many));
    expect(markdown.length).toBeLessThanOrEqual(MAX_COMMENT);
    expect(markdown).toContain("### net/prod: 40 replaced");
    expect(markdown).toContain("[!WARNING]");
  });

  test("draws a host once in its topology, whether a link names its Host or has its address", () => {
    const [a, b] = pairSteps({ op: "create", pair: "one" });
    const [c, d] = pairSteps({ op: "create", pair: 'tw`o"|' });
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error("no steps");
    const { propertyDependencies: _, ...inline } = c.newState ?? {};
    const markdown = commentOf(planFrom(a, b, { ...c, newState: inline }, d));
    expect(markdown.match(/^ {2}h\d\[.*\]$/gm)).toEqual(['  h0["ams"]', '  h1["fra"]']);
    expect(markdown).toContain('h0 ---|"tw#96;o#34;|: gre"| h1');
  });

  test("never shows a secret, and shows that it changes", () => {
    const state = (key: string) => ({
      ...{ host: { connection: { host: "198.51.100.1" } }, source: "192.0.2.1", destination: "192.0.2.2" },
      ...{ spi: 4097, aead: { name: "rfc4106(gcm(aes))", key, icvLength: 128 }, owner: "net/prod/out" },
      __stack: "k3x9q2bc",
    });
    const step = stepOf({
      ...{ op: "update", type: "XfrmState", name: "out", differing: ["aead.key"] },
      ...{ olds: { ...state("[secret]"), __incarnation: "7fh20d" }, news: state("[secret]") },
    });
    const plan = planFrom(step);
    expect(plan.steps[0]?.commands.join("\n")).toContain("aead rfc4106(gcm(aes)) [secret] 128");
    expect(plan.steps.some(interrupts)).toBe(true);
    expect(commentOf(plan)).toContain("`aead.key` another \\[secret\\]");
  });
});

describe("failureOf", () => {
  test("shows the errors of a preview that failed", () => {
    expect(rendered(failureOf(["ttl: must be 0 to 255"], { project: "", stack: "" }))).toMatch(
      /<h3>The preview failed<\/h3>\n<pre><code class="language-text">ttl: must be 0 to 255/,
    );
  });

  test("begins like the comment of the same stack, so that a workflow replaces that one", () => {
    const [first, heading] = failureOf(["no"], { project: "net", stack: "prod" }).split("\n");
    expect(first).toBe(commentOf(planFrom(...same)).split("\n")[0]);
    expect(heading).toBe("### net/prod: the preview failed");
  });
});

describe("commentJson", () => {
  test("has the rows, the marker and whether traffic is interrupted", () => {
    const plan = planFrom(...vni, ...ttl);
    expect(commentJson(plan, "text")).toMatchObject({
      ...{ version: 1, project: "net", stack: "prod", interruptsTraffic: true, markdown: "text" },
      rows: [
        { action: "replace", name: "ams-par", traffic: "interrupted" },
        { action: "change", name: "ams-fra", traffic: "flows on" },
      ],
    });
  });
});
