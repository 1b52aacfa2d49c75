// Devices in one network namespace whose underlay is in another one, for every kind that can have one.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Args } from "../../provider/schema/declaration.ts";
import { sample } from "../sample.ts";
import { ends } from "./ends.ts";
import { fakeDumpClock } from "./later.ts";
import { liveLink } from "./live-link.ts";
import { makeNetns, makeUnderlayNetns, type Netns } from "./netns-fixture.ts";
import { driverFor } from "./resource-driver.ts";
import { table } from "./table.ts";

const NAME = "kind0";
const UNDERLAY = "link-under";
const secondsLater = fakeDumpClock();

let inner: Netns;
let underlay: Netns;
beforeAll(async () => {
  underlay = await makeUnderlayNetns(UNDERLAY);
  inner = await makeNetns("link-inner");
  await underlay.run("ip netns add link-empty");
});
afterAll(async () => {
  await inner.remove();
  await underlay.run("ip netns del link-empty");
  await underlay.remove();
});

const rows = table.filter(({ type }) => !["GeneveTunnel", "Bridge", "Vrf"].includes(type));
const driverOf = (type: string) => driverFor(type, () => inner.host);

test("reaches the other end through the network namespace of its underlay", async () => {
  const driver = driverOf("GreTunnel");
  // The far end is in a namespace of its own
  const far = await makeNetns("link-far");
  try {
    await underlay.run(`ip link add to-far type veth peer name under1 netns link-far
      ip addr del ${ends.local4}/24 dev ${ends.dev}; ip addr add ${ends.local4}/24 dev to-far; ip link set to-far up`);
    await far.run(`ip addr add ${ends.remote4}/24 dev under1; ip link set under1 up
      ip link add gre1 type gre local ${ends.remote4} remote ${ends.local4} key 7
      ip addr add 10.91.0.2/30 dev gre1; ip link set gre1 up`);
    const args = { name: NAME, local: ends.local4, remote: ends.remote4, key: 7, linkNetns: UNDERLAY };
    await driver.having({ ...args, addresses: ["10.91.0.1/30"] }, async () => {
      expect(await inner.run("ping -c 3 -i 0.2 -W 2 10.91.0.2")).toContain(" 0% packet loss");
      expect(await inner.run("ip route")).not.toContain("10.44.0");
    });
  } finally {
    await far.remove();
    await underlay.run(`ip addr add ${ends.local4}/24 dev ${ends.dev}`);
  }
});

describe.each(sample(rows, 3).map((row) => ({ type: row.type, row })))("$type", ({ type, row }) => {
  const driver = driverOf(type);
  const { dev: _, ...minimal } = row.minimal(ends) as Args;
  const declared = { name: NAME, ...minimal, linkNetns: UNDERLAY };

  test("has its underlay in another network namespace, and is replaced when that is another one", async () => {
    await driver.having(declared, async (made) => {
      expect(await liveLink(inner, NAME)).toHaveProperty("link_netnsid");
      expect(made.outs.persisted).toBe("none");
      await driver.isQuiet(made);
      expect(await driver.plan(made, { ...declared, linkNetns: undefined })).toEqual(["linkNetns"]);
      expect(await driver.plan(made, { ...declared, linkNetns: "link-empty" })).toEqual(["linkNetns"]);

      const other = { ...made, outs: { ...made.outs, linkNetns: "link-empty" } };
      secondsLater();
      expect((await driver.refreshed(other)).outs.linkNetns).toBe(UNDERLAY);
    });
  });
});
