import { vi } from "vitest";
import { dumpClock } from "../../provider/host/frame-queue.ts";

/**
 * Reads of one deployment share a snapshot for some seconds. A refresh after a call of the returned function reads the
 * host again.
 */
export function fakeDumpClock(): () => void {
  const { now } = dumpClock;
  let ahead = 0;
  vi.spyOn(dumpClock, "now").mockImplementation(() => now() + ahead);
  return () => {
    ahead += 10_000;
  };
}
