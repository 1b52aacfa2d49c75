/** What a sequence broke, and at which step. */
export class Broken extends Error {
  readonly faults: readonly string[];

  constructor(step: number, what: string, faults: readonly string[]) {
    super(`step ${step} (${what}):\n  ${faults.join("\n  ")}`);
    this.faults = faults;
  }
}

/**
 * What must hold, or must be seen not to hold as long as a finding about it is open. An error of another kind, as of a
 * host that does not start, is an error here too.
 */
export async function holdsUnless(open: boolean, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (open && error instanceof Error && (error instanceof Broken || error.name === "AssertionError"))
      return;
    throw error;
  }
  if (open) throw new Error("this holds: take its finding out of test/model/open.ts");
}
