// Links as ports of a bridge or of a VRF, on every kind.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Args } from "../../provider/schema/declaration.ts";
import { isLong } from "../sample.ts";
import { ends } from "./ends.ts";
import { fakeDumpClock } from "./later.ts";
import { makeUnderlayNetns, makeWiredNetns, type Netns } from "./netns-fixture.ts";
import { driverFor } from "./resource-driver.ts";
import { table } from "./table.ts";

const NAME = "kind0";
const IN_TURN = { concurrent: false };
const secondsLater = fakeDumpClock();
const addresses = ["10.77.0.1/30", "fd77::1/64"];
const routes = ["10.78.0.0/24", { to: "fd78::/48", metric: 7 }, { to: "10.79.0.0/24", table: 300 }];

/** In `npm test` one kind of each sort of device. */
const SHORT = ["IpipTunnel", "VxlanTunnel", "Bridge"];

const rows = table
  .filter(({ type }) => type !== "Vrf" && (isLong || SHORT.includes(type)))
  .map((row) => ({ type: row.type, row, isPort: /Tap|Erspan|Geneve|Vxlan/.test(row.type) }));

// Rows run at the same time, each in its own namespace. The tests of one row run one after another.
describe.concurrent.each(rows)("$type as a port", ({ type, row, isPort }) => {
  let netns: Netns;
  beforeAll(async () => {
    netns = await makeUnderlayNetns(`master-${type}`);
    await netns.run("ip link add red up type vrf table 100 && ip link add blue up type vrf table 200");
    await netns.run("ip link add br0 up type bridge && ip link add br1 up type bridge");
  });
  afterAll(() => netns.remove());

  const driver = driverFor(type, () => netns.host);
  const declared = (args: Args): Args => ({ name: NAME, ...row.minimal(ends), addresses, routes, ...args });
  const masterOf = async () =>
    (await netns.run(`readlink /sys/class/net/${NAME}/master || true`)).trim().split("/").at(-1);
  const list = async (command: string) =>
    (await netns.run(`ip ${command} dev ${NAME} proto static 2>/dev/null || true`))
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.split(" ")[0]);
  const inTable = async (number: number) => [
    ...(await list(`route show table ${number}`)),
    ...(await list(`-6 route show table ${number}`)),
  ];
  const shownAddresses = async () =>
    (await netns.run(`ip -o addr show dev ${NAME} scope global`))
      .split("\n")
      .flatMap((line) => line.split(/ +/)[3] ?? []);

  test(
    "has addresses and routes in the table of its VRF, and in another one after a change",
    IN_TURN,
    async () => {
      const red = await driver.create(declared({ master: "red" }));
      expect(await masterOf()).toBe("red");
      expect(await shownAddresses()).toEqual(addresses);
      expect(await inTable(100)).toEqual(["10.78.0.0/24", "fd78::/48"]);
      expect(await inTable(300)).toEqual(["10.79.0.0/24"]);
      expect(await inTable(254)).toEqual([]);
      await driver.isQuiet(red);

      expect(await driver.plan(red, declared({ master: "blue" }))).toBe("update");
      const blue = await driver.update(red, declared({ master: "blue" }));
      expect(await masterOf()).toBe("blue");
      expect(await shownAddresses()).toEqual(addresses);
      expect(await inTable(100)).toEqual([]);
      expect(await inTable(200)).toEqual(["10.78.0.0/24", "fd78::/48"]);
      await driver.isQuiet(blue);

      const free = await driver.update(blue, declared({}));
      expect(await masterOf()).toBe("");
      expect(await shownAddresses()).toEqual(addresses);
      expect(await inTable(200)).toEqual([]);
      expect(await inTable(254)).toEqual(["10.78.0.0/24", "fd78::/48"]);
      await driver.isQuiet(free);

      const again = await driver.update(free, declared({ master: "red" }));
      expect(await inTable(100)).toEqual(["10.78.0.0/24", "fd78::/48"]);
      await driver.isQuiet(again);
      await driver.remove(again);
      expect(await netns.run("ip route show table 100; ip route show table 300 2>/dev/null || true")).toBe(
        "",
      );
    },
  );

  test("names a master that an operator changed, and gets its own back", IN_TURN, async () => {
    const made = await driver.create(declared({ master: "red" }));
    await netns.run(`ip link set dev ${NAME} master blue`);
    secondsLater();
    expect(await driver.drift(made)).toEqual(["addresses", "master", "routes"]);
    const repaired = await driver.update(await driver.refreshed(made), declared({ master: "red" }));
    expect(await masterOf()).toBe("red");
    expect(await shownAddresses()).toEqual(addresses);
    expect(await inTable(100)).toEqual(["10.78.0.0/24", "fd78::/48"]);
    await driver.isQuiet(repaired);

    await netns.run("ip link del red && ip link add red up type vrf table 100");
    secondsLater();
    expect(await driver.drift(repaired)).toEqual(["addresses", "master", "routes"]);
    const back = await driver.update(await driver.refreshed(repaired), declared({ master: "red" }));
    expect(await masterOf()).toBe("red");
    await driver.isQuiet(back);
    await driver.remove(back);
  });

  test("keeps a master of an operator if the program declares none", IN_TURN, async () => {
    const made = await driver.create(declared({ addresses: [], routes: [] }));
    await netns.run(`ip link set dev ${NAME} master red`);
    secondsLater();
    await driver.isQuiet(made);
    await driver.remove(made);
  });

  test("is refused without a trace if the master does not exist", IN_TURN, async () => {
    await expect(driver.create(declared({ master: "none0" }))).rejects.toThrow(
      /the host has no device none0/,
    );
    expect(await netns.run(`[ ! -e /sys/class/net/${NAME} ] && echo gone`)).toBe("gone\n");
  });

  if (isPort) {
    test("joins a bridge, moves to another one, and leaves it", IN_TURN, async () => {
      const bare = (args: Args) => declared({ addresses: [], routes: [], ...args });
      await expect(driver.create(declared({ master: "br0" }))).rejects.toThrow(/ports have no routes/);
      const made = await driver.create(bare({ master: "br0" }));
      expect(await masterOf()).toBe("br0");
      await driver.isQuiet(made);
      const moved = await driver.update(made, bare({ master: "br1" }));
      expect(await masterOf()).toBe("br1");
      await driver.isQuiet(moved);
      const left = await driver.update(moved, bare({}));
      expect(await masterOf()).toBe("");
      await driver.isQuiet(left);
      await driver.remove(left);
    });
  } else if (type !== "Bridge") {
    test("is refused as a port of a bridge", IN_TURN, async () => {
      const asPort = driver.create(declared({ addresses: [], routes: [], master: "br0" }));
      await expect(asPort).rejects.toThrow(
        /br0 is a bridge, which takes only kinds that carry Ethernet frames/,
      );
      expect(await netns.run(`[ ! -e /sys/class/net/${NAME} ] && echo gone`)).toBe("gone\n");
    });
  }
});

