// Links next to objects of other owners. The host is one of the lab, because its kernel supports MPLS.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { on } from "../lab/index.ts";
import { ends } from "./ends.ts";
import { makeUnderlayNetns, type Netns } from "./netns-fixture.ts";
import { driverFor } from "./resource-driver.ts";

const ARGS = { name: "gre7", local: ends.local4, remote: ends.remote4, addresses: ["10.77.0.1/30"] };
const ROUTE = "10.78.0.0/24";

describe("GreTunnel", () => {
  let netns: Netns;
  beforeAll(async () => {
    await on("alpha").must("modprobe -a mpls_router mpls_iptunnel");
    netns = await makeUnderlayNetns("kinds-others");
  });
  afterAll(() => netns?.remove());
  const driver = driverFor("GreTunnel", () => netns.host);

  test("does not show an MPLS route through its device, and leaves it alone", async () => {
    await driver.having(ARGS, async (made) => {
      await netns.run("sysctl -qw net.mpls.platform_labels=100; ip -f mpls route add 50 dev gre7");
      await driver.isQuiet(made);
      await driver.update(made, { ...ARGS, ttl: 9 });
      expect(await netns.run("ip -f mpls route show")).toMatch(/^50 dev gre7/);
    });
  });

  test("is read when the alias of another device contains a control character and a quote", async () => {
    await netns.run(`ip link set ${ends.dev} alias "$(printf "John's\\\\007 uplink")"`);
    await driver.having(ARGS, driver.isQuiet);
    await netns.run(`ip link set ${ends.dev} alias ""`);
  });

  test("leaves an operator's route alone that replaced its own, and the error names the other device", async () => {
    await driver.having({ ...ARGS, routes: [ROUTE] }, async (made) => {
      await netns.run(`ip route replace ${ROUTE} via ${ends.remote4} dev ${ends.dev}`);
      const change = driver.update(made, { ...ARGS, routes: [ROUTE], addresses: ["10.77.0.5/30"] });
      await expect(change).rejects.toThrow(
        new RegExp(`the route to ${ROUTE} already goes through ${ends.dev}`),
      );
      expect(await netns.run(`ip route show ${ROUTE}`)).toMatch(
        /^10\.78\.0\.0\/24 via 10\.44\.0\.2 dev under0/,
      );
    });
    await netns.run(`ip route del ${ROUTE}`);
  });

  test("exchanges its key with another link of its stack in one run", async () => {
    const [one, two] = [
      { ...ARGS, key: 1, owner: "project/dev/one" },
      { ...ARGS, name: "gre8", key: 2, addresses: [], owner: "project/dev/two" },
    ];
    const made = await Promise.all([driver.create(one), driver.create(two)]);
    const swapped = [
      { ...one, key: 2 },
      { ...two, key: 1 },
    ];
    const updated = await Promise.all(
      made.map((link, index) => driver.update(link, swapped[index] ?? expect.fail("two links"))),
    );
    for (const link of updated) await driver.isQuiet(link);
    expect(updated.map(({ outs }) => outs.key)).toEqual([2, 1]);
    await Promise.all(updated.map(driver.remove));
  });

  test("keeps its recorded arguments if another link of its stack keeps the key that it is to get", async () => {
    const [one, two] = [
      { ...ARGS, key: 1, owner: "project/dev/one" },
      { ...ARGS, name: "gre8", key: 2, addresses: [], owner: "project/dev/two" },
    ];
    await driver.having(one, (made) =>
      driver.having(two, async (other) => {
        await expect(driver.update(made, { ...one, key: 2 })).rejects.toThrow(/gre8 already has/);
        expect(await driver.drift(made)).toEqual([]);
        await driver.isQuiet(other);
      }),
    );
  });

  test("of another stack is refused when its route belongs to a link, and the error names link and owner", async () => {
    await driver.having({ ...ARGS, routes: [ROUTE], owner: "project/one/link" }, async (made) => {
      const other = {
        ...ARGS,
        name: "gre8",
        key: 8,
        addresses: [],
        routes: [ROUTE],
        owner: "project/two/link",
      };
      await expect(driver.create(other)).rejects.toThrow(
        /goes through gre7, which belongs to project\/one\/link/,
      );
      await driver.isQuiet(made);
    });
  });
});
