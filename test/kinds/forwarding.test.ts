import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { UNKNOWN } from "../../provider/schema/unknown-value.ts";
import { lifeOf } from "./life.ts";
import { type Net, netFor } from "./net.ts";

const KEYS = { inet: "net.ipv4.ip_forward", inet6: "net.ipv6.conf.all.forwarding" } as const;

describe("Forwarding", () => {
  let ground: Net;
  beforeAll(async () => {
    ground = await netFor("kinds-forwarding");
  });
  afterAll(() => ground?.leave());
  const life = lifeOf("Forwarding", () => ground.host);
  const value = async (family: keyof typeof KEYS = "inet") =>
    (await ground.run(`sysctl -n ${KEYS[family]}`)).trim();
  const set = (to: 0 | 1, family: keyof typeof KEYS = "inet") =>
    ground.run(`sysctl -qw ${KEYS[family]}=${to}`);
  const another = (stack: string) => ({ owner: `other/${stack}/forwarding` });

  test.each(["inet", "inet6"] as const)("%s is set, found as declared, and set back", async (family) => {
    expect(await value(family)).toBe("0");
    await life.having({ family }, async (made) => {
      expect(await value(family)).toBe("1");
      expect(made.outs).toMatchObject({ previouslyEnabled: false });
      await life.isQuiet(made);
      // a run that was cut short before its answer came: the same again
      expect((await life.create({ family })).outs).toEqual(made.outs);
    });
    expect(await value(family)).toBe("0");
    expect(await ground.markers()).toEqual([]);
  });

  test("what was on before stays on", async () => {
    await set(1);
    await life.having({}, async (made) => expect(made.outs).toMatchObject({ previouslyEnabled: true }));
    expect(await value()).toBe("1");
    await set(0);
  });

  test("can be kept off", async () => {
    await set(1);
    await life.having({ enabled: false }, async (made) => {
      expect(await value()).toBe("0");
      await life.isQuiet(made);
      expect(await life.plan(made, {})).toBe("update");
      expect(await life.plan(made, { enabled: false, family: "inet6" })).toEqual(["family"]);
      const on = await life.update(made, {});
      expect(await value()).toBe("1");
      await life.isQuiet(on);
    });
    expect(await value()).toBe("1");
    await set(0);
  });

  test("drift is told and repaired", async () => {
    await life.having({}, async (made) => {
      await set(0);
      expect(await life.drift(made)).toEqual(["enabled"]);
      const found = await life.refreshed(made);
      await life.isQuiet(await life.update(found, {}));
      expect(await value()).toBe("1");
    });
    expect(await value()).toBe("0");
  });

  test("whoever goes last sets it back, in whatever order", async () => {
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
    ] as const) {
      const made = [];
      for (const stack of ["one", "two", "three"]) made.push(await life.create(another(stack)));
      expect(await ground.markers()).toHaveLength(3);
      for (const index of order) {
        expect(await value()).toBe("1");
        await life.remove(made[index] as (typeof made)[0]);
      }
      expect(await value()).toBe("0");
      expect(await ground.markers()).toEqual([]);
    }
  });

  test("so too where they come and go in one frame", async () => {
    const made = await Promise.all(["one", "two", "three"].map((stack) => life.create(another(stack))));
    expect(await value()).toBe("1");
    expect(made.map(({ outs }) => outs.previouslyEnabled)).toEqual([false, false, false]);
    await Promise.all(made.map(life.remove));
    expect(await value()).toBe("0");
    expect(await ground.markers()).toEqual([]);
  });

  test("another owner takes it over", async () => {
    const made = await life.create({});
    const renamed = await life.update(made, another("renamed"));
    await life.isQuiet(renamed);
    expect(await ground.markers()).toHaveLength(1);
    expect(renamed.outs).toMatchObject({ previouslyEnabled: false });
    await life.remove(renamed);
    expect(await value()).toBe("0");
  });

  test("gone is gone, made again, and removed quietly", async () => {
    const made = await life.create({});
    await ground.run("rm -r /run/pulumi-iproute2/$(readlink /proc/self/ns/net | tr -dc 0-9)");
    await set(0);
    expect(await life.refresh(made)).toBeUndefined();
    await life.remove(made);
    await life.having({}, life.isQuiet);
    expect(await ground.markers()).toEqual([]);
  });

  test("what it takes is checked, as far as it is known", async () => {
    expect(await life.faults({ family: "inet4" })).toEqual([expect.stringMatching(/^family: must be/)]);
    expect(await life.faults({ family: UNKNOWN, enabled: UNKNOWN })).toEqual([]);
  });
});
