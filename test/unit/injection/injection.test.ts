// No text from a user is anything but a word of the one command that it belongs to.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { links, others } from "../../../provider/index.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { valueAt } from "../../../provider/schema/unknown-value.ts";
import { withDefaults } from "../../../provider/schema/validate.ts";
import { assertFrame } from "./assert-frame.ts";
import { hostileLike } from "./hostile.ts";
import { accepted, operationsOf, type RenderedFrame, renderFrame } from "./render.ts";
import { put, type Slot, slotsOf } from "./values.ts";

const CASES = 12_000;
const kinds = Object.values({ ...links, ...others });
const table = kinds.map((kind) => ({ kind, ...slotsOf(kind) }));
const slots = table.flatMap((row) => row.slots);

/** How many lines of how many tokens: a text that is taken changes words, never their number. */
const shapeOf = (ops: ReturnType<typeof operationsOf>) =>
  renderFrame(ops).operations[0]?.commands.map((one) => one.length);

interface Case {
  readonly slot: Slot;
  readonly text: string;
}

const cases: fc.Arbitrary<Case> = fc
  .constantFrom(...slots)
  .chain((slot) => hostileLike(String(valueAt(slot.base, slot.path))).map((text) => ({ slot, text })));

test("every argument of every kind is tried, each from arguments that are valid", () => {
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
      assertFrame(renderFrame(operationsOf(kind, accepted(kind, base) ?? {}, accepted(kind, base) ?? {})));
    }
  }
});

describe("whatever the text", () => {
  test(`is refused, or is sent as one word where a word was to be: ${CASES} cases`, {
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
        assertFrame(renderFrame(ops));
        if (isOpen(path)) expect(shapeOf(ops)).toEqual(shapeOf(operationsOf(kind, was, was)));
      }),
      { numRuns: CASES, seed: 5 },
    );
    // Neither may be an empty claim
    expect(taken).toBeGreaterThan(CASES / 50);
    expect(refused).toBeGreaterThan(CASES / 2);
  });

  test(`past the check, as from a state that somebody wrote, is never sent as more than a word: ${CASES} cases`, {
    timeout: 120_000,
  }, () => {
    let [sent, stopped] = [0, 0];
    fc.assert(
      fc.property(cases, ({ slot: { kind, path, base }, text }) => {
        const args = withDefaults(kind, put(base, path, text) as Args);
        for (const make of [
          () => operationsOf(kind, args, withDefaults(kind, base)),
          () => [kind.remove(args, { boundAddress: text })],
        ]) {
          let ops: RenderedFrame;
          try {
            ops = renderFrame(make());
          } catch {
            stopped += 1;
            continue;
          }
          sent += 1;
          assertFrame(ops);
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
