// The kernel's settings of a device, on every kind of link.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Args } from "../../provider/schema/declaration.ts";
import { isLong } from "../sample.ts";
import { ends } from "./ends.ts";
import { fakeDumpClock } from "./later.ts";
import { makeUnderlayNetns, type Netns } from "./netns-fixture.ts";
import { driverFor } from "./resource-driver.ts";
import { table } from "./table.ts";

const NAME = "kind0";
const secondsLater = fakeDumpClock();
const KEYS = ["rp_filter", "accept_local", "disable_policy", "disable_xfrm"];

/** In `npm test` one kind of each sort of device. */
const SHORT = ["IpipTunnel", "VxlanTunnel", "Vrf"];
const rows = table.filter(({ type }) => isLong || SHORT.includes(type));

// Rows run at the same time, each in its own namespace.
describe.concurrent.each(rows.map((row) => ({ type: row.type, row })))("$type", ({ type, row }) => {
  let netns: Netns;
  beforeAll(async () => {
    netns = await makeUnderlayNetns(`settings-${type}`);
  });
  afterAll(() => netns.remove());

  const driver = driverFor(type, () => netns.host);
  const declared = (args: Args): Args => ({ name: NAME, ...row.minimal(ends), ...args });
  const shown = async () =>
    (await netns.run(`cd /proc/sys/net/ipv4/conf/${NAME} && cat ${KEYS.join(" ")}`))
      .trim()
      .split("\n")
      .map(Number);
  const mode = async () => Number(await netns.run(`cat /proc/sys/net/ipv6/conf/${NAME}/addr_gen_mode`));

  test("has settings and addrGenMode as declared, changed, repaired and left out", async () => {
    const plain = await driver.create(declared({}));
    const byDefault = [await shown(), await mode()];
    await driver.remove(plain);

    const settings = { rpFilter: 2, acceptLocal: true, disablePolicy: true, disableXfrm: true };
    const made = await driver.create(declared({ settings, addrGenMode: "none" }));
    expect([await shown(), await mode()]).toEqual([[2, 1, 1, 1], 1]);
    await driver.isQuiet(made);

    const other = declared({ settings: { rpFilter: 1, disablePolicy: true }, addrGenMode: "none" });
    expect(await driver.plan(made, other)).toBe("update");
    const changed = await driver.update(made, other);
    expect(await shown()).toEqual([1, 0, 1, 0]);
    await driver.isQuiet(changed);

    await netns.run(
      `echo 0 >/proc/sys/net/ipv4/conf/${NAME}/rp_filter; echo 0 >/proc/sys/net/ipv6/conf/${NAME}/addr_gen_mode`,
    );
    secondsLater();
    expect(await driver.drift(changed)).toEqual(["addrGenMode", "settings"]);
    const repaired = await driver.update(await driver.refreshed(changed), other);
    expect(await shown()).toEqual([1, 0, 1, 0]);
    await driver.isQuiet(repaired);

    const left = await driver.update(repaired, declared({}));
    expect([await shown(), await mode()]).toEqual(byDefault);
    await driver.isQuiet(left);
    await driver.remove(left);
  });

  test("refuses disableIpv6 beside an IPv6 address at preview", async () => {
    const args = declared({ settings: { disableIpv6: true }, addresses: ["fd77::1/64"] });
    expect(await driver.faults(args)).toEqual([
      expect.stringMatching(/^settings: has disableIpv6, but the link has fd77::1\/64/),
    ]);
  });
});
