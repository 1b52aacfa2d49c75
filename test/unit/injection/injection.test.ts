// No text from a user is anything but a word of the one command that it belongs to.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { whole } from "../../../provider/check.ts";
import { FUNCTIONS } from "../../../provider/host/functions.ts";
import { links, others } from "../../../provider/index.ts";
import type { Operation } from "../../../provider/iproute2/operation.ts";
import type { Args } from "../../../provider/kinds/resource.ts";
import { at } from "../../../provider/kinds/unknown.ts";
import { hostileLike } from "./hostile.ts";
import { accepted, operationsOf, type Sent, sentFor, shellLines } from "./sent.ts";
import { put, type Slot, slotsOf } from "./values.ts";

const CASES = 12_000;
const kinds = Object.values({ ...links, ...others });
const table = kinds.map((kind) => ({ kind, ...slotsOf(kind) }));
const slots = table.flatMap((row) => row.slots);

/** Characters that mean nothing to sh and nothing to `ip -batch`. */
const HARMLESS = /^[A-Za-z0-9_.:,/@+=()*[\]-]+$/;
const DEVICE = /^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,14}$/;

/** Of a frame, the statement that runs operations, told from the outside: who is asked, and the lines it is given. */
function expectExactly({ script, operations, removals }: Sent): void {
  // What the shell itself runs is a constant
  expect(script.before).toBe(script.before?.endsWith("\ne") ? `${FUNCTIONS}\ne` : FUNCTIONS);
  const { body: text } = script;
  const start = Math.max(...["b", "l"].map((word) => text.lastIndexOf(`\n${word} '`)));
  const lines = shellLines(text.slice(start + 1));
  const runs = shellLines(text).filter(
    ([word, tool]) => (word === "b" || word === "l") && tool !== undefined,
  );
  const tools = [...new Set(operations.map((one) => one.tool))];
  expect(runs).toHaveLength(tools.length);
  for (const [index, run] of runs.entries()) {
    const mine = operations.filter((one) => one.tool === tools[index]);
    // b is told first whether all are plain, of many their lines at once, and which ip is to run them
    const head = run[0] === "b" ? 5 : 2;
    expect(run).toHaveLength(head + 7 * mine.length);
    if (run[0] === "b") expect(run[2]).toMatch(/^[yn]$/);
    if (run[0] === "b" && run[3] !== "")
      expectLines(
        run[3] ?? "",
        mine[0]?.tool ?? "",
        mine.flatMap((one) => one.commands),
      );
    if (run[0] === "b") expect(run[4]).toMatch(/^[yn]$/);
    for (const [n, one] of mine.entries()) {
      const [at, guard, count, commands, undo, marker, shows] = run.slice(head + 7 * n, head + 7 + 7 * n);
      expect(at).toBe(String(operations.indexOf(one)));
      expect(guard).toMatch(/^$|^@?[A-Za-z0-9_.,:-]+ [yn]( [A-Za-z0-9_./:-]+)+$/);
      expect(Number(count)).toBe(one.commands.length);
      expectLines(commands ?? "", one.tool, run[0] === "b" && run[3] !== "" ? [] : one.commands);
      expectLines(undo ?? "", one.tool, one.undo ?? []);
      expect(marker).toMatch(/^$|^[A-Za-z0-9_.,:-]+( [A-Za-z0-9_./:-]+){0,2}$/);
      expect(shows).toBe(String(one.shows ?? 0));
    }
  }
  const bulk = lines.filter(([word]) => word === "d");
  expect(bulk).toHaveLength(removals.length > 0 ? 1 : 0);
  for (const [n, { device }] of removals.entries()) {
    const [at, guard, name] = bulk[0]?.slice(2 + 3 * n, 5 + 3 * n) ?? [];
    expect([at, name]).toEqual([`r${n}`, device]);
    expect(name).toMatch(DEVICE);
    expect(guard).toMatch(/^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,14} [yn]( [A-Za-z0-9_./:-]+)+$/);
  }
  expect(lines.at(-1)).toEqual(["printf", "\\n%s %s\\n", '"$N"', '"end"']);
}

