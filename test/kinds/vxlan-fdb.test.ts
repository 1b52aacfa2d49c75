// Forwarding entries of a VXLAN device on a kernel: which entries the provider changes, and which it leaves alone. Also what
// holds the UDP port of a device.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fakeDumpClock } from "./later.ts";
import { makeUnderlayNetns, type Netns } from "./netns-fixture.ts";
import { driverFor } from "./resource-driver.ts";

const NAME = "kind0";
const ZEROS = "00:00:00:00:00:00";
const MAC = "02:00:5e:00:53:01";
const secondsLater = fakeDumpClock();

describe("VxlanTunnel", { concurrent: false }, () => {
  let netns: Netns;
  beforeAll(async () => {
    netns = await makeUnderlayNetns("vxlan-fdb");
  });
  afterAll(() => netns?.remove());
  const driver = driverFor("VxlanTunnel", () => netns.host);
  const ports = driverFor("FouPort", () => netns.host);
  const run = (command: string) => netns.run(command);

  /** The entries as `bridge` prints them in words: `MAC dst ADDRESS self permanent`. */
  const entries = async () => {
    const text = await run(`bridge fdb show dev ${NAME}`);
    return text
      .trim()
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "")
      .toSorted();
  };
  const flood = (dst: string) => `${ZEROS} dst ${dst} self permanent`;
  const many = (...remotes: string[]) => ({ name: NAME, vni: 100, remotes });

  test("keeps the entries of an operator and of a daemon in every change", async () => {
    await driver.having(many("10.44.0.2", "10.44.0.9"), async (made) => {
      await run(`bridge fdb append ${ZEROS} dev ${NAME} dst 10.44.0.77`);
      await run(`bridge fdb add ${MAC} dev ${NAME} dst 10.44.0.78 extern_learn`);
      secondsLater();
      expect(await driver.drift(made)).toEqual([]);
      const after = await driver.update(made, many("10.44.0.9", "10.44.0.10"));
      expect(await entries()).toEqual([
        flood("10.44.0.10"),
        flood("10.44.0.77"),
        flood("10.44.0.9"),
        `${MAC} dst 10.44.0.78 self extern_learn permanent`,
      ]);
      const none = await driver.update(after, { name: NAME, vni: 100 });
      expect(await entries()).toHaveLength(2);
      await expect(
        driver.update(none, { name: NAME, vni: 100, fdb: [{ mac: MAC, dst: "10.44.0.2" }] }),
      ).rejects.toThrow(/bridge fdb add .*File exists/);
      expect(await entries()).toHaveLength(2);
    });
  });

  test("has one entry for each far end after a change between `remote` and `remotes`", async () => {
    await driver.having({ name: NAME, vni: 100, remote: "10.44.0.2" }, async (made) => {
      const both = await driver.update(made, many("10.44.0.2", "10.44.0.9"));
      expect(await entries()).toEqual([flood("10.44.0.2"), flood("10.44.0.9")]);
      await driver.update(both, { name: NAME, vni: 100, remote: "10.44.0.2" });
      expect(await entries()).toEqual([expect.stringMatching(/^00:00:00:00:00:00 dst 10\.44\.0\.2 /)]);
    });
  });

  test("takes an address that the device has learned elsewhere, and changes it without a second entry", async () => {
    await driver.having({ name: NAME, vni: 100, learning: true }, async (made) => {
      await run(`bridge fdb add ${MAC} dev ${NAME} dst 10.44.0.5 dynamic`);
      const first = await driver.update(made, {
        name: NAME,
        vni: 100,
        fdb: [{ mac: MAC, dst: "10.44.0.2" }],
      });
      expect(await entries()).toEqual([`${MAC} dst 10.44.0.2 self permanent`]);
      const second = { name: NAME, vni: 100, fdb: [{ mac: MAC, dst: "10.44.0.9", vni: 7, via: "under0" }] };
      const changed = await driver.update(first, second);
      expect(await entries()).toEqual([`${MAC} dst 10.44.0.9 vni 7 via under0 self permanent`]);
      await driver.isQuiet(changed);
    });
  });

  test("restores the entries if a later command of a change is refused", async () => {
    await driver.having({ ...many("10.44.0.2"), dev: "under0" }, async (made) => {
      const wrong = {
        ...many("10.44.0.9"),
        dev: "under0",
        addresses: ["10.9.0.1/24"],
        routes: ["10.44.0.0/24"],
      };
      await run("ip route add 10.44.0.0/24 dev under0 metric 0 2>/dev/null || true");
      await expect(driver.update(made, wrong)).rejects.toThrow(/10\.44\.0\.0\/24/);
      expect(await entries()).toEqual([flood("10.44.0.2")]);
    });
  });

  test("names what holds its UDP port", async () => {
    const external = { name: "kind1", external: true };
    await driver.having({ name: NAME, vni: 100, remote: "10.44.0.2" }, async () => {
      await expect(driver.create(external)).rejects.toThrow(
        /kind0, which belongs to test\/kinds\/VxlanTunnel, holds the UDP port 4789 for VXLAN, and VXLAN with external needs another port/,
      );
      await expect(ports.create({ port: 4789, gue: true })).rejects.toThrow(
        /kind0, .* holds the UDP port 4789 for VXLAN, and FOU or GUE needs another port/,
      );
    });
    await ports.having({ port: 4789, gue: true }, async () => {
      await expect(driver.create(external)).rejects.toThrow(
        /the UDP port 4789 over IPv4 is open for GUE already/,
      );
    });
    const perl = `perl -MIO::Socket::INET -e 'IO::Socket::INET->new(Proto => "udp", LocalPort => 4789) or die; sleep 60'`;
    const pid = (await run(`${perl} >/dev/null 2>&1 & echo $!; sleep 1`)).trim();
    await expect(driver.create(external)).rejects.toThrow(/the UDP port 4789 is held by perl \(pid \d+\)/);
    await run(`kill ${pid}`);
  });
});
