// A real shell runs the frames. It finds only `ip` and `tc`, which record their arguments and input.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { links } from "../../../provider/index.ts";
import { printCommand } from "../../../provider/iproute2/command.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { valueAt } from "../../../provider/schema/unknown-value.ts";
import { withDefaults } from "../../../provider/schema/validate.ts";
import { frame } from "../../../provider/ssh/frame.ts";
import { FRAMED_SHELL } from "../../../provider/ssh/shell/packed.generated.ts";
import { hostileLike } from "./hostile.ts";
import { accepted, operationsOf, renderFrame } from "./render.ts";
import { put, type Slot, slotsOf } from "./values.ts";

const slots = Object.values(links).flatMap((kind) => slotsOf(kind).slots);
const FRAMES = 40;
const IN_A_FRAME = 250;

let place: string;
beforeAll(() => {
  place = mkdtempSync(path.join(tmpdir(), "injection-"));
  mkdirSync(path.join(place, "bin"));
  mkdirSync(path.join(place, "cwd"));
  for (const tool of ["ip", "tc"]) {
    const file = path.join(place, "bin", tool);
    writeFileSync(
      file,
      `#!/bin/sh\necho "$0 $*" >>"${place}/calls"\nwhile IFS= read -r line; do echo "$line" >>"${place}/lines"; done\n`,
    );
    chmodSync(file, 0o755);
  }
});
/** Runs a frame as pi_run_frame does, without a reply, and with only these programs. */
const RUN_FRAME = 'fr() { N=$1 PATH=$HOME/../bin; eval "$4"; eval "$3"; }';
afterAll(() => rmSync(place, { recursive: true, force: true }));

const frames = fc.array(
  fc
    .constantFrom(...slots)
    .chain((slot) => hostileLike(String(valueAt(slot.base, slot.path))).map((text) => ({ slot, text }))),
  { minLength: IN_A_FRAME, maxLength: IN_A_FRAME },
);

/** The creation that a text leads to, with or without the check. Undefined when the text is refused. */
function creationOf(
  { slot: { kind, path: where, base }, text }: { slot: Slot; text: string },
  checked: boolean,
) {
  const changed = put(base, where, text) as Args;
  const args = checked ? accepted(kind, changed) : withDefaults(kind, changed);
  if (args === undefined) return [];
  try {
    const [creation] = renderFrame(operationsOf(kind, args, args)).operations;
    // Operations with commands of `bridge` start other programs
    return creation?.tool === "ip" ? [{ ...creation, modules: [] }] : [];
  } catch {
    return [];
  }
}

test(`a shell runs ip once for each of ${FRAMES} frames with ${IN_A_FRAME} hostile texts, and ip reads the expected lines`, {
  timeout: 120_000,
}, () => {
  let run = 0;
  fc.assert(
    fc.property(frames, fc.boolean(), (texts, checked) => {
      const operations = texts.flatMap((one) => creationOf(one, checked));
      if (operations.length === 0) return;
      run += operations.length;
      for (const file of ["calls", "lines"]) writeFileSync(path.join(place, file), "");
      const nonce = "0123456789abcdef0123456789abcdef";
      const text = frame(nonce, renderFrame(operations).script, false);
      const done = spawnSync("/bin/sh", ["-c", `${FRAMED_SHELL}\n${RUN_FRAME}\n${text}`], {
        cwd: path.join(place, "cwd"),
        env: { PATH: path.join(place, "bin"), HOME: path.join(place, "cwd") },
        encoding: "utf8",
      });
      expect(done.status).toBe(0);
      expect(done.stdout).toContain(`\n${nonce} run\n\n${nonce} done 0`);
      expect(done.stdout.endsWith(`\n${nonce} end\n`)).toBe(true);
      expect(read("calls").replace("cwd/../", "")).toBe(`${place}/bin/ip -d -j -N -batch -\n`);
      expect(read("lines").split("\n").slice(0, -1)).toEqual(
        operations.flatMap((one) => one.commands.map(printCommand)),
      );
      expect(readdirSync(path.join(place, "cwd"))).toEqual([]);
    }),
    { numRuns: FRAMES, seed: 7 },
  );
  expect(run).toBeGreaterThan(500);
});

const read = (file: string) => readFileSync(path.join(place, file), "utf8");
