import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { makeNetns, type Netns } from "./netns-fixture.ts";
import { driverFor, type ResourceDriver } from "./resource-driver.ts";

/** States or policies in a network namespace of their own, which is empty when a test begins. */
export interface Xfrm {
  readonly driver: ResourceDriver;
  netns(): Netns;
  /** as `ip xfrm` lists them */
  shown(): Promise<string>;
  /** Fails if states, policies or markers exist. */
  isEmpty(): Promise<void>;
}

/** A `describe` calls this at its beginning. */
export function xfrmIn(type: "XfrmState" | "XfrmPolicy"): Xfrm {
  const what = type === "XfrmState" ? "state" : "policy";
  let netns: Netns | undefined;
  const own = () => netns ?? expect.fail("no namespace yet");
  beforeAll(async () => {
    netns = await makeNetns(`kinds-${what}`);
  });
  afterAll(() => netns?.remove());
  // Removes what a failed test left, so that the next test does not fail too.
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
