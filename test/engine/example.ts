import path from "node:path";
import { expect } from "vitest";
import { root } from "../../scripts/setup/paths.ts";
import { labHosts, snapshot } from "../lab/index.ts";
import { programFrom } from "./program.ts";
import { type Config, openStack, type Run, type TestStack } from "./stack.ts";

/** A host of the lab in the form of the examples' configuration. */
export function site(host: "alpha" | "beta") {
  const { connection, underlay4 } = labHosts()[host];
  return { connection: { ...connection }, underlay: underlay4 };
}

/**
 * Runs an example without changes: `up`, the test's own steps, and `destroy`, which must leave both hosts as they
 * were before.
 */
export async function runExample(
  name: string,
  config: Config,
  steps: (up: Run, stack: TestStack) => Promise<void>,
): Promise<void> {
  const program = programFrom(path.join(root, "examples", name, "index.ts"));
  await using stack = await openStack({ name: `example-${name}`, project: name, program, config });
  const before = await snapshots();
  try {
    await steps(await stack.up(), stack);
  } catch (error) {
    await stack.destroy().catch((failure: Error) => console.error(`destroying ${name}: ${failure.message}`));
    throw error;
  }
  await stack.destroy();
  expect(await snapshots()).toEqual(before);
}

const snapshots = () => Promise.all((["alpha", "beta"] as const).map(snapshot));
