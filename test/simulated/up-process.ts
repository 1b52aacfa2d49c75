// A process that runs one `up` of the kills' test. A process of its own can be killed like a user's: no call that a killed
// engine left unanswered reaches a later run, as it would in a process that runs several programs.
import { json } from "node:stream/consumers";
import { openStack } from "../engine/stack.ts";
import { type Declared, programOf, type Reach } from "./kills-program.ts";

/** What stdin contains, as JSON. */
export interface UpRequest {
  readonly name: string;
  readonly workDir: string;
  readonly backendDir: string;
  readonly declared: Declared;
  readonly reach: Reach;
  readonly parallel?: number;
}

const { name, workDir, backendDir, declared, reach, parallel } = (await json(process.stdin)) as UpRequest;
const stack = await openStack({ name, workDir, backendDir, program: programOf(declared, reach) });
try {
  await stack.up(parallel === undefined ? {} : { parallel });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
