// The endpoint `local` of a link by the device that has the address.
import { describe, expect, test, vi } from "vitest";
import { printCommand } from "../../../provider/iproute2/command.ts";
import { readLinks } from "../../../provider/iproute2/ip-json.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { driverFor } from "../../kinds/resource-driver.ts";
import { hostArgument, newFakeHost } from "../fake-host/hosts.ts";

vi.mock("../../../provider/host/host.ts", async (original) => ({
  ...(await original<object>()),
  hostOf: (await import("../fake-host/hosts.ts")).hostOf,
}));

const HERE = "192.0.2.1";
const UNDER = { dev: "under0" };

const rows = [
  { type: "GreTunnel", args: { remote: "10.44.0.2" }, family: "inet", first: "10.44.0.1", next: "10.44.0.7" },
  { type: "IpipTunnel", args: {}, family: "inet", first: "10.44.0.1", next: "10.44.0.7" },
  { type: "SitTunnel", args: { remote: "10.44.0.2" }, family: "inet", first: "10.44.0.1", next: "10.44.0.7" },
  { type: "Ip6GreTunnel", args: { remote: "fd44::2" }, family: "inet6", first: "fd44::1", next: "fd44::7" },
  {
    type: "VxlanTunnel",
    args: { vni: 5, remote: "10.44.0.2" },
    family: "inet",
    first: "10.44.0.1",
    next: "10.44.0.7",
  },
  {
    type: "VxlanTunnel",
    args: { vni: 5, remote: "fd44::2" },
    family: "inet6",
    first: "fd44::1",
    next: "fd44::7",
  },
];

describe.each(rows)("local of $type over $family by its device", ({ type, args, family, first, next }) => {
  const driver = driverFor(type, () => hostArgument(HERE));
  const declared = (more: Args = {}): Args => ({ name: "kind0", ...args, local: UNDER, ...more });
  const give = (host: ReturnType<typeof newFakeHost>, ...addresses: string[]) => {
    const device = host.kernel.devices.get("under0");
    if (device !== undefined) device.addresses = addresses;
  };

  test("is the address of the device, and stays declared as the device", async () => {
    const host = newFakeHost(HERE);
    const made = await driver.create(declared());
    expect(made.outs.local).toEqual(UNDER);
    expect(made.outs.hostValues).toEqual({ [`address:${family}:under0`]: first });
    const lines = host.asked.flatMap(({ request }) =>
      "commands" in request ? request.commands.map(printCommand) : [],
    );
    expect(lines.join("\n")).toContain(`local ${first}`);
    await driver.isQuiet(made);
    await driver.remove(made);
  });

  test("is a change when the device has another address", async () => {
    const host = newFakeHost(HERE);
    const made = await driver.create(declared());
    const length = family === "inet" ? 24 : 64;
    give(host, `${next}/${length}`, family === "inet" ? "fd44::1/64" : "10.44.0.1/24");
    expect(await driver.drift(made)).toEqual(["local"]);
    const seen = await driver.refreshed(made);
    expect(seen.inputs.local).toBe(first);
    expect(await driver.plan(seen, declared())).toBe("update");
    const moved = await driver.update(seen, declared());
    expect(moved.outs.hostValues).toEqual({ [`address:${family}:under0`]: next });
    await driver.isQuiet(moved);
  });

  test("is refused without such a device, and without such an address", async () => {
    const host = newFakeHost(HERE);
    await expect(driver.create(declared({ local: { dev: "eth9" } }))).rejects.toThrow(
      /local: the host has no device eth9\. It has lo, under0, under1/,
    );
    give(host);
    await expect(driver.create(declared())).rejects.toThrow(
      /local: under0 has no global IPv[46] address that is in use/,
    );
    expect(host.asked).toEqual([]);
  });

  test("becomes the address itself without a command", async () => {
    const host = newFakeHost(HERE);
    const made = await driver.create(declared({ local: first }));
    host.asked = [];
    const named = await driver.update(made, declared());
    expect(named.outs.local).toEqual(UNDER);
    expect(host.asked).toEqual([]);
    await driver.isQuiet(named);
  });
});

describe("local by its device", () => {
  const driver = driverFor("GreTunnel", () => hostArgument(HERE));

  test("is checked against the other arguments when its address is known", async () => {
    newFakeHost(HERE);
    await expect(driver.create({ name: "kind0", local: UNDER, remote: "10.44.0.1" })).rejects.toThrow(
      /is 10\.44\.0\.1, the same as local/,
    );
  });

  test.each([
    [{ dev: "a/b" }, /^local\.dev: /],
    [{ device: "eth0" }, /^local: local\.device: |^local\.device: |^local\.dev: /],
    ["10.44.0", /^local: must be an IPv4 address such as 192\.0\.2\.1, not "10\.44\.0"/],
    [5, /^local: must be an IPv4 address such as 192\.0\.2\.1, or an object with dev/],
  ])("is refused at preview as %j", async (local, message) => {
    const faults = await driver.faults({ name: "kind0", local, remote: "10.44.0.2" });
    expect(faults.join("\n")).toMatch(message);
  });

  test("takes no address that is deprecated, temporary, tentative, or of the link only", () => {
    const address = (local: string, more: object = {}) => ({
      family: "inet6",
      local,
      prefixlen: 64,
      scope: "0",
      ...more,
    });
    const [link] = readLinks([
      {
        ...{ ifindex: 2, ifname: "eth0" },
        addr_info: [
          address("fd44::1", { preferred_life_time: 0 }),
          address("10.0.0.2", { family: "inet", prefixlen: 24, deprecated: true }),
          address("fd44::2", { temporary: true, dynamic: true }),
          address("fd44::3", { tentative: true }),
          address("fe80::1", { scope: "253" }),
          address("10.0.0.1", { family: "inet", prefixlen: 24, scope: "253" }),
          address("fd44::4", { dynamic: true, preferred_life_time: 600 }),
        ],
      },
    ]);
    expect(link?.sources).toEqual(["fd44::4"]);
  });
});
