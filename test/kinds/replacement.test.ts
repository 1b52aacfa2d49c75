// What the kernel removes or frees with a device that is replaced.
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { handlers } from "../../provider/index.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { ends } from "./ends.ts";
import { fakeDumpClock } from "./later.ts";
import { makeUnderlayNetns, type Netns } from "./netns-fixture.ts";
import { driverFor } from "./resource-driver.ts";

const secondsLater = fakeDumpClock();
let netns: Netns;
beforeAll(async () => {
  netns = await makeUnderlayNetns("replacement");
});
afterAll(() => netns.remove());

const lines = async (command: string) =>
  (await netns.run(command))
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

test("a Vrf gets the ports of its old device when its table changes, with their addresses and routes", async () => {
  const host = () => netns.host;
  const [vrf, gre] = [driverFor("Vrf", host), driverFor("GreTunnel", host)];
  const identified = (args: Args): Args => ({ __stack: "k3x9q2ab", ...args });
  const red = await vrf.create(identified({ name: "red", table: 100 }));
  const tunnel = await gre.create(
    identified({
      ...{ name: "g0", local: ends.local4, remote: ends.remote4, master: "red" },
      addresses: ["10.77.0.1/30", "fd77::1/64", "fe80::77/64"],
      routes: ["10.78.0.0/24", { to: "fd78::/48", via: "fd77::2" }, { to: "10.79.0.0/24", table: 300 }],
    }),
  );
  await netns.run(`
    ip link add by-hand up type dummy && ip link set by-hand master red
    ip addr add 10.66.0.1/24 dev by-hand && ip addr add fd66::1/64 dev by-hand nodad
    ip route add 10.67.0.0/16 via 10.66.0.2 vrf red && ip -6 route add fd67::/48 via fd66::2 vrf red`);
  const refused = await netns.run("ip link set red type vrf table 200 2>&1; true");
  expect(refused).toMatch(/not supported/i);

  const next = await vrf.checked(identified({ name: "red", table: 200 }));
  expect(await handlers.Vrf?.diff(red.id, red.outs, next)).toMatchObject({
    ...{ replaces: ["table"], deleteBeforeReplace: false },
  });
  const made = await vrf.create(identified({ name: "red", table: 200 }));
  await vrf.remove(red);

  const ports = await lines("ls -d /sys/class/net/red/lower_*");
  expect(ports.map((one) => one.split("/lower_")[1])).toEqual(["by-hand", "g0"]);
  expect(await lines("ip route show table 100; ip -6 route show table 100")).toEqual([]);
  const routes = await lines("ip -d route show table 200; ip -d -6 route show table 200");
  const matching = (pattern: RegExp) => routes.filter((line) => pattern.test(line));
  expect(matching(/10\.67\.0\.0\/16 via 10\.66\.0\.2 dev by-hand proto boot/)).toHaveLength(1);
  expect(matching(/fd67::\/48 via fd66::2 dev by-hand proto boot/)).toHaveLength(1);
  expect(await lines("ip -6 addr show dev by-hand scope global")).toContainEqual(
    expect.stringContaining("fd66::1/64"),
  );
  secondsLater();
  await gre.isQuiet(tunnel);
  await vrf.isQuiet(made);
  await gre.remove(tunnel);
  await vrf.remove(made);
  await netns.run("ip link del by-hand");
});

test("a link that is replaced is named with its bridge, devices on top of it and routes of daemons", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const link = driverFor("VxlanTunnel", () => netns.host);
  const args = (vni: number): Args => ({
    name: "vx0",
    vni,
    remote: ends.remote4,
    addresses: ["10.80.0.1/24"],
  });
  const made = await link.create(args(5));
  await netns.run(`
    ip link add link vx0 name vx0.100 type vlan id 100
    ip route add 10.81.0.0/16 dev vx0 proto bird && ip -6 route add fd81::/48 dev vx0 proto 188
    ip link add br0 type bridge && ip link set vx0 master br0`);
  expect(await link.plan(made, args(6))).toEqual(["vni"]);
  await link.remove(made);
  expect(warn.mock.calls.flat()).toEqual([
    expect.stringMatching(
      /^vx0 on \S+ is replaced\. The removal of the old device also removes its membership in br0, the device vx0\.100 on top of it, the route to 10\.81\.0\.0\/16 \(bird\) and the route to fd81::\/48 \((ospf|188)\)\./,
    ),
  ]);
  warn.mockRestore();
  await netns.run("ip link del br0");
});
