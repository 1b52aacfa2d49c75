import type { TestStack } from "../engine/stack.ts";
import { machinesDown } from "../lab/machines/machines.ts";

/** Destroys the stack of a file, if it was opened, and stops the machines. */
export async function endWith(stack: TestStack | undefined): Promise<void> {
  await stack?.destroy().catch((error: Error) => console.error(error.message));
  await stack?.dispose();
  await machinesDown();
}
