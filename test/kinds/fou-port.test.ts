import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { UNKNOWN } from "../../provider/schema/unknown-value.ts";
import { ends } from "./ends.ts";
import { makeUnderlayNetns, type Netns } from "./netns-fixture.ts";
import { driverFor } from "./resource-driver.ts";

describe("FouPort", () => {
  let netns: Netns;
  beforeAll(async () => {
    netns = await makeUnderlayNetns("kinds-fou");
  });
  afterAll(() => netns?.remove());
  const driver = driverFor("FouPort", () => netns.host);
  const ports = async () => JSON.parse(await netns.run("ip -j fou show"));
  const isEmpty = async () => {
    expect(await ports()).toEqual([]);
    expect(await netns.markers()).toEqual([]);
  };

  describe("check of FouPort", () => {
    test.each([
      [{ port: 5555 }, /^protocol: is needed, or `gue: true`$/],
      [{ port: 5555, protocol: "gre", gue: true }, /^protocol: excludes gue/],
      [{ port: 0, gue: true }, /^port: must be a whole number from 1 to 65535$/],
      [{ port: 5555, protocol: 256 }, /^protocol: must be/],
      [{ port: 5555, protocol: "udp" }, /^protocol: must be/],
      [{ port: 5555, gue: true, peer: "192.0.2.1" }, /^peer: and peerPort only go together$/],
      [{ port: 5555, gue: true, peerPort: 9 }, /^peer: and peerPort only go together$/],
      [{ port: 5555, gue: true, dev: "eth0" }, /^dev: needs local/],
      [
        { port: 5555, gue: true, local: "2001:db8::1" },
        /^local: is 2001:db8::1, but the port is open over IPv4/,
      ],
      [{ gue: true }, /^port: is required/],
    ])("refuses %j", async (args, words) => {
      const faults = await driver.faults(args);
      expect(faults).toHaveLength(1);
      expect(faults[0]).toMatch(words);
    });

    test("accepts unknown values", async () => {
      for (const key of ["port", "protocol", "family", "local", "peer", "dev", "host"]) {
        const args = { port: 5555, protocol: "gre", peer: "192.0.2.1", peerPort: 9, [key]: UNKNOWN };
        if (key === "dev") Object.assign(args, { local: "192.0.2.2" });
        expect(await driver.faults(args)).toEqual([]);
      }
      expect(await driver.faults({ port: 5555, gue: UNKNOWN })).toEqual([]);
    });

    test("prints all names of one protocol in one spelling", async () => {
      for (const protocol of ["sit", "ipv6", 41])
        expect(await driver.checked({ port: 5555, protocol })).toMatchObject({ protocol: "sit" });
    });
  });

  describe("FouPort with all of its arguments", () => {
    test.each([
      [
        { port: 5555, protocol: "ipip" },
        { port: 5555, ipproto: 4, family: "inet" },
      ],
      [
        { port: 5555, gue: true },
        { port: 5555, gue: null, family: "inet" },
      ],
      [
        { port: 5555, protocol: 137 },
        { port: 5555, ipproto: 137, family: "inet" },
      ],
      [
        { port: 5555, protocol: "ipv6", family: "inet6" },
        { port: 5555, ipproto: 41, family: "inet6" },
      ],
      [
        { port: 5555, gue: true, family: "inet6", local: "FD44:0::1" },
        { port: 5555, gue: null, family: "inet6", local: ends.local6 },
      ],
      [
        { port: 5555, protocol: "gre", local: ends.local4, dev: ends.dev },
        { port: 5555, ipproto: 47, family: "inet", local: ends.local4, dev: ends.dev },
      ],
      [
        { port: 5555, protocol: "gre", peer: ends.remote4, peerPort: 5556 },
        { port: 5555, ipproto: 47, family: "inet", local: ends.local4, peer: ends.remote4, peer_port: 5556 },
      ],
      [
        { port: 5555, protocol: "gre", local: ends.local4, peer: ends.remote4, peerPort: 5556 },
        { port: 5555, ipproto: 47, family: "inet", local: ends.local4, peer: ends.remote4, peer_port: 5556 },
      ],
    ])("is created as declared and removed completely: %j", async (args, live) => {
      await driver.having(args, async (made) => {
        expect(await ports()).toEqual([live]);
        await driver.isQuiet(made);
        // The same creation follows again, as after a run whose reply was lost.
        expect((await driver.create(args)).outs).toEqual(made.outs);
        expect(await ports()).toEqual([live]);
      });
      await isEmpty();
    });
  });

  test("is replaced for every change except that of owner and adopt", async () => {
    const args = { port: 5555, protocol: "gre" };
    await driver.having(args, async (made) => {
      expect(await driver.plan(made, { ...args, protocol: "ipip" })).toEqual(["protocol"]);
      expect(await driver.plan(made, { ...args, port: 5556 })).toEqual(["port"]);
      expect(await driver.plan(made, { ...args, local: ends.local4 })).toEqual(["local"]);
      expect(await driver.plan(made, { ...args, adopt: true })).toBe("update");
      expect(await driver.plan(made, { ...args, owner: "another/name/x" })).toBe("update");
      const theirs = await driver.update(made, { ...args, owner: "another/name/x" });
      expect(await driver.refresh(made)).toBeUndefined();
      await driver.isQuiet(theirs);
      await driver.update(theirs, args);
    });
    await isEmpty();
  });

  test("is made again when an interrupted run left it with other arguments", async () => {
    await driver.create({ port: 5555, protocol: "gre" });
    await driver.having({ port: 5555, protocol: "ipip" }, async (made) => {
      expect(await ports()).toEqual([{ port: 5555, ipproto: 4, family: "inet" }]);
      await driver.isQuiet(made);
    });
    await isEmpty();
  });

  test("is reported as gone when it was removed, and can be created again", async () => {
    const made = await driver.create({ port: 5555, gue: true });
    await netns.run("ip fou del port 5555");
    expect(await driver.refresh(made)).toBeUndefined();
    await driver.having({ port: 5555, gue: true }, driver.isQuiet);
    await isEmpty();
  });

  test("reports the arguments that differ as drift", async () => {
    const made = await driver.create({ port: 5555, gue: true });
    await netns.run("ip fou del port 5555 && ip fou add port 5555 ipproto 47");
    expect(await driver.drift(made)).toEqual(["gue", "protocol"]);
    await driver.remove(made);
    await isEmpty();
  });

  test("is removed without an error when it does not exist, and leaves no marker", async () => {
    const made = await driver.create({ port: 5555, gue: true });
    await netns.run("ip fou del port 5555");
    await driver.remove(made);
    await driver.remove(made);
    await isEmpty();
  });

  describe("FouPort of another owner", () => {
    test("is refused with the same arguments, and adopted on request", async () => {
      await netns.run("ip fou add port 5555 gue");
      await expect(driver.create({ port: 5555, gue: true })).rejects.toThrow(
        /fou:5555 on root@.*: a FOU port like this is there already and has no owner alias, although with the same arguments\. Nothing was changed; set `adopt: true` to take it over, or remove it by hand/,
      );
      expect(await netns.markers()).toEqual([]);
      await driver.having({ port: 5555, gue: true, adopt: true }, driver.isQuiet);
      await isEmpty();
    });

    test("is refused with other arguments, even with adopt", async () => {
      await netns.run("ip fou add port 5555 gue");
      await expect(driver.create({ port: 5555, protocol: "gre", adopt: true })).rejects.toThrow(
        /protocol is absent there, "gre" here; gue is true there, false here\. Nothing was changed; remove it by hand/,
      );
      await netns.run("ip fou del port 5555");
    });

    test("is named with its stack in the error", async () => {
      await driver.having({ port: 5555, gue: true, owner: "other/stack/port" }, async () => {
        await expect(driver.create({ port: 5555, gue: true })).rejects.toThrow(
          /belongs to other\/stack\/port/,
        );
        await expect(driver.create({ port: 5555, gue: true, local: ends.local4 })).rejects.toThrow(
          /`ip fou add port 5555 local 10\.44\.0\.1 gue` failed; .*port 5555 is open for GUE already, and belongs to other\/stack\/port/,
        );
      });
      await isEmpty();
    });

    test("stays when a deletion finds it in place of ours", async () => {
      const made = await driver.create({ port: 5555, gue: true });
      await netns.removeMarkers();
      await expect(driver.remove(made)).rejects.toThrow(/has no owner alias, so it was left alone/);
      expect(await ports()).toHaveLength(1);
      await netns.run("ip fou del port 5555");
      await driver.remove(made);
    });
  });

  test("names the program that uses the port", async () => {
    await netns.run(
      "(timeout 20 perl -MIO::Socket::INET -e '$s=IO::Socket::INET->new(LocalPort=>5555,Proto=>\"udp\");sleep 20' >/dev/null 2>&1 &); for i in $(seq 50); do ss -Huln | grep -q ':5555 ' && exit 0; sleep 0.2; done; exit 1",
    );
    await expect(driver.create({ port: 5555, gue: true })).rejects.toThrow(
      /port 5555 is held by perl \(pid \d+\)/,
    );
    expect(await netns.markers()).toEqual([]);
    await netns.run("kill $(ss -Hulnp | sed -n 's/.*:5555 .*pid=\\([0-9]*\\).*/\\1/p')");
  });

  test("names an address that the host does not have", async () => {
    await expect(driver.create({ port: 5555, gue: true, local: "192.0.2.77" })).rejects.toThrow(
      /local must be an address that the host has already/,
    );
    await isEmpty();
  });

  test("creates several ports in one frame, and each failure has its own error", async () => {
    await netns.run("ip fou add port 7002 gue");
    const results = await Promise.allSettled(
      [7001, 7002, 7003, 7004].map((port) =>
        driver.create({ port, protocol: "gre", owner: `test/kinds/${port}` }),
      ),
    );
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
    expect((await netns.markers()).sort()).toHaveLength(3);
    await Promise.all(
      results.flatMap((one) => (one.status === "fulfilled" ? [driver.remove(one.value)] : [])),
    );
    await netns.run("ip fou del port 7002");
    await isEmpty();
  });
});
