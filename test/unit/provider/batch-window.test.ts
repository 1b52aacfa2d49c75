import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Crowd } from "../../../provider/host/crowd.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A frame that carried some, with others waiting by its end, and took so long. */
function answered(crowd: Crowd, underWay: number, took: number): void {
  const left = crowd.leaves();
  vi.advanceTimersByTime(took);
  left(underWay);
}

describe("a frame", () => {
  it("leaves at once where operations come one after another", async () => {
    const crowd = new Crowd();
    await crowd.gathered(() => 1);
    answered(crowd, 1, 50);
    await crowd.gathered(() => 1);
  });

  it("waits for as many as were under way before", async () => {
    const crowd = new Crowd();
    answered(crowd, 3, 50);
    let waiting = 1;
    let left = false;
    const gathered = crowd.gathered(() => waiting).then(() => (left = true));
    const comes = async () => {
      await vi.advanceTimersByTimeAsync(40);
      waiting += 1;
      crowd.arrived();
      await vi.advanceTimersByTimeAsync(0);
    };
    await comes();
    expect(left).toBe(false);
    await comes();
    await gathered;
    expect(left).toBe(true);
  });

  it("waits for the next one no longer than a frame takes", async () => {
    const crowd = new Crowd();
    answered(crowd, 8, 50);
    const gathered = crowd.gathered(() => 1);
    await vi.advanceTimersByTimeAsync(50);
    await gathered;
  });

  it("waits for nobody after a pause", async () => {
    const crowd = new Crowd();
    answered(crowd, 8, 50);
    vi.advanceTimersByTime(201);
    await crowd.gathered(() => 1);
  });
});
