import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { type Life, lifeOf } from "./life.ts";
import { type Net, netFor } from "./net.ts";

/** States or policies in a network namespace of their own, which each test finds empty. */
export interface Xfrm {
  readonly life: Life;
  net(): Net;
  /** as `ip xfrm` lists them */
  shown(): Promise<string>;
  /** Fails unless there are none, and no marker either. */
  isEmpty(): Promise<void>;
}

/** To be called where a `describe` begins. */
export function xfrmIn(type: "XfrmState" | "XfrmPolicy"): Xfrm {
  const what = type === "XfrmState" ? "state" : "policy";
  let net: Net | undefined;
  const own = () => net ?? expect.fail("no namespace yet");
  beforeAll(async () => {
    net = await netFor(`kinds-${what}`);
  });
  afterAll(() => net?.leave());
  // What a failed test left is not the next one's affair
  beforeEach(async () => {
    await own().run(`ip xfrm ${what} flush`);
    await own().forget();
  });
  const shown = () => own().run(`ip xfrm ${what}`);
  return {
    life: lifeOf(type, () => own().host),
    net: own,
    shown,
    async isEmpty() {
      expect(await shown()).toBe("");
      expect(await own().markers()).toEqual([]);
    },
  };
}
