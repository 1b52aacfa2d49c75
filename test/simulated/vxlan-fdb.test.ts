// Forwarding entries of a VXLAN device on a kernel: which entries the provider changes, and which it leaves alone. Also what
// holds the UDP port of a device.
import { describe, expect, test } from "vitest";
import { fakeDumpClock } from "../kinds/later.ts";
import { driverFor } from "../kinds/resource-driver.ts";
import { missing as lacks } from "../model/host.ts";
import { simulatedHosts } from "./hosts.ts";

const NAME = "kind0";
const ZEROS = "00:00:00:00:00:00";
const MAC = "02:00:5e:00:53:01";
const secondsLater = fakeDumpClock();

const hosts = simulatedHosts();

describe.skipIf(lacks() !== undefined)("VxlanTunnel", { concurrent: false }, () => {
  const host = () => hosts().world.alpha;
  const driver = driverFor("VxlanTunnel", () => ({ connection: { ...hosts().servers.alpha.connection } }));
  const run = (command: string) => host().must(command);

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
    await driver.having(many("198.51.100.2", "198.51.100.9"), async (made) => {
      await run(`bridge fdb append ${ZEROS} dev ${NAME} dst 198.51.100.77`);
      await run(`bridge fdb add ${MAC} dev ${NAME} dst 198.51.100.78 extern_learn`);
      secondsLater();
      expect(await driver.drift(made)).toEqual([]);
      const after = await driver.update(made, many("198.51.100.9", "198.51.100.10"));
      expect(await entries()).toEqual([
        flood("198.51.100.10"),
        flood("198.51.100.77"),
        flood("198.51.100.9"),
        `${MAC} dst 198.51.100.78 self extern_learn permanent`,
      ]);
      const none = await driver.update(after, { name: NAME, vni: 100 });
      expect(await entries()).toHaveLength(2);
      await expect(
        driver.update(none, { name: NAME, vni: 100, fdb: [{ mac: MAC, dst: "198.51.100.2" }] }),
      ).rejects.toThrow(/bridge fdb add .*File exists/);
      expect(await entries()).toHaveLength(2);
    });
  });

  test("has one entry for each far end after a change between `remote` and `remotes`", async () => {
    await driver.having({ name: NAME, vni: 100, remote: "198.51.100.2" }, async (made) => {
      const both = await driver.update(made, many("198.51.100.2", "198.51.100.9"));
      expect(await entries()).toEqual([flood("198.51.100.2"), flood("198.51.100.9")]);
      await driver.update(both, { name: NAME, vni: 100, remote: "198.51.100.2" });
      expect(await entries()).toEqual([expect.stringMatching(/^00:00:00:00:00:00 dst 198\.51\.100\.2 /)]);
    });
  });

  test("takes an address that the device has learned elsewhere, and changes it without a second entry", async () => {
    await driver.having({ name: NAME, vni: 100, learning: true }, async (made) => {
      await run(`bridge fdb add ${MAC} dev ${NAME} dst 198.51.100.5 dynamic`);
      const first = await driver.update(made, {
        name: NAME,
        vni: 100,
        fdb: [{ mac: MAC, dst: "198.51.100.2" }],
      });
      expect(await entries()).toEqual([`${MAC} dst 198.51.100.2 self permanent`]);
      const second = { name: NAME, vni: 100, fdb: [{ mac: MAC, dst: "198.51.100.9", vni: 7, via: "eth0" }] };
      const changed = await driver.update(first, second);
      expect(await entries()).toEqual([`${MAC} dst 198.51.100.9 vni 7 via eth0 self permanent`]);
      await driver.isQuiet(changed);
    });
  });

  test("restores the entries if a later command of a change is refused", async () => {
    await driver.having({ ...many("198.51.100.2"), dev: "eth0" }, async (made) => {
      const wrong = {
        ...many("198.51.100.9"),
        dev: "eth0",
        addresses: ["10.9.0.1/24"],
        routes: ["198.51.100.0/24"],
      };
      await expect(driver.update(made, wrong)).rejects.toThrow(/198\.51\.100\.0\/24/);
      expect(await entries()).toEqual([flood("198.51.100.2")]);
    });
  });

  test("names the device or the program that holds its UDP port", async () => {
    const external = { name: "kind1", external: true };
    await driver.having({ name: NAME, vni: 100, remote: "198.51.100.2" }, async () => {
      await expect(driver.create(external)).rejects.toThrow(
        /kind0, which belongs to test\/kinds\/VxlanTunnel, holds the UDP port 4789 for VXLAN, and VXLAN with external needs another port/,
      );
      // The device is removed again
      expect(await run("ls /sys/class/net")).not.toContain("kind1");
    });
    const perl = `perl -MIO::Socket::INET -e 'our $socket = IO::Socket::INET->new(Proto => "udp", LocalPort => 4789) or die; sleep 60'`;
    const bound = "until ss -Hulnp | grep -q ':4789 .*perl'; do sleep 0.1; done";
    const pid = (await run(`${perl} >/dev/null 2>&1 & echo $!; ${bound}`)).trim();
    try {
      await expect(driver.create(external)).rejects.toThrow(/the UDP port 4789 is held by perl \(pid \d+\)/);
    } finally {
      await run(`kill ${pid}`);
    }
  });
});
