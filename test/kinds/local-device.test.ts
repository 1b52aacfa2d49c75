// The endpoint `local` by the device that has the address, on a kernel.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Args } from "../../provider/schema/declaration.ts";
import { ends } from "./ends.ts";
import { fakeDumpClock } from "./later.ts";
import { liveLink } from "./live-link.ts";
import { makeUnderlayNetns, type Netns } from "./netns-fixture.ts";
import { driverFor } from "./resource-driver.ts";

const secondsLater = fakeDumpClock();

let netns: Netns;
beforeAll(async () => {
  netns = await makeUnderlayNetns("local-device");
  // A lease of DHCP has such a lifetime
  await netns.run(
    "ip link add lease0 type dummy && ip link set lease0 up && ip addr add 10.90.0.1/24 dev lease0 preferred_lft 0 && ip addr add 10.90.0.2/24 dev lease0 valid_lft 3600 preferred_lft 3600",
  );
});
afterAll(() => netns?.remove());

const rows = [
  { type: "GreTunnel", remote: ends.remote4, dev: "lease0", first: "10.90.0.2", next: "10.90.0.9/24" },
  { type: "VxlanTunnel", remote: ends.remote6, dev: ends.dev, first: ends.local6, next: "fd90::9/64" },
];

describe.each(rows)("local of $type by its device", ({ type, remote, dev, first, next }) => {
  const driver = driverFor(type, () => netns.host);
  const declared: Args = {
    name: "kind0",
    remote,
    local: { dev },
    ...(type === "VxlanTunnel" ? { vni: 5 } : {}),
  };
  const local = async () => {
    const data = (await liveLink(netns, "kind0"))?.linkinfo?.info_data ?? {};
    return data.local ?? data.local6;
  };

  test("is the address of the device, follows it after a refresh, and is refused without one", async () => {
    const made = await driver.create(declared);
    expect(await local()).toBe(first);
    await driver.isQuiet(made);

    const length = first.includes(":") ? 64 : 24;
    await netns.run(
      `ip addr del ${first}/${length} dev ${dev}; ip addr add ${next} dev ${dev}${first.includes(":") ? " nodad" : ""}`,
    );
    secondsLater();
    expect(await driver.drift(made)).toEqual(["local"]);
    const moved = await driver.update(await driver.refreshed(made), declared);
    expect(await local()).toBe(next.split("/")[0]);
    await driver.isQuiet(moved);
    await driver.remove(moved);

    await netns.run(`ip addr del ${next} dev ${dev}`);
    secondsLater();
    await expect(driver.create(declared)).rejects.toThrow(
      /local: .* has no global IPv[46] address that is in use/,
    );
  });
});
