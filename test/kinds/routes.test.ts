// The arguments of a link's routes, as the kernel shows them.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Args } from "../../provider/schema/declaration.ts";
import { sample } from "../sample.ts";
import { ends } from "./ends.ts";
import { fakeDumpClock } from "./later.ts";
import { makeUnderlayNetns, type Netns } from "./netns-fixture.ts";
import { driverFor } from "./resource-driver.ts";

const NAME = "kind0";
const secondsLater = fakeDumpClock();

let netns: Netns;
beforeAll(async () => {
  netns = await makeUnderlayNetns("routes");
});
afterAll(() => netns.remove());

const driver = driverFor("GreTunnel", () => netns.host);
const declared = (routes: readonly (string | Args)[]): Args => ({
  ...{ name: NAME, local: ends.local4, remote: ends.remote4 },
  ...{ addresses: ["10.77.0.1/24", "10.77.0.2/24", "fd77::1/64"], routes },
});
const shown = async (to: string) => (await netns.run(`ip route show ${to}`)).trim().replace(/ +/g, " ");

interface Row {
  readonly what: string;
  readonly route: Args;
  readonly shows: string;
}

const rows: readonly Row[] = [
  {
    what: "src",
    route: { src: "10.77.0.2" },
    shows: "10.78.0.0/24 dev kind0 proto static scope link src 10.77.0.2",
  },
  { what: "mtu", route: { mtu: 1300 }, shows: "10.78.0.0/24 dev kind0 proto static scope link mtu 1300" },
  {
    what: "onlink",
    route: { via: "192.0.2.9", onlink: true },
    shows: "10.78.0.0/24 via 192.0.2.9 dev kind0 proto static onlink",
  },
  {
    what: "all of them",
    route: { via: "192.0.2.9", onlink: true, src: "10.77.0.2", mtu: 1300, advmss: 1200, metric: 7 },
    shows:
      "10.78.0.0/24 via 192.0.2.9 dev kind0 proto static src 10.77.0.2 metric 7 onlink mtu 1300 advmss 1200",
  },
];
const plain = "10.78.0.0/24 dev kind0 proto static scope link";

describe("route of a link", () => {
  test.each(sample(rows, 2))(
    "has $what as declared, changed in place, and repaired",
    async ({ route, shows }) => {
      const wanted = declared([{ to: "10.78.0.0/24", ...route }]);
      await driver.having(wanted, async (made) => {
        expect(await shown("10.78.0.0/24")).toBe(shows);
        await driver.isQuiet(made);

        expect(await driver.plan(made, declared(["10.78.0.0/24"]))).toBe("update");
        const without = await driver.update(made, declared(["10.78.0.0/24"]));
        expect(await shown("10.78.0.0/24")).toBe(plain);
        await driver.isQuiet(without);

        const again = await driver.update(without, wanted);
        expect(await shown("10.78.0.0/24")).toBe(shows);
        await netns.run(`ip route del 10.78.0.0/24 && ip route add 10.78.0.0/24 dev ${NAME} proto static`);
        secondsLater();
        expect(await driver.drift(again)).toEqual(["routes"]);
        await driver.isQuiet(await driver.update(await driver.refreshed(again), wanted));
        expect(await shown("10.78.0.0/24")).toBe(shows);
      });
    },
  );

  test("stays when the kernel removes it together with its source address", async () => {
    const routes = [{ to: "10.78.0.0/24", src: "10.77.0.2" }];
    await driver.having(declared(routes), async (made) => {
      const less = { ...declared(routes), addresses: ["10.77.0.2/24", "fd77::1/64"] };
      await driver.isQuiet(await driver.update(made, less));
      expect(await shown("10.78.0.0/24")).toContain("src 10.77.0.2");
    });
  });

  test("of IPv6 has src, onlink and mtu as declared", async () => {
    const route = { to: "fd78::/32", via: "fd99::9", onlink: true, src: "fd77::1", mtu: 1300 };
    await driver.having(declared([route]), async (made) => {
      expect((await netns.run("ip -6 route show fd78::/32")).trim()).toMatch(
        /^fd78::\/32 via fd99::9 dev kind0 proto static src fd77::1 metric 1024 onlink mtu 1300/,
      );
      await driver.isQuiet(made);
    });
  });

  test("is refused at preview with a src of the other family, and with onlink without a gateway", async () => {
    expect(await driver.faults(declared([{ to: "10.78.0.0/24", src: "fd77::1" }]))).toEqual([
      expect.stringMatching(/^routes: .*src fd77::1, which is of the other family/),
    ]);
    expect(await driver.faults(declared([{ to: "10.78.0.0/24", onlink: true }]))).toEqual([
      expect.stringMatching(/^routes: .*onlink.* needs `via`/),
    ]);
  });
});
