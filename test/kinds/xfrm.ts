import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { makeNetns, type Netns } from "./netns-fixture.ts";
import { driverFor, type ResourceDriver } from "./resource-driver.ts";

/** States or policies in a network namespace of their own, which each test finds empty. */
export interface Xfrm {
  readonly driver: ResourceDriver;
  netns(): Netns;
  /** as `ip xfrm` lists them */
  shown(): Promise<string>;
  /** Fails unless there are none, and no marker either. */
  isEmpty(): Promise<void>;
}

/** To be called where a `describe` begins. */
export function xfrmIn(type: "XfrmState" | "XfrmPolicy"): Xfrm {
  const what = type === "XfrmState" ? "state" : "policy";
  let netns: Netns | undefined;
  const own = () => netns ?? expect.fail("no namespace yet");
  beforeAll(async () => {
    netns = await makeNetns(`kinds-${what}`);
  });
  afterAll(() => netns?.remove());
  // What a failed test left is not the next one's affair
  beforeEach(async () => {
    await own().run(`ip xfrm ${what} flush`);
    await own().removeMarkers();
  });
  const shown = () => own().run(`ip xfrm ${what}`);
  return {
    driver: driverFor(type, () => own().host),
    netns: own,
    shown,
    async isEmpty() {
      expect(await shown()).toBe("");
      expect(await own().markers()).toEqual([]);
    },
  };
}
