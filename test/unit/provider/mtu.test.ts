// The automatic mtu of links fits the underlay that the arguments name, after creation and after each change.
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Args } from "../../../provider/schema/declaration.ts";
import { driverFor } from "../../kinds/resource-driver.ts";
import type { FakeHost } from "../fake-host/fake-host.ts";
import { hostArgument, newFakeHost } from "../fake-host/hosts.ts";

vi.mock("../../../provider/host/host.ts", async (original) => ({
  ...(await original<object>()),
  hostOf: (await import("../fake-host/hosts.ts")).hostOf,
}));

const HERE = "192.0.2.1";
let host: FakeHost;

/**
 * The route to 10.44.0.0/24 and fd44::/64 leads through under0 (1500 bytes), to 10.55.0.0/24 and fd55::/64 through
 * under1 (1400 bytes).
 */
beforeEach(() => {
  host = newFakeHost(HERE);
  for (const line of [
    "link set under1 mtu 1400",
    "addr add 10.55.0.1/24 dev under1",
    "addr add fd55::1/64 dev under1",
  ])
    host.kernel.run(line);
});

const OVER4 = { local: "10.44.0.1", remote: "10.44.0.2" };
const OVER6 = { local: "fd44::1", remote: "fd44::2" };
const TO_UNDER1 = { local: "10.55.0.1", remote: "10.55.0.2" };
const TO_UNDER1_BY_6 = { local: "fd55::1", remote: "fd55::2" };
const [FOU, GUE] = ["fou", "gue"].map((type) => ({ type, dport: 5555 }));

const probes = () =>
  host.asked.flatMap(({ request }) =>
    "commands" in request && request.commands.length === request.shows
      ? request.commands.map((command) => command.join(" "))
      : [],
  );

describe("automatic mtu", () => {
  const cases: readonly (readonly [
    what: string,
    type: string,
    from: Args,
    to: Args,
    headers: number,
    headersBefore: number,
  ])[] = [
    ["dev", "GreTunnel", { ...OVER4, dev: "under0" }, { dev: "under1" }, 24, 24],
    ["remote and local", "GreTunnel", OVER4, TO_UNDER1, 24, 24],
    ["remote and local", "IpipTunnel", OVER4, TO_UNDER1, 20, 20],
    ["remote and local", "SitTunnel", OVER4, TO_UNDER1, 20, 20],
    ["remote and local", "GreTapTunnel", OVER4, TO_UNDER1, 38, 38],
    ["remote and local", "ErspanTunnel", { ...OVER4, key: 7 }, TO_UNDER1, 50, 50],
    ["remote and local", "VtiTunnel", OVER4, TO_UNDER1, 20, 20],
    ["remote and local", "Ip6TnlTunnel", OVER6, TO_UNDER1_BY_6, 48, 48],
    ["remote and local", "Ip6GreTunnel", OVER6, TO_UNDER1_BY_6, 52, 52],
    ["remote and local", "Vti6Tunnel", OVER6, TO_UNDER1_BY_6, 40, 40],
    ["remote", "GeneveTunnel", { vni: 5, remote: "10.44.0.2" }, { remote: "10.55.0.2" }, 50, 50],
    ["remote", "VxlanTunnel", { vni: 5, remote: "10.44.0.2" }, { remote: "10.55.0.2" }, 50, 50],
    ["dev", "VxlanTunnel", { vni: 5, remote: "10.44.0.2", dev: "under0" }, { dev: "under1" }, 50, 50],
    ["encap, remote and local", "GreTunnel", { ...OVER4, encap: GUE }, { ...TO_UNDER1, encap: FOU }, 32, 36],
  ];
  test.each(cases)(
    "fits the new underlay after a change of %s of a %s",
    async (_what, type, from, to, headers, headersBefore) => {
      const before = { mtu: 1500 - headersBefore, mtuFrom: "kernel", underlayMtu: 1500 };
      const driver = driverFor(type, () => hostArgument(HERE));
      const args = { name: "kind0", ...from };
      const made = await driver.create(args);
      expect(made.outs).toMatchObject(before);
      expect(await driver.plan(made, { ...args, ...to })).toBe("update");
      const changed = await driver.update(made, { ...args, ...to });
      expect(changed.outs).toMatchObject({ mtu: 1400 - headers, mtuFrom: "kernel", underlayMtu: 1400 });
      await driver.isQuiet(changed);
      const back = await driver.update(changed, args);
      expect(back.outs).toMatchObject(before);
    },
  );
});

test("automatic mtu stays after a change of other arguments, without a request for a route", async () => {
  const driver = driverFor("GreTunnel", () => hostArgument(HERE));
  const made = await driver.create({ name: "kind0", ...OVER4 });
  host.kernel.run("link set under0 mtu 9000");
  const encap = { type: "fou", dport: 5555 };
  const changed = await driver.update(made, { name: "kind0", ...OVER4, ttl: 9, encap });
  expect(changed.outs).toMatchObject({ mtu: 1500 - 24 - 8, underlayMtu: 1500 });
  expect(probes()).toEqual([]);
});

