// VXLAN's mtu, which the kernel leaves to others: without `dev` it looks at no underlay, with it it allows no more.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ground, groundFor } from "./ground.ts";
import { lifeOf } from "./life.ts";

describe("VxlanTunnel's mtu", { concurrent: false }, () => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await groundFor("vxlan-mtu");
  });
  afterAll(() => ground?.leave());
  const life = lifeOf("VxlanTunnel", () => ground.host);
  const over4 = { name: "kind0", vni: 5, remote: "10.44.0.2" };
  const over6 = { name: "kind0", vni: 5, remote: "fd44::2" };

  test.each([
    ["IPv4", over4, 1400 - 50],
    ["IPv6", over6, 1400 - 70],
  ])("is that of the route over %s, less the headers", async (_family, args, mtu) => {
    await ground.run("ip link set under0 mtu 1400");
    await life.having(args, async (made) => {
      expect(made.outs).toMatchObject({ mtu, underlayMtu: 1400 });
      await life.isQuiet(made);
    });
    await ground.run("ip link set under0 mtu 1500");
  });

  test("is taken for Ethernet's where there is no route", async () => {
    await life.having({ ...over4, remote: "192.0.2.9" }, async (made) => {
      expect(made.outs).toMatchObject({ mtu: 1450 });
    });
  });

  test("can't be more than its device has room for, and then nothing is left", async () => {
    const args = { ...over4, dev: "under0", mtu: 1500 };
    await expect(life.create(args)).rejects.toThrow(/perhaps the mtu of under0 has no room for 1500 bytes/);
    expect(await ground.live("kind0")).toBeUndefined();
  });

  test("that is refused in a change is put back", async () => {
    await life.having({ ...over4, dev: "under0", ttl: 5 }, async (made) => {
      await expect(life.update(made, { ...over4, dev: "under0", ttl: 9, mtu: 1500 })).rejects.toThrow(
        /has no room for 1500 bytes/,
      );
      await life.isQuiet(made);
    });
  });
});
