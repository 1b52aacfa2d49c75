// Routing tables by the names that the host gives them, as the kernel shows them.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Args } from "../../provider/schema/declaration.ts";
import { ends } from "./ends.ts";
import { fakeDumpClock } from "./later.ts";
import { makeUnderlayNetns, type Netns } from "./netns-fixture.ts";
import { driverFor } from "./resource-driver.ts";

const NAMES = "/etc/iproute2/rt_tables.d/kinds-names.conf";
const secondsLater = fakeDumpClock();

let netns: Netns;
const give = (number: number) =>
  netns.run(`mkdir -p ${NAMES.replace(/\/[^/]*$/, "")} && echo '${number} lab-blue # a test' >${NAMES}`);
beforeAll(async () => {
  netns = await makeUnderlayNetns("table-names");
  await give(4711);
});
afterAll(async () => {
  await netns.run(`rm -f ${NAMES}`);
  await netns.remove();
});

const shown = async (command: string) => (await netns.run(command)).trim().replace(/ +/g, " ");

describe("table by the host's name", () => {
  test("holds the routes of a link, and drifts with the name", async () => {
    const driver = driverFor("GreTunnel", () => netns.host);
    const declared: Args = {
      ...{ name: "kind0", local: ends.local4, remote: ends.remote4, addresses: ["10.77.0.1/24"] },
      routes: [{ to: "10.78.0.0/24", table: "lab-blue" }],
    };
    await driver.having(declared, async (made) => {
      expect(await shown("ip route show table 4711")).toBe("10.78.0.0/24 dev kind0 proto static scope link");
      await driver.isQuiet(made);

      await give(4712);
      secondsLater();
      expect(await driver.drift(made)).toEqual(["routes"]);
      const again = await driver.update(await driver.refreshed(made), declared);
      expect(await shown("ip route show table 4711; ip route show table 4712")).toBe(
        "10.78.0.0/24 dev kind0 proto static scope link",
      );
      await driver.isQuiet(again);
      await give(4711);
    });
  });

  test("is the table of a PolicyRule, a Route and a Vrf", async () => {
    const rule = driverFor("PolicyRule", () => netns.host);
    await rule.having({ from: "10.1.0.0/16", priority: 1000, table: "lab-blue" }, async (made) => {
      expect(await shown("ip rule show priority 1000")).toContain("from 10.1.0.0/16 lookup lab-blue");
      await rule.isQuiet(made);
    });
    const route = driverFor("Route", () => netns.host);
    await route.having({ to: "10.79.0.0/24", type: "blackhole", table: "lab-blue" }, async (made) => {
      expect(await shown("ip route show table 4711")).toBe("blackhole 10.79.0.0/24 proto 105");
      await route.isQuiet(made);
    });
    const vrf = driverFor("Vrf", () => netns.host);
    await vrf.having({ name: "kind0", table: "lab-blue" }, async (made) => {
      expect(await shown("ip vrf show")).toContain("kind0 4711");
      await vrf.isQuiet(made);
    });
  });

  test("is refused with the names of the host if it has no such name", async () => {
    const vrf = driverFor("Vrf", () => netns.host);
    await expect(vrf.create({ name: "kind0", table: "lab-green" })).rejects.toThrow(
      /table: the host has no routing table with the name lab-green\. The host knows .*main.*lab-blue/,
    );
  });
});
