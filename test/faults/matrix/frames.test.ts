// The connection breaks at each frame of a run, or the provider is killed there.
import type { Fault } from "../../model/wire.ts";
import { converges, matrixTest, PHASES, type Phase, worlds } from "./converge.ts";

const pool = worlds();

interface Case extends Fault {
  readonly phase: Phase;
}

/** Where the connection breaks: before the frame, inside it at a part of its bytes, and after it ran. */
const HOW = ["unsent", ...Array.from({ length: 20 }, (_, n) => (n + 0.99) / 20), "unanswered"] as const;

/** A case for each frame that an undisturbed run of the phase sends. */
const casesOf = async (what: Fault["what"]): Promise<Case[]> => {
  const cases: Case[] = [];
  for (const phase of PHASES) {
    const { frames } = await pool.use((world) => converges(world, phase));
    for (let after = 0; after < frames; after += 1)
      for (const how of HOW) cases.push({ phase, after, how, what });
  }
  return cases;
};

matrixTest(
  "connection cut before a frame, inside it, or before its reply",
  "connection that breaks at any frame: the next up --refresh repairs the host",
  () => casesOf("connection"),
  ({ phase, ...fault }) =>
    pool.use((world) => converges(world, phase, { options: { fault } })).then(() => {}),
);

matrixTest(
  "kill of the provider or the CLI",
  "provider that is killed at any frame: the next up --refresh repairs the host",
  () => casesOf("process"),
  ({ phase, ...fault }) =>
    pool.use((world) => converges(world, phase, { options: { fault } })).then(() => {}),
);