describe("two hosts", () => {
  let near: Netns;
  let far: Netns;
  beforeAll(async () => {
    [near, far] = await makeWiredNetns("master-near", "master-far");
  });
  afterAll(async () => {
    await near.remove();
    await far.remove();
  });

  test("reach each other between bridges that a VXLAN connects, and bridges follow the mtu of their ports", async () => {
    const made = await Promise.all(
      [near, far].map(async ({ host }, index) => {
        const bridge = driverFor("Bridge", () => host);
        const vxlan = driverFor("VxlanTunnel", () => host);
        const lan = await bridge.create({ name: "lan", addresses: [`10.80.0.${index + 1}/24`] });
        const tunnel = await vxlan.create({
          ...{ name: "vx0", vni: 7, remote: `10.45.0.${2 - index}`, dev: "wire0", master: "lan" },
        });
        return { bridge, vxlan, lan, tunnel };
      }),
    );
    await near.run("ping -c 1 -W 5 10.80.0.2");
    secondsLater();
    for (const { bridge, vxlan, lan, tunnel } of made) {
      await bridge.isQuiet(lan);
      await vxlan.isQuiet(tunnel);
      await vxlan.remove(tunnel);
      await bridge.remove(lan);
    }
  });

  test("reach each other inside VRFs whose addresses are the same as those outside", async () => {
    const made = await Promise.all(
      [near, far].map(async ({ host }, index) => {
        const vrf = driverFor("Vrf", () => host);
        const gre = driverFor("GreTunnel", () => host);
        const red = await vrf.create({ name: "red", table: 100 });
        const tunnel = await gre.create({
          ...{ name: "g0", local: `10.45.0.${index + 1}`, remote: `10.45.0.${2 - index}`, master: "red" },
          ...{ addresses: [`10.81.0.${index + 1}/30`], routes: ["10.45.0.0/24"] },
        });
        return { vrf, gre, red, tunnel };
      }),
    );
    await near.run("ping -c 1 -W 5 -I red 10.81.0.2");
    expect(await near.run("ip route get 10.45.0.2 vrf red")).toContain("dev g0");
    expect(await near.run("ip route get 10.45.0.2")).toContain("dev wire0");
    for (const { vrf, gre, red, tunnel } of made) {
      await gre.remove(tunnel);
      await vrf.remove(red);
    }
  });
});
