import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FrameRequest } from "../../../provider/host/frame.ts";
import type { Reply } from "../../../provider/host/reply.ts";
import { RemoteShellState, stateOf } from "../../../provider/host/shell-state.ts";

const requestFor = (device: string): FrameRequest => ({
  operations: [{ tool: "ip", commands: [["link", "set", "dev", device, "up"]], shows: 1 }],
  removals: [],
  sections: [],

  mayHaveFiles: false,
  scratchGroup: 100_001,
});
const reading: FrameRequest = { ...requestFor("t1"), operations: [], sections: ["links"] };
const reply: Reply = {
  lost: false,
  uninstalled: false,
  unsaved: false,
  complete: true,
  interrupted: false,
  linesSent: 2,
  missingModules: [],
  operations: [{ status: "done", shown: [{}] }],
  removals: [],
  sections: {},
};

/** Plans and sends a frame. Its reply is read if there is one. */
function send(state: RemoteShellState, request: FrameRequest, answer?: Reply, isAlone = true) {
  const plan = state.plan(request, isAlone);
  state.assumeDone(request, plan);
  if (answer) state.confirm(answer);
  return plan;
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

describe("RemoteShellState.plan", () => {
  test("defines the functions, takes the lock and starts an ip in the first frame that writes", () => {
    expect(send(new RemoteShellState(), requestFor("t1"), reply)).toEqual({
      defineFunctions: true,
      yieldLock: false,
      lock: "keep",
      startIp: true,
      linesSent: 0,
    });
  });

  test("uses the lock and the ip of the previous frame", () => {
    const state = new RemoteShellState();
    send(state, requestFor("t1"), reply);
    expect(state.plan(requestFor("t2"), true)).toEqual({
      defineFunctions: false,
      yieldLock: false,
      lock: "held",
      startIp: false,
      linesSent: 2,
    });
  });

  test("starts another ip for a device name that the ip has already received", () => {
    const state = new RemoteShellState();
    send(state, requestFor("t1"), reply);
    send(state, requestFor("t2"), { ...reply, linesSent: 4 });
    expect(state.plan(requestFor("t1"), true)).toMatchObject({ startIp: true, linesSent: 0 });
    expect(state.plan(requestFor("t3"), true)).toMatchObject({ startIp: false, linesSent: 4 });
  });

  test("starts another ip after an unreadable reply, and after a reply without an ip", () => {
    for (const answer of [undefined, (({ linesSent: _, ...rest }) => rest)(reply)]) {
      const state = new RemoteShellState();
      send(state, requestFor("t1"), answer);
      expect(state.plan(requestFor("t2"), true)).toMatchObject({ defineFunctions: false, startIp: true });
    }
  });

  test("releases a lock that was kept for 2 s, and takes it again", () => {
    const state = new RemoteShellState();
    send(state, requestFor("t1"), reply);
    vi.advanceTimersByTime(2000);
    expect(state.plan(requestFor("t2"), true)).toMatchObject({ yieldLock: true, lock: "keep" });
  });

  test("takes the lock for one frame when other shells of the process need it too", () => {
    const state = new RemoteShellState();
    send(state, requestFor("t1"), reply);
    expect(state.plan(requestFor("t2"), false)).toMatchObject({ yieldLock: true, lock: "frame" });
  });

  test("takes the lock again after a frame that did not get it", () => {
    const state = new RemoteShellState();
    send(state, requestFor("t1"), { ...reply, unlocked: "busy" });
    expect(state.plan(requestFor("t2"), true)).toMatchObject({ yieldLock: false, lock: "keep" });
  });

  test("needs neither functions nor lock for a frame that reads", () => {
    expect(new RemoteShellState().plan(reading, true)).toMatchObject({
      defineFunctions: false,
      startIp: false,
    });
  });
});

describe("RemoteShellState.releaseSoon", () => {
  test("releases a kept lock 0.3 s after the last frame, once", () => {
    const state = new RemoteShellState();
    send(state, requestFor("t1"), reply);
    const released = vi.fn((statement: () => string | undefined) => statement());
    state.releaseSoon(released);
    state.releaseSoon(released);
    vi.advanceTimersByTime(299);
    expect(released).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(released.mock.results.map(({ value }) => typeof value)).toEqual(["string"]);
    expect(state.plan(requestFor("t2"), true)).toMatchObject({ yieldLock: false, lock: "keep" });
  });

  test("releases nothing if a frame was sent meanwhile", () => {
    const state = new RemoteShellState();
    send(state, requestFor("t1"), reply);
    let statement: (() => string | undefined) | undefined;
    state.releaseSoon((given) => {
      statement = given;
    });
    vi.advanceTimersByTime(300);
    send(state, requestFor("t2"), reply);
    expect(statement?.()).toBeUndefined();
    expect(state.plan(requestFor("t3"), true)).toMatchObject({ lock: "held" });
  });
});

test("stateOf returns the same state for each request of one shell instance", () => {
  const [one, other] = [{ greeting: "" }, { greeting: "" }];
  expect(stateOf(one)).toBe(stateOf(one));
  expect(stateOf(one)).not.toBe(stateOf(other));
});
