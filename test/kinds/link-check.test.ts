import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { readPing } from "../../provider/kinds/link-check/ping.ts";
import { UNKNOWN } from "../../provider/schema/unknown-value.ts";
import { makeWiredNetns, type Netns } from "./netns-fixture.ts";
import { driverFor, type Made } from "./resource-driver.ts";

describe("LinkCheck", () => {
  let netns: Netns;
  let far: Netns;
  beforeAll(async () => {
    [netns, far] = await makeWiredNetns("kinds-check", "kinds-far");
  });
  afterAll(() => Promise.all([netns?.remove(), far?.remove()]));
  const driver = driverFor("LinkCheck", () => netns.host);
  const create = (args: Record<string, unknown>) => driver.create({ owner: undefined, ...args });
  const faults = (args: Record<string, unknown>) => driver.faults({ owner: undefined, ...args });

  test("reads the output of ping", () => {
    const good = `PING 10.45.0.2 (10.45.0.2) 56(84) bytes of data.

--- 10.45.0.2 ping statistics ---
3 packets transmitted, 3 received, 0% packet loss, time 411ms
rtt min/avg/max/mdev = 0.357/38.256/114.040/53.586 ms`;
    expect(readPing(good)).toEqual({ sent: 3, received: 3, loss: 0, rtt: 38.256, words: "" });
    const bad = `PING 10.45.0.9 (10.45.0.9) 56(84) bytes of data.

--- 10.45.0.9 ping statistics ---
3 packets transmitted, 1 received, +2 errors, 66.6667% packet loss, time 2042ms
rtt min/avg/max/mdev = 1.0/2.5/3.0/0.1 ms, pipe 3`;
    expect(readPing(bad)).toEqual({ sent: 3, received: 1, loss: 66.6667, rtt: 2.5, words: "" });
    expect(readPing("ping: local error: message too long, mtu=1400")).toEqual({
      ...{ sent: 0, received: 0, loss: 100, rtt: undefined },
      words: "ping: local error: message too long, mtu=1400",
    });
  });

  test.each([
    [{}, /^to: is required/],
    [{ to: "example.org" }, /^to: must be an IPv4 or IPv6 address/],
    [{ to: "fe80::1" }, /^to: is a link-local address and needs dev$/],
    [{ to: "10.45.0.2", count: 0 }, /^count: must be a whole number from 1 to 100$/],
    [{ to: "10.45.0.2", dev: "-f" }, /^dev: "-f" must not/],
    [{ to: "10.45.0.2", onFailure: "ignore" }, /^onFailure: must be "fail" or "warn"$/],
  ])("refuses at preview, without contacting a host: %j", async (args, words) => {
    expect((await faults(args)).join("\n")).toMatch(words);
  });

  test("accepts unknown values", async () => {
    for (const key of ["to", "dev", "size", "triggers"])
      expect(await faults({ to: "10.45.0.2", [key]: UNKNOWN })).toEqual([]);
    expect(await faults({ to: "10.45.0.2", triggers: [UNKNOWN, 5, { a: UNKNOWN }] })).toEqual([]);
  });

  test("passes for a working link, over both families, with the full mtu", async () => {
    const made = await create({ to: "10.45.0.2", dev: "wire0", df: true, size: 1472 });
    expect(made.outs).toMatchObject({ passed: true, sent: 3, received: 3, loss: 0, rtt: expect.any(Number) });
    expect(made.id).toBe("check:10.45.0.2%wire0@127.0.0.1");
    await driver.isQuiet(made);
    const six = await create({ to: "FD45:0::2", count: 1 });
    expect(six.outs).toMatchObject({ to: "fd45::2", passed: true, sent: 1, received: 1 });
    await driver.remove(made);
  });

  test("pings again when a trigger changes, and not when the connection to the host changes", async () => {
    const args = { owner: undefined, to: "10.45.0.2", count: 1, triggers: [1] };
    const made = await driver.create(args);
    const old: Made = { ...made, outs: { ...made.outs, rtt: 12345 } };
    const connection = { ...(netns.host.connection as object), dialErrorLimit: 7 };
    const moved = { ...args, host: { ...netns.host, connection } };
    expect(await driver.plan(old, moved)).toBe("update");
    expect((await driver.update(old, moved)).outs).toMatchObject({
      rtt: 12345,
      host: { connection: { dialErrorLimit: 7 } },
    });
    expect(await driver.plan(old, { ...args, triggers: [2] })).toBe("update");
    const again = await driver.update(old, { ...args, triggers: [2] });
    expect(again.outs.rtt).not.toBe(12345);
    expect(again.outs).toMatchObject({ passed: true });
  });

  test("fails with a hint when no packet returns", async () => {
    await expect(create({ to: "10.45.0.9", timeoutSeconds: 3 })).rejects.toThrow(
      /^check:10\.45\.0\.9 on root@.*: 0 of 1 packets came back within 3 s.*: nothing came back: is the far end up/,
    );
    await expect(create({ to: "10.45.0.2", dev: "nope0", timeoutSeconds: 1 })).rejects.toThrow(
      /make the link first/,
    );
    await expect(create({ to: "10.45.0.2", size: 1473, df: true, timeoutSeconds: 1 })).rejects.toThrow(
      /packets of 1501 bytes do not fit/,
    );
  });

  test('only warns, and sets an output, with onFailure "warn"', async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const made = await create({ to: "10.45.0.9", timeoutSeconds: 1, onFailure: "warn" });
    expect(made.outs).toMatchObject({ passed: false, loss: 100, received: 0 });
    expect(made.outs).not.toHaveProperty("rtt");
    expect(warn).toHaveBeenCalledWith(expect.stringMatching(/^check:10\.45\.0\.9 on /));
    warn.mockRestore();
  });

  test("passes when the remote comes up before the time-out", async () => {
    await far.run("ip link set wire0 down");
    const checking = create({ to: "10.45.0.2", timeoutSeconds: 40 });
    await new Promise((resolve) => setTimeout(resolve, 4000));
    await far.run("ip link set wire0 up");
    expect((await checking).outs).toMatchObject({ passed: true, received: 3 });
  });

  test("runs at the same time as other checks on the host", async () => {
    const began = Date.now();
    const results = await Promise.allSettled([
      ...[1, 2, 3].map((size) => create({ to: "10.45.0.2", size })),
      ...[11, 12, 13, 14, 15].map((last) => create({ to: `10.45.0.${last}`, timeoutSeconds: 5 })),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 3 }, () => "fulfilled"),
      ...Array.from({ length: 5 }, () => "rejected"),
    ]);
    expect(Date.now() - began).toBeLessThan(5 * 5000);
  });
});
