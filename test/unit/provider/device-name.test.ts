import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { handlers } from "../../../provider/index.ts";
import { deviceNameFrom, newDeviceNameFault } from "../../../provider/iproute2/device-name.ts";
import type { Args } from "../../../provider/schema/declaration.ts";

const numbered = (count: number, name: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => name(n));
const clashes = (names: readonly string[]) => {
  const devices = names.map(deviceNameFrom);
  return devices.filter((one, index) => devices.indexOf(one) !== index);
};

describe("deviceNameFrom", () => {
  test("keeps a name that fits", () => {
    for (const name of ["ams-fra-a", "x", "fifteen.chars_x"]) expect(deviceNameFrom(name)).toBe(name);
  });

  test("derives 15 characters from a longer name: its beginning and a hash", () => {
    expect(deviceNameFrom("a-long-name-for-a-tunnel")).toBe("a-long-n-hkbzke");
    expect(deviceNameFrom("a-long-name-for-a-tunnel")).toHaveLength(15);
  });

  test("derives another name for one that the kernel reserves", () => {
    expect(deviceNameFrom("tunl0")).toMatch(/^tunl0-[0-9a-z]{6}$/);
  });

  test("derives another name for one that ip reads as an index", () => {
    expect(deviceNameFrom("if5")).toMatch(/^if5-[0-9a-z]{6}$/);
    expect(deviceNameFrom("if5a")).toBe("if5a");
  });

  test("derives a name that the kernel accepts from any text", () => {
    fc.assert(fc.property(fc.string(), (text) => newDeviceNameFault(deviceNameFrom(text)) === undefined));
  });

  test("derives 600 different names from 600 names with a common beginning", () => {
    expect(clashes(numbered(600, (n) => `hub-ams-to-branch-${n}`))).toEqual([]);
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z-]{12,30}$/), (stem) => {
        expect(clashes(numbered(600, (n) => `${stem}-${n}`))).toEqual([]);
      }),
      { numRuns: 20, seed: 18 },
    );
  });

  test("derives different names for all links of each host of a mesh of 100 sites", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,20}$/), fc.stringMatching(/^[a-z-]{1,16}$/), (mesh, site) => {
        expect(clashes(numbered(100, (n) => `${mesh}-${site}-${n}`))).toEqual([]);
      }),
      { numRuns: 200, seed: 18 },
    );
  });
});

describe("check of a device's name", () => {
  const host = { connection: { host: "192.0.2.1", hostKey: "k" } };
  const long = "hub-ams-to-branch-17";
  const checked = async (type: string, olds: Args, news: Args): Promise<Args> => {
    const { inputs, failures } = (await handlers[type]?.check(olds, { host, ...news })) ?? expect.fail(type);
    expect(failures).toEqual([]);
    return inputs;
  };

  test("keeps the name that an earlier version derived for a link, and derives one for a new link", async () => {
    const link = { owner: `p/names/${long}`, remote: "203.0.113.1" };
    expect(await checked("GreTunnel", { ...link, name: "hub-ams-to-5af3" }, link)).toMatchObject({
      name: "hub-ams-to-5af3",
    });
    expect(await checked("GreTunnel", {}, link)).toMatchObject({ name: deviceNameFrom(long) });
  });

  test("keeps the names that an earlier version derived for the links of a LinkSet", async () => {
    const set = { owner: "p/names/mesh", kind: "gre" };
    const member = { remote: "203.0.113.2" };
    const olds = { ...set, links: { [long]: { ...member, name: "hub-ams-to-5af3" } } };
    const news = { ...set, links: { [long]: member, "hub-ams-to-branch-18": { remote: "203.0.113.3" } } };
    expect((await checked("LinkSet", olds, news)).links).toEqual({
      [long]: { ...member, name: "hub-ams-to-5af3" },
      "hub-ams-to-branch-18": { remote: "203.0.113.3", name: deviceNameFrom("hub-ams-to-branch-18") },
    });
  });

  test("derives the name of a component's link from the name that the component asks for", async () => {
    const link = { owner: "p/names/wan-ams-fra-a", remote: "203.0.113.4", __defaultName: "wan-fra" };
    const inputs = await checked("GreTunnel", {}, link);
    expect(inputs).toMatchObject({ name: "wan-fra" });
    expect(inputs).not.toHaveProperty("__defaultName");
    expect(await checked("GreTunnel", { ...link, name: "wan-old" }, link)).toMatchObject({ name: "wan-old" });
  });
});
