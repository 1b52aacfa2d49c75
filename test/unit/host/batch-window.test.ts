import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { BatchWindow } from "../../../provider/host/batch-window.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A frame that took this many milliseconds, with this many operations in it or queued at its end. */
function answered(window: BatchWindow, underWay: number, took: number): void {
  const replied = window.sent();
  vi.advanceTimersByTime(took);
  replied(underWay);
}

describe("BatchWindow", () => {
  test("sends a frame at once when operations arrive one after another", async () => {
    const window = new BatchWindow();
    await window.wait(() => 1);
    answered(window, 1, 50);
    await window.wait(() => 1);
  });

  test("waits for as many operations as were running before", async () => {
    const window = new BatchWindow();
    answered(window, 3, 50);
    let waiting = 1;
    let left = false;
    const waited = window.wait(() => waiting).then(() => (left = true));
    const comes = async () => {
      await vi.advanceTimersByTimeAsync(40);
      waiting += 1;
      window.notify();
      await vi.advanceTimersByTimeAsync(0);
    };
    await comes();
    expect(left).toBe(false);
    await comes();
    await waited;
    expect(left).toBe(true);
  });

  test("waits for the next operation no longer than a frame takes", async () => {
    const window = new BatchWindow();
    answered(window, 8, 50);
    const waited = window.wait(() => 1);
    await vi.advanceTimersByTimeAsync(50);
    await waited;
  });

  test("does not wait after a pause", async () => {
    const window = new BatchWindow();
    answered(window, 8, 50);
    vi.advanceTimersByTime(201);
    await window.wait(() => 1);
  });
});
