// A text of a user is never more than one word of the command that it belongs to.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { links, others } from "../../../provider/index.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { valueAt } from "../../../provider/schema/unknown-value.ts";
import { withDefaults } from "../../../provider/schema/validate.ts";
import { isLong } from "../../sample.ts";
import { assertFrame } from "./assert-frame.ts";
import { hostileLike } from "./hostile.ts";
import { accepted, operationsOf, type RenderedFrame, renderFrame } from "./render.ts";
import { put, type Slot, slotsOf } from "./values.ts";

const CASES = isLong ? 12_000 : 3000;
const kinds = Object.values({ ...links, ...others });
const table = kinds.map((kind) => ({ kind, ...slotsOf(kind) }));
const slots = table.flatMap((row) => row.slots);

/** The number of lines and of tokens in each line. An accepted text changes tokens, never their number. */
const shapeOf = (ops: ReturnType<typeof operationsOf>) =>
  renderFrame(ops).operations[0]?.commands.map((one) => one.length);

interface Case {
  readonly slot: Slot;
  readonly text: string;
}

const cases: fc.Arbitrary<Case> = fc
  .constantFrom(...slots)
  .chain((slot) => hostileLike(String(valueAt(slot.base, slot.path))).map((text) => ({ slot, text })));

/** Arguments that a kind refuses whatever their value. */
const REFUSED: Readonly<Record<string, readonly string[]>> = { Vrf: ["master"] };

test("the cases of these tests contain every argument of every kind, each with valid other arguments", () => {
  expect(kinds.length).toBeGreaterThanOrEqual(15);
  expect(table.map(({ kind, homeless }) => [kind.type, homeless])).toEqual(
    kinds.map((kind) => [kind.type, REFUSED[kind.type] ?? []]),
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

describe("text of a user", () => {
  test(`is refused, or is sent as one word in place of a valid one: ${CASES} cases`, {
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
        const validArgs = accepted(kind, base) ?? {};
        const ops = operationsOf(kind, args, validArgs);
        assertFrame(renderFrame(ops));
        if (isOpen(path)) expect(shapeOf(ops)).toEqual(shapeOf(operationsOf(kind, validArgs, validArgs)));
      }),
      { numRuns: CASES, seed: 5 },
    );
    // Both counts must be high enough, or the test would prove nothing.
    expect(taken).toBeGreaterThan(CASES / 50);
    expect(refused).toBeGreaterThan(CASES / 2);
  });

  test(`is never sent as more than a word when it skips the check, as in an edited state: ${CASES} cases`, {
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

/** A text of a closed set decides which words a command has. All other texts only fill one word. */
const isOpen = (path: Slot["path"]) =>
  ["name", "owner", "addresses", "routes", "local", "remote", "dev"].includes(String(path[0]));