test("declared mtu stays for any underlay, without a request for a route", async () => {
  const driver = driverFor("GreTunnel", () => hostArgument(HERE));
  const made = await driver.create({ name: "kind0", ...OVER4, mtu: 1333 });
  const changed = await driver.update(made, { name: "kind0", ...TO_UNDER1, mtu: 1333 });
  expect(changed.outs).toMatchObject({ mtu: 1333, mtuFrom: "declared" });
  expect(probes()).toEqual([]);
});

test("automatic mtu fits the present underlay when a declared mtu is removed", async () => {
  const driver = driverFor("GreTunnel", () => hostArgument(HERE));
  const args = { name: "kind0", ...OVER4 };
  const declared = await driver.update(await driver.create(args), { ...args, mtu: 1300 });
  const moved = await driver.update(declared, { name: "kind0", ...TO_UNDER1, mtu: 1300 });
  const automatic = await driver.update(moved, { name: "kind0", ...TO_UNDER1 });
  expect(automatic.outs).toMatchObject({ mtu: 1376, mtuFrom: "kernel", underlayMtu: 1400 });
});

test("automatic mtu fits Ethernet when the host has no route and the link has no device", async () => {
  const driver = driverFor("GreTunnel", () => hostArgument(HERE));
  const made = await driver.create({ name: "kind0", ...TO_UNDER1 });
  const changed = await driver.update(made, { name: "kind0", local: "10.55.0.1", remote: "203.0.113.9" });
  expect(changed.outs).toMatchObject({ mtu: 1476, underlayMtu: 1500 });
});

test("automatic mtu of a tunnel over IPv6 is at least 1280 bytes", async () => {
  host.kernel.run("link set under1 mtu 1300");
  const driver = driverFor("Ip6TnlTunnel", () => hostArgument(HERE));
  const made = await driver.create({ name: "kind0", ...OVER6 });
  const changed = await driver.update(made, { name: "kind0", ...TO_UNDER1_BY_6 });
  expect(changed.outs).toMatchObject({ mtu: 1280 });
});

describe("automatic mtu of a link in ESP", () => {
  const CBC = { header: 40, block: 16 };
  const GCM = { header: 32, block: 4 };

  // Of 1500 bytes, CBC leaves 1440 behind the IPv4 header and 1408 behind the IPv6 header, of which 2 are ESP's trailer
  test.each<readonly [type: string, args: Args, inside: number, room: number]>([
    ["IpipTunnel", OVER4, 0, 1438],
    ["GreTunnel", { ...OVER4, key: 5 }, 8, 1438],
    ["GreTapTunnel", OVER4, 18, 1438],
    ["Ip6GreTunnel", OVER6, 12, 1406],
    ["GeneveTunnel", { vni: 5, remote: "10.44.0.2" }, 30, 1438],
    ["VxlanTunnel", { vni: 5, remote: "10.44.0.2", dev: "under0" }, 30, 1438],
    ["VxlanTunnel", { vni: 5, remote: "fd44::2" }, 30, 1406],
  ])("leaves room for ESP in a %s with %j, from its creation or later", async (type, args, inside, room) => {
    const driver = driverFor(type, () => hostArgument(HERE));
    const own = { name: "kind0", ...args };
    const made = await driver.create({ ...own, esp: CBC });
    expect(made.outs).toMatchObject({ mtu: room - inside, mtuFrom: "kernel" });
    await driver.isQuiet(made);
    expect(await driver.plan(made, own)).toBe("update");
    const plain = await driver.update(made, own);
    expect(plain.outs).toMatchObject({ underlayMtu: 1500 });
    expect(plain.outs).not.toHaveProperty("esp");
    const again = await driver.update(plain, { ...own, esp: CBC });
    expect(again.outs.mtu).toBe(made.outs.mtu);
    await driver.isQuiet(again);
  });

  test("fits the blocks of other algorithms", async () => {
    const driver = driverFor("GreTunnel", () => hostArgument(HERE));
    const made = await driver.create({ name: "kind0", ...OVER4, esp: CBC });
    const changed = await driver.update(made, { name: "kind0", ...OVER4, esp: GCM });
    expect(changed.outs.mtu).toBe(1448 - 2 - 4);
  });

  test("fits another header and another underlay after a change", async () => {
    const driver = driverFor("GreTunnel", () => hostArgument(HERE));
    const made = await driver.create({ name: "kind0", ...OVER4, esp: CBC });
    const keyed = await driver.update(made, { name: "kind0", ...OVER4, esp: CBC, key: 5 });
    expect(keyed.outs.mtu).toBe(1438 - 8);
    const moved = await driver.update(keyed, { name: "kind0", ...TO_UNDER1, esp: CBC, key: 5 });
    expect(moved.outs.mtu).toBe(1328 - 2 - 8);
  });
});
