// The lifecycle of each type that is no kind of link, as links.test.ts has it for each kind. `npm test` has a third of
// the changes and drifts.
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { dumpClock } from "../../provider/host/frame-queue.ts";
import { sample } from "../sample.ts";
import { typesAroundLinks } from "./around-links-table.ts";
import { ends } from "./ends.ts";
import { makeUnderlayNetns, type Netns } from "./netns-fixture.ts";
import { driverFor } from "./resource-driver.ts";

const SPAN0 = `ip link add span0 type erspan local ${ends.local4} remote ${ends.remote4} seq key 99 erspan_ver 1 erspan 5`;

const PART = 3;
const numbered = typesAroundLinks.map((one, number) => ({ ...one, number }));

let netns: Netns;
beforeAll(async () => {
  // Reads of one deployment share a snapshot for some seconds. These tests are a deployment for each call.
  const { now } = dumpClock;
  let calls = 0;
  vi.spyOn(dumpClock, "now").mockImplementation(() => {
    calls += 1;
    return now() + 10_000 * calls;
  });
  netns = await makeUnderlayNetns("kinds-around");
  await netns.run(`${SPAN0} && ip link set span0 up && ip link add mon0 type dummy && ip link set mon0 up`);
});
afterAll(() => netns?.remove());

describe.each(numbered)(
  "$type",
  ({ type, args, show, changes, replacements, drifts, removal, containsOwner = false, number }) => {
    const driver = driverFor(type, () => netns.host);
    const shown = () => netns.run(show);
    const isEmpty = async () => {
      expect((await shown()).trim()).toBe("");
      expect(await netns.markers()).toEqual([]);
    };
    beforeEach(async () => {
      await netns.run(`{ ${removal}; } 2>/dev/null || true`);
      await netns.removeMarkers();
    });
    const changesOfThisRun = sample(changes, PART, number).map((one) => ({
      ...one,
      what: JSON.stringify(one.to),
    }));
    const driftsOfThisRun = sample(drifts, PART, number);

    test("is made as declared, found again by a second creation, and removed completely", async () => {
      await driver.having(args, async (made) => {
        const first = await shown();
        expect(first.trim()).not.toBe("");
        expect(await netns.markers()).not.toEqual([]);
        expect((await driver.create(args)).outs).toEqual(made.outs);
        expect(await shown()).toBe(first);
        await driver.isQuiet(made);
      });
      await isEmpty();
    });

    test.each(changesOfThisRun)("changes in place: $what", async ({ to, shows }) => {
      const made = await driver.create(args);
      const next = { ...args, ...to };
      expect(await driver.plan(made, next)).toBe("update");
      const changed = await driver.update(made, next);
      expect(await shown()).toMatch(shows);
      await driver.isQuiet(changed);
      await driver.isQuiet(await driver.update(changed, args));
      await driver.remove(made);
      await isEmpty();
    });

    test("is replaced for a change of its identity", async () => {
      await driver.having(args, async (made) => {
        for (const { to, names } of replacements)
          expect({ to, names: await driver.plan(made, { ...args, ...to }) }).toEqual({ to, names });
      });
      await isEmpty();
    });

    test(`moves to another owner ${containsOwner ? "in place" : "without a change of the object"}`, async () => {
      const made = await driver.create(args);
      const before = await shown();
      const renamed = { ...args, owner: "another/stack/name" };
      expect(await driver.plan(made, renamed)).toBe("update");
      const moved = await driver.update(made, renamed);
      if (!containsOwner) expect(await shown()).toBe(before);
      expect(await driver.refresh(made)).toBeUndefined();
      await driver.isQuiet(moved);
      await driver.remove(moved);
      await isEmpty();
    });

    test.each(driftsOfThisRun)(
      "has the drift $names after `$by`, and an update repairs it",
      async ({ by, names }) => {
        const made = await driver.create(args);
        await netns.run(by);
        expect(await driver.drift(made)).toEqual(names);
        const found = await driver.refreshed(made);
        const plan = await driver.plan(found, args);
        if (plan !== "update") await driver.remove(found);
        const repaired = plan === "update" ? await driver.update(found, args) : await driver.create(args);
        await driver.isQuiet(repaired);
        await driver.remove(repaired);
        await isEmpty();
      },
    );

    test("is reported as gone after an operator removed it, and its removal leaves no marker", async () => {
      const made = await driver.create(args);
      await netns.run(removal);
      expect(await driver.refresh(made)).toBeUndefined();
      await driver.remove(made);
      await driver.remove(made);
      await isEmpty();
    });
  },
);
