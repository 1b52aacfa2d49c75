import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { UNKNOWN } from "../../provider/schema/unknown-value.ts";
import { makeNetns, type Netns } from "./netns-fixture.ts";
import { driverFor } from "./resource-driver.ts";

const KEYS = { inet: "net.ipv4.ip_forward", inet6: "net.ipv6.conf.all.forwarding" } as const;

describe("Forwarding", () => {
  let netns: Netns;
  beforeAll(async () => {
    netns = await makeNetns("kinds-forwarding");
  });
  afterAll(() => netns?.remove());
  const driver = driverFor("Forwarding", () => netns.host);
  const value = async (family: keyof typeof KEYS = "inet") =>
    (await netns.run(`sysctl -n ${KEYS[family]}`)).trim();
  const set = (to: 0 | 1, family: keyof typeof KEYS = "inet") =>
    netns.run(`sysctl -qw ${KEYS[family]}=${to}`);
  const owners = async () => (await netns.markers()).filter((name) => name.startsWith("forwarding:"));
  const another = (stack: string) => ({ owner: `other/${stack}/forwarding` });

  test.each(["inet", "inet6"] as const)("is set for %s, found as declared, and set back", async (family) => {
    expect(await value(family)).toBe("0");
    await driver.having({ family }, async (made) => {
      expect(await value(family)).toBe("1");
      expect(made.outs).toMatchObject({ previouslyEnabled: false });
      await driver.isQuiet(made);
      // The same creation follows again, as after a run whose reply was lost.
      expect((await driver.create({ family })).outs).toEqual(made.outs);
    });
    expect(await value(family)).toBe("0");
    expect(await netns.markers()).toEqual([]);
  });

  test("stays on when it was on before", async () => {
    await set(1);
    await driver.having({}, async (made) => expect(made.outs).toMatchObject({ previouslyEnabled: true }));
    expect(await value()).toBe("1");
    await set(0);
  });

  test("can be declared off", async () => {
    await set(1);
    await driver.having({ enabled: false }, async (made) => {
      expect(await value()).toBe("0");
      await driver.isQuiet(made);
      expect(await driver.plan(made, {})).toBe("update");
      expect(await driver.plan(made, { enabled: false, family: "inet6" })).toEqual(["family"]);
      const on = await driver.update(made, {});
      expect(await value()).toBe("1");
      await driver.isQuiet(on);
    });
    expect(await value()).toBe("1");
    await set(0);
  });

  test("reports drift and repairs it", async () => {
    await driver.having({}, async (made) => {
      await set(0);
      expect(await driver.drift(made)).toEqual(["enabled"]);
      const found = await driver.refreshed(made);
      await driver.isQuiet(await driver.update(found, {}));
      expect(await value()).toBe("1");
    });
    expect(await value()).toBe("0");
  });

  test("is set back by the last removal, in any order of removals", async () => {
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
    ] as const) {
      const made = [];
      for (const stack of ["one", "two", "three"]) made.push(await driver.create(another(stack)));
      expect(await owners()).toHaveLength(3);
      for (const index of order) {
        expect(await value()).toBe("1");
        await driver.remove(made[index] as (typeof made)[0]);
      }
      expect(await value()).toBe("0");
      expect(await netns.markers()).toEqual([]);
    }
  });

  test("is set back by the last removal when creations and removals share a frame", async () => {
    const made = await Promise.all(["one", "two", "three"].map((stack) => driver.create(another(stack))));
    expect(await value()).toBe("1");
    expect(made.map(({ outs }) => outs.previouslyEnabled)).toEqual([false, false, false]);
    await Promise.all(made.map(driver.remove));
    expect(await value()).toBe("0");
    expect(await netns.markers()).toEqual([]);
  });

  test("moves to another owner by an update", async () => {
    const made = await driver.create({});
    const renamed = await driver.update(made, another("renamed"));
    await driver.isQuiet(renamed);
    expect(await owners()).toHaveLength(1);
    expect(renamed.outs).toMatchObject({ previouslyEnabled: false });
    await driver.remove(renamed);
    expect(await value()).toBe("0");
  });

  test("is reported as gone without its marker, can be created again, and is removed without an error", async () => {
    const made = await driver.create({});
    await netns.removeMarkers();
    await set(0);
    expect(await driver.refresh(made)).toBeUndefined();
    await driver.remove(made);
    await driver.having({}, driver.isQuiet);
    expect(await netns.markers()).toEqual([]);
  });

  test("refuses invalid arguments and accepts unknown ones", async () => {
    expect(await driver.faults({ family: "inet4" })).toEqual([expect.stringMatching(/^family: must be/)]);
    expect(await driver.faults({ family: UNKNOWN, enabled: UNKNOWN })).toEqual([]);
  });
});
