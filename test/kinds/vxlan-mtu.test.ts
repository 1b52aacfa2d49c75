// The provider sets the mtu of a VXLAN, because the kernel does not: without `dev` it looks up no underlay, and with
// `dev` it only refuses an mtu that is too large.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { liveLink } from "./live-link.ts";
import { makeUnderlayNetns, type Netns } from "./netns-fixture.ts";
import { driverFor } from "./resource-driver.ts";

describe("mtu of VxlanTunnel", { concurrent: false }, () => {
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
  ])("is that of the route over %s, minus the headers", async (_family, args, mtu) => {
    await netns.run("ip link set under0 mtu 1400");
    await driver.having(args, async (made) => {
      expect(made.outs).toMatchObject({ mtu, underlayMtu: 1400 });
      await driver.isQuiet(made);
    });
    await netns.run("ip link set under0 mtu 1500");
  });

  test("assumes Ethernet when the host has no route", async () => {
    await driver.having({ ...over4, remote: "192.0.2.9" }, async (made) => {
      expect(made.outs).toMatchObject({ mtu: 1450 });
    });
  });

  test("fails above the mtu of its device, and the link is removed again", async () => {
    const args = { ...over4, dev: "under0", mtu: 1500 };
    await expect(driver.create(args)).rejects.toThrow(/perhaps the mtu of under0 has no room for 1500 bytes/);
    expect(await liveLink(netns, "kind0")).toBeUndefined();
  });

  test("is restored when a change of it fails", async () => {
    await driver.having({ ...over4, dev: "under0", ttl: 5 }, async (made) => {
      await expect(driver.update(made, { ...over4, dev: "under0", ttl: 9, mtu: 1500 })).rejects.toThrow(
        /has no room for 1500 bytes/,
      );
      await driver.isQuiet(made);
    });
  });
});
