// VXLAN's mtu, which the kernel leaves to others: without `dev` it looks at no underlay, with it it allows no more.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { liveLink } from "./live-link.ts";
import { makeUnderlayNetns, type Netns } from "./netns-fixture.ts";
import { driverFor } from "./resource-driver.ts";

describe("VxlanTunnel's mtu", { concurrent: false }, () => {
  let netns: Netns;
  beforeAll(async () => {
    netns = await makeUnderlayNetns("vxlan-mtu");
  });
  afterAll(() => netns?.remove());
  const driver = driverFor("VxlanTunnel", () => netns.host);
  const over4 = { name: "kind0", vni: 5, remote: "10.44.0.2" };
  const over6 = { name: "kind0", vni: 5, remote: "fd44::2" };

  test.each([
    ["IPv4", over4, 1400 - 50],
    ["IPv6", over6, 1400 - 70],
  ])("is that of the route over %s, less the headers", async (_family, args, mtu) => {
    await netns.run("ip link set under0 mtu 1400");
    await driver.having(args, async (made) => {
      expect(made.outs).toMatchObject({ mtu, underlayMtu: 1400 });
      await driver.isQuiet(made);
    });
    await netns.run("ip link set under0 mtu 1500");
  });

  test("is taken for Ethernet's where there is no route", async () => {
    await driver.having({ ...over4, remote: "192.0.2.9" }, async (made) => {
      expect(made.outs).toMatchObject({ mtu: 1450 });
    });
  });

  test("can't be more than its device has room for, and then nothing is left", async () => {
    const args = { ...over4, dev: "under0", mtu: 1500 };
    await expect(driver.create(args)).rejects.toThrow(/perhaps the mtu of under0 has no room for 1500 bytes/);
    expect(await liveLink(netns, "kind0")).toBeUndefined();
  });

  test("that is refused in a change is put back", async () => {
    await driver.having({ ...over4, dev: "under0", ttl: 5 }, async (made) => {
      await expect(driver.update(made, { ...over4, dev: "under0", ttl: 9, mtu: 1500 })).rejects.toThrow(
        /has no room for 1500 bytes/,
      );
      await driver.isQuiet(made);
    });
  });
});