/** The word that is put before each command of a tool that is one of ip's own. */
const PREFIX: Readonly<Record<string, readonly string[]>> = {
  "ip fou": ["fou"],
  "ip -6 fou": ["fou"],
  "ip xfrm": ["xfrm"],
};

function expectLines(text: string, tool: string, commands: Operation["commands"]): void {
  const lines = text === "" ? [] : text.slice(0, -1).split("\n");
  expect(text === "" || text.endsWith("\n")).toBe(true);
  expect(lines.map((line) => line.split(" "))).toEqual(
    commands.map((one) => [...(PREFIX[tool] ?? []), ...one.map(plain)]),
  );
  for (const token of lines.flatMap((line) => line.split(" "))) expect(token).toMatch(HARMLESS);
}

const plain = (token: Operation["commands"][number][number]) =>
  typeof token === "string" ? token : token.reveal();

/** How many lines of how many tokens: a text that is taken changes words, never their number. */
const shapeOf = (ops: ReturnType<typeof operationsOf>) =>
  sentFor(ops).operations[0]?.commands.map((one) => one.length);

interface Case {
  readonly slot: Slot;
  readonly text: string;
}

const cases: fc.Arbitrary<Case> = fc
  .constantFrom(...slots)
  .chain((slot) => hostileLike(String(at(slot.base, slot.path))).map((text) => ({ slot, text })));

it("every argument of every kind is tried, each from arguments that are valid", () => {
  expect(kinds.length).toBeGreaterThanOrEqual(15);
  expect(table.map(({ kind, homeless }) => [kind.type, homeless])).toEqual(
    kinds.map((kind) => [kind.type, []]),
  );
  for (const { kind, slots: own } of table) {
    const keys = new Set(own.map((slot) => slot.path[0]));
    for (const key of ["name", "owner", "addresses", "routes"]) {
      if (key in kind.schema.shape) expect([...keys], `${kind.type}.${key}`).toContain(key);
    }
    for (const { base, path } of own) {
      expect(accepted(kind, base), `${kind.type}.${path.join(".")}`).toBeDefined();
      expectExactly(sentFor(operationsOf(kind, accepted(kind, base) ?? {}, accepted(kind, base) ?? {})));
    }
  }
});

describe("whatever the text", () => {
  it(`is refused, or is sent as one word where a word was to be: ${CASES} cases`, {
    timeout: 120_000,
  }, () => {
    let [taken, refused] = [0, 0];
    fc.assert(
      fc.property(cases, ({ slot: { kind, path, base }, text }) => {
        const args = accepted(kind, put(base, path, text) as Args);
        if (args === undefined) {
          refused += 1;
          return;
        }
        taken += 1;
        const was = accepted(kind, base) ?? {};
        const ops = operationsOf(kind, args, was);
        expectExactly(sentFor(ops));
        if (isOpen(path)) expect(shapeOf(ops)).toEqual(shapeOf(operationsOf(kind, was, was)));
      }),
      { numRuns: CASES, seed: 5 },
    );
    // Neither may be an empty claim
    expect(taken).toBeGreaterThan(CASES / 50);
    expect(refused).toBeGreaterThan(CASES / 2);
  });

  it(`past the check, as from a state that somebody wrote, is never sent as more than a word: ${CASES} cases`, {
    timeout: 120_000,
  }, () => {
    let [sent, stopped] = [0, 0];
    fc.assert(
      fc.property(cases, ({ slot: { kind, path, base }, text }) => {
        const args = whole(kind, put(base, path, text) as Args);
        for (const make of [
          () => operationsOf(kind, args, whole(kind, base)),
          () => [kind.remove(args, { boundAddress: text })],
        ]) {
          let ops: Sent;
          try {
            ops = sentFor(make());
          } catch {
            stopped += 1;
            continue;
          }
          sent += 1;
          expectExactly(ops);
        }
      }),
      { numRuns: CASES, seed: 6 },
    );
    expect(sent).toBeGreaterThan(CASES / 50);
    expect(stopped).toBeGreaterThan(CASES / 10);
  });
});

/** Texts of a closed set say which words there are; the others only say what one of them is. */
const isOpen = (path: Slot["path"]) =>
  ["name", "owner", "addresses", "routes", "local", "remote", "dev"].includes(String(path[0]));
