import { describe, expect, test } from "vitest";
import { handlers } from "../../../provider/index.ts";
import { UNKNOWN } from "../../../provider/schema/unknown-value.ts";

let stack = 0;
/** Each test has its own stack and its own host. */
const deployment = () => {
  stack += 1;
  const connection = { host: `192.0.2.${stack}`, hostKey: "k" };
  return async (type: string, name: string, args: object, host: object = {}): Promise<string[]> => {
    const handler = handlers[type] ?? expect.fail(type);
    const whole = { host: { connection: { ...connection, ...host } }, owner: `p/s${stack}/${name}`, ...args };
    const { failures } = await handler.check({}, whole);
    return failures.map((one) => `${one.property}: ${one.reason}`);
  };
};
const ends = (last: number) => ({ local: "198.51.100.1", remote: `203.0.113.${last}` });

describe("check of two resources on one host", () => {
  test("refuses the same device name", async () => {
    const check = deployment();
    expect(await check("IpipTunnel", "one", { name: "t0", ...ends(1) })).toEqual([]);
    expect(await check("GreTunnel", "two", { name: "t0", ...ends(2) })).toEqual([
      "name: the device name t0 is taken (two and one are on the same host)",
    ]);
    // The same resource does not conflict with itself.
    expect(await check("IpipTunnel", "one", { name: "t0", ...ends(1) })).toEqual([]);
    // A resource on another host does not conflict either.
    expect(await check("GreTunnel", "three", { name: "t0", ...ends(2) }, { host: "192.0.2.200" })).toEqual(
      [],
    );
  });

  test("refuses the same endpoints with the same key", async () => {
    const check = deployment();
    expect(await check("GreTunnel", "one", { name: "t0", ...ends(1), key: 7 })).toEqual([]);
    expect(await check("GreTunnel", "two", { name: "t1", ...ends(1), key: 8 })).toEqual([]);
    expect((await check("GreTunnel", "three", { name: "t2", ...ends(1), key: 7 })).join()).toMatch(
      /endpoints.*is taken \(three and one are on the same host\)/,
    );
  });

  test("refuses the same VNI with the same remote", async () => {
    const check = deployment();
    expect(await check("GeneveTunnel", "one", { name: "g0", vni: 5, remote: "203.0.113.1" })).toEqual([]);
    expect(
      (await check("GeneveTunnel", "two", { name: "g1", vni: 5, remote: "203.0.113.1" })).join(),
    ).toMatch(/two and one/);
    expect(await check("GeneveTunnel", "three", { name: "g2", vni: 6, remote: "203.0.113.1" })).toEqual([]);
  });

  test("refuses the same endpoints and key for kinds that share a table of the kernel", async () => {
    const check = deployment();
    const between = { local: "2001:db8::1", remote: "2001:db8::2", key: 7 };
    expect(await check("Ip6GreTapTunnel", "one", { name: "g0", ...between })).toEqual([]);
    expect((await check("Ip6ErspanTunnel", "two", { name: "g1", ...between })).join()).toMatch(
      /of ip6erspan or ip6gretap is taken \(two and one/,
    );
    expect(await check("Ip6GreTunnel", "three", { name: "g2", ...between })).toEqual([]);
  });

  test("refuses a VTI that takes the ESP packets of an XFRM interface", async () => {
    const check = deployment();
    const aead = { name: "rfc4106(gcm(aes))", key: "11".repeat(36), icvLength: 128 };
    const state = (spi: number, more: object) => ({
      ...{ source: "203.0.113.1", destination: "198.51.100.1", spi, aead, ...more },
    });
    expect(await check("VtiTunnel", "vti", { name: "v0", ...ends(1), key: 7 })).toEqual([]);
    expect(await check("XfrmState", "own", state(1001, { mark: { value: 7 } }))).toEqual([]);
    expect((await check("XfrmState", "in", state(1002, { ifId: 9 }))).join()).toMatch(
      /^ifId: a VTI takes all ESP from 203\.0\.113\.1 to 198\.51\.100\.1.*\(in and vti are on the same host\)/,
    );
    expect(await check("XfrmState", "else", state(1003, { source: "203.0.113.2", ifId: 9 }))).toEqual([]);
    expect((await check("VtiTunnel", "any", { name: "v1", local: "198.51.100.1", key: 8 })).join()).toMatch(
      /^local: a VTI takes all ESP from 203\.0\.113\.2 .*\(any and else/,
    );
  });

  test("refuses one FOU port with two configurations", async () => {
    const check = deployment();
    expect(await check("FouPort", "one", { port: 5555, gue: true })).toEqual([]);
    expect((await check("FouPort", "two", { port: 5555, protocol: "gre" })).join()).toMatch(
      /^port: the UDP port 5555 over IPv4 is taken/,
    );
    expect(await check("FouPort", "three", { port: 5555, protocol: "gre", family: "inet6" })).toEqual([]);
  });

  test("refuses two sockets on one UDP port", async () => {
    const check = deployment();
    const remote = { remote: "203.0.113.1" };
    const port = { port: 4789 };
    expect(await check("VxlanTunnel", "one", { name: "v0", vni: 1, ...remote })).toEqual([]);
    expect(await check("VxlanTunnel", "two", { name: "v1", vni: 2, ...remote })).toEqual([]);
    const reason = (use: string) =>
      `port: the UDP port 4789 over IPv4 is open for VXLAN, and ${use} needs another port`;
    expect(await check("VxlanTunnel", "out", { name: "v2", external: true })).toEqual([
      `${reason("VXLAN with external")} (out and one are on the same host)`,
    ]);
    expect(await check("VxlanTunnel", "gbp", { name: "v3", vni: 3, gbp: true, ...remote })).toEqual([
      `${reason("VXLAN with gbp")} (gbp and one are on the same host)`,
    ]);
    expect((await check("GeneveTunnel", "gnv", { name: "g0", vni: 4, ...port, ...remote })).join()).toContain(
      reason("GENEVE"),
    );
    expect((await check("FouPort", "fou", { ...port, gue: true })).join()).toContain(reason("FOU or GUE"));
    // The kernel opens no port over IPv6 for these devices, and none for a device that is down
    expect(await check("FouPort", "fou6", { ...port, gue: true, family: "inet6" })).toEqual([]);
    expect(await check("VxlanTunnel", "down", { name: "v4", external: true, up: false })).toEqual([]);
    expect(await check("VxlanTunnel", "own", { name: "v5", external: true, port: 8472 })).toEqual([]);
  });

  test("refuses overlapping subnets", async () => {
    const check = deployment();
    expect(await check("IpipTunnel", "one", { name: "t0", ...ends(1), addresses: ["10.9.0.1/30"] })).toEqual(
      [],
    );
    expect(
      (await check("IpipTunnel", "two", { name: "t1", ...ends(2), addresses: ["10.9.0.130/24"] })).join(),
    ).toMatch(/^addresses: 10\.9\.0\.0\/24 overlaps 10\.9\.0\.0\/30 \(two and one/);
    // Every link has its own link-local subnet.
    const linkLocal = { addresses: ["fe80::1/64"] };
    expect(await check("GreTunnel", "five", { name: "t4", ...ends(5), ...linkLocal })).toEqual([]);
    expect(await check("GreTunnel", "six", { name: "t5", ...ends(6), ...linkLocal })).toEqual([]);
    // Unnumbered links share a host address.
    expect(
      await check("IpipTunnel", "three", { name: "t2", ...ends(3), addresses: ["10.1.1.1/32"] }),
    ).toEqual([]);
    expect(await check("IpipTunnel", "four", { name: "t3", ...ends(4), addresses: ["10.1.1.1/32"] })).toEqual(
      [],
    );
  });
});

describe("check of two resources with one logical name under different parents", () => {
  const under = (parent: string, more: object) => ({ __parent: parent, ...more });

  test("distinguishes them, and reports what both claim", async () => {
    const check = deployment();
    expect(await check("GreTunnel", "uplink", under("1a", { name: "t0", ...ends(1) }))).toEqual([]);
    expect(await check("GreTunnel", "uplink", under("2b", { name: "t0", ...ends(2) }))).toEqual([
      "name: the device name t0 is taken (two resources called uplink, under different parents, are on the same host)",
    ]);
    expect(await check("GreTunnel", "uplink", under("2b", { name: "t1", ...ends(2) }))).toEqual([]);
    // The first resource keeps its claims when the second one is checked.
    expect(await check("GreTunnel", "other", { name: "t2", ...ends(1) })).toEqual([
      expect.stringMatching(/^remote: .* is taken \(other and uplink are on the same host\)$/),
    ]);
    // Neither resource conflicts with itself.
    expect(await check("GreTunnel", "uplink", under("1a", { name: "t0", ...ends(1) }))).toEqual([]);
  });

  test("distinguishes the links of two LinkSets", async () => {
    const check = deployment();
    const set = (parent: string, last: number) => under(parent, { kind: "gre", links: { fra: ends(last) } });
    expect(await check("LinkSet", "mesh", set("1a", 1))).toEqual([]);
    expect(await check("LinkSet", "mesh", set("2b", 2))).toEqual([
      "links.fra.name: the device name fra is taken (two resources called mesh/fra, under different parents, are on the same host)",
    ]);
    expect(await check("LinkSet", "mesh", set("1a", 3))).toEqual([]);
  });
});

describe("check of one link", () => {
  test("refuses a link that the SSH connection of its own host runs through", async () => {
    const check = deployment();
    const faults = await check(
      "IpipTunnel",
      "one",
      { name: "t0", ...ends(1), addresses: ["10.9.0.1/30"] },
      { host: "10.9.0.1" },
    );
    expect(faults.join()).toMatch(
      /^addresses: the connection to 10\.9\.0\.1 would run through this very link/,
    );
  });
  test("claims nothing for unknown values", async () => {
    const check = deployment();
    expect(
      await check("IpipTunnel", "one", {
        name: UNKNOWN,
        local: UNKNOWN,
        remote: UNKNOWN,
        addresses: [UNKNOWN],
      }),
    ).toEqual([]);
    expect(
      await check("IpipTunnel", "two", { name: "t0", local: UNKNOWN, remote: UNKNOWN, routes: UNKNOWN }),
    ).toEqual([]);
  });
});
