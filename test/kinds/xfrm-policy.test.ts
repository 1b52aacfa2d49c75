import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { UNKNOWN } from "../../provider/schema/unknown-value.ts";
import { captured } from "./captured.ts";
import { makeWiredNetns, type Netns } from "./netns-fixture.ts";
import { driverFor, type Made } from "./resource-driver.ts";
import { xfrmIn } from "./xfrm.ts";

const TUNNEL = { source: "10.45.0.1", destination: "10.45.0.2", reqid: 1 };
const OUT = {
  direction: "out",
  selector: { source: "10.1.0.0/24", destination: "10.2.0.0/24" },
  templates: [TUNNEL],
};

describe("XfrmPolicy", () => {
  const { driver, netns, shown, isEmpty } = xfrmIn("XfrmPolicy");

  describe("check of XfrmPolicy", () => {
    test.each([
      [{ templates: [TUNNEL] }, /direction: is required/],
      [{ ...OUT, direction: "sideways" }, /direction: must be "in" or "out" or "fwd"/],
      [
        { ...OUT, selector: { source: "10.0.0.0/8", destination: "fd00::/8" } },
        /selector: has the source 10\.0\.0\.0\/8 and the destination fd00::\/8 of another family/,
      ],
      [
        { ...OUT, selector: { source: "10.0.0.1/8" } },
        /selector\.source: must be a prefix without host bits/,
      ],
      [{ ...OUT, selector: { sourcePort: 5 } }, /selector: has a port, which needs proto/],
      [{ ...OUT, action: "block" }, /templates: go with the action "allow"/],
      [{ ...OUT, templates: [{ reqid: 1 }] }, /templates: \[0\] needs source and destination/],
      [{ ...OUT, templates: [{ ...TUNNEL, level: "use" }] }, /templates: \[0\] is a tunnel that is optional/],
      [{ ...OUT, templates: [{ ...TUNNEL, destination: "fd00::1" }] }, /of another family/],
      [
        {
          direction: "in",
          selector: { source: "fd00::/8" },
          templates: [{ mode: "transport", source: "10.0.0.1" }],
        },
        /only a tunnel can carry the other family/,
      ],
      [{ ...OUT, mark: { value: 256, mask: 255 } }, /mark: has the value 0x100 outside of its mask 0xff/],
      [
        { ...OUT, templates: [{ ...TUNNEL, key: "0x00" }] },
        /templates\[0\]\.key: is not a property|\[0\]\.key/,
      ],
    ])("refuses %j", async (args, words) => {
      const faults = await driver.faults(args);
      expect(faults).toHaveLength(1);
      expect(faults[0]).toMatch(words);
    });

    test("accepts unknown values", async () => {
      for (const key of ["direction", "selector", "templates", "priority", "mark", "ifId"])
        expect(await driver.faults({ ...OUT, [key]: UNKNOWN })).toEqual([]);
      expect(await driver.faults({ ...OUT, templates: [{ ...TUNNEL, source: UNKNOWN }] })).toEqual([]);
      expect(await driver.faults({ ...OUT, selector: { source: UNKNOWN, destination: "fd00::/8" } })).toEqual(
        [],
      );
    });
  });

  describe("XfrmPolicy with all of its arguments", () => {
    test.each([
      [
        "minimal: all of IPv4 passes",
        { direction: "in" },
        ["src 0.0.0.0/0 dst 0.0.0.0/0", "dir in priority 0"],
      ],
      [
        "a tunnel",
        OUT,
        [
          "src 10.1.0.0/24 dst 10.2.0.0/24",
          "tmpl src 10.45.0.1 dst 10.45.0.2",
          "proto esp reqid 1 mode tunnel",
        ],
      ],
      [
        "everything",
        {
          direction: "in",
          selector: {
            source: "10.1.0.1",
            destination: "10.2.0.0/24",
            proto: 17,
            sourcePort: 5,
            destinationPort: 7,
            dev: "lo",
          },
          ...{ priority: 4294967295, mark: { value: 5, mask: 255 }, ifId: 42 },
          templates: [
            { ...TUNNEL, spi: 0x101, level: "use" },
            { proto: "ah", mode: "transport", reqid: 9 },
          ],
        },
        [
          ...[
            "src 10.1.0.1/32 dst 10.2.0.0/24 proto udp sport 5 dport 7 dev lo",
            "priority 4294967295",
            "mark 0x5/0xff",
          ],
          ...[
            "spi 0x00000101 reqid 1 mode tunnel",
            "level use",
            "proto ah reqid 9 mode transport",
            "if_id 0x2a",
          ],
        ],
      ],
      [
        "IPv6 in IPv4",
        { ...OUT, selector: { destination: "FD00:0::/64", proto: "ipv6-icmp" } },
        ["src ::/0 dst fd00::/64 proto ipv6-icmp", "tmpl src 10.45.0.1"],
      ],
      [
        "transport over IPv6",
        { direction: "out", selector: { source: "fd00::/8" }, templates: [{ mode: "transport", reqid: 3 }] },
        ["src fd00::/8 dst ::/0", "reqid 3 mode transport"],
      ],
      [
        "what is dropped",
        { direction: "fwd", action: "block", selector: { proto: "gre" } },
        ["proto gre", "dir fwd action block"],
      ],
    ])("is created as declared and removed completely: %s", async (_title, args, live) => {
      await driver.having(args, async (made) => {
        const text = await shown();
        for (const part of live) expect(text).toContain(part);
        await driver.isQuiet(made);
        expect((await driver.create(args)).outs).toEqual(made.outs);
      });
      await isEmpty();
    });
  });

  test("changes priority, action and templates in place, and is replaced for other changes", async () => {
    await driver.having(OUT, async (made) => {
      expect(await driver.plan(made, { ...OUT, direction: "fwd" })).toEqual(["direction"]);
      expect(await driver.plan(made, { ...OUT, ifId: 3 })).toEqual(["ifId"]);
      expect(await driver.plan(made, { ...OUT, mark: { value: 3 } })).toEqual(["mark"]);
      expect(await driver.plan(made, { ...OUT, selector: {} })).toEqual(["selector"]);
      let now = made;
      for (const [args, live] of [
        [{ priority: 7 }, "priority 7"],
        [
          {
            templates: [
              { ...TUNNEL, reqid: 2 },
              { mode: "transport", proto: "ah", reqid: 4 },
            ],
          },
          "proto ah reqid 4",
        ],
        [{ templates: [], action: "block" }, "action block"],
        [{ owner: "another/name/x" }, "reqid 1"],
        [{}, "tmpl src 10.45.0.1 dst 10.45.0.2"],
      ] as const) {
        expect(await driver.plan(now, { ...OUT, ...args })).toBe("update");
        now = await driver.update(now, { ...OUT, ...args });
        expect(await shown()).toContain(live);
        await driver.isQuiet(now);
      }
    });
    await isEmpty();
  });

  test("reports an operator's changes as drift, and is reported as gone when it was removed", async () => {
    const made = await driver.create(OUT);
    await netns().run(
      "ip xfrm policy update src 10.1.0.0/24 dst 10.2.0.0/24 dir out priority 3 tmpl src 10.45.0.1 dst 10.45.0.9 proto esp reqid 1 mode tunnel",
    );
    expect(await driver.drift(made)).toEqual(["priority", "templates"]);
    const back = await driver.update(await driver.refreshed(made), OUT);
    // The flush follows a change and not a read, because reads within some seconds share a snapshot.
    await netns().run("ip xfrm policy flush");
    expect(await driver.refresh(back)).toBeUndefined();
    await driver.remove(back);
    await isEmpty();
  });

  test("refuses a policy of another owner, and adopts it on request", async () => {
    await netns().run("ip xfrm policy add src 10.1.0.0/24 dst 10.2.0.0/24 dir out priority 9");
    await expect(driver.create(OUT)).rejects.toThrow(
      /policy-out:10\.1\.0\.0\/24>10\.2\.0\.0\/24 on .*: a policy for the same packets is there already and has no owner alias: priority is 9 there, 0 here; templates is \[\] there/,
    );
    expect(await netns().markers()).toEqual([]);
    await driver.having({ ...OUT, adopt: true }, driver.isQuiet);
    await isEmpty();
  });

  test("creates many policies in one frame, and one failure does not affect the others", async () => {
    await netns().run("ip xfrm policy add src 10.3.0.0/24 dst 10.2.0.0/24 dir out priority 9");
    const made = await Promise.allSettled(
      [1, 2, 3, 4, 5].map((n) =>
        driver.create({
          ...OUT,
          selector: { ...OUT.selector, source: `10.${n}.0.0/24` },
          owner: `test/kinds/${n}`,
        }),
      ),
    );
    expect(made.map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
    expect(await netns().markers()).toHaveLength(4);
    await Promise.all(made.flatMap((one) => (one.status === "fulfilled" ? [driver.remove(one.value)] : [])));
    expect(await netns().markers()).toEqual([]);
  });
});

describe("XfrmState and XfrmPolicy on two hosts", () => {
  const pair: Netns[] = [];
  beforeAll(async () => {
    pair.push(...(await makeWiredNetns("kinds-esp-a", "kinds-esp-b")));
  });
  afterAll(() => Promise.all(pair.map((one) => one.remove())));
  const addresses = ["10.45.0.1", "10.45.0.2"] as const;
  const keys = ["0x000102030405060708090a0b0c0d0e0f10111213", "0x202122232425262728292a2b2c2d2e2f30313233"];
  const everything = [{}, { destination: "::/0" }];

  /**
   * The states of both directions and the policies of both families, on both ends. The first half of each list
   * belongs to `a`.
   */
  async function protect(bound: object): Promise<() => Promise<void>> {
    const made: { remove: () => Promise<void> }[] = [];
    for (const [at, netns] of pair.entries()) {
      const [state, policy] = [
        driverFor("XfrmState", () => netns.host),
        driverFor("XfrmPolicy", () => netns.host),
      ];
      const keep = async (kind: typeof state, making: Promise<Made>) => {
        const one = await making;
        made.push({ remove: () => kind.remove(one) });
      };
      const work: Promise<void>[] = [];
      for (const from of [0, 1]) {
        const ends = { source: addresses[from], destination: addresses[1 - from], reqid: 7 };
        const aead = { name: "rfc4106(gcm(aes))", key: keys[from] };
        work.push(
          keep(
            state,
            state.create({ ...ends, ...bound, spi: 0x1000 + from, aead, owner: `p/s/state-${from}` }),
          ),
        );
        const directions = from === at ? ["out"] : ["in", "fwd"];
        for (const direction of directions)
          for (const [index, selector] of everything.entries()) {
            const owner = `p/s/${direction}-${index}`;
            const args = { direction, selector, ...bound, templates: [ends], owner };
            work.push(keep(policy, policy.create(args)));
          }
      }
      await Promise.all(work);
    }
    return async () => {
      await Promise.all(made.map((one) => one.remove()));
    };
  }

  /** Pings through the link. Returns the protocols of the packets on the underlay meanwhile. */
  async function crosses(far: string): Promise<string> {
    const [near, farEnd] = pair;
    if (near === undefined || farEnd === undefined) throw new Error("there are no namespaces");
    const capture = { device: "wire0", filter: "host 10.45.0.1 and not arp", count: 6 };
    const lines = await captured(farEnd, capture, async () =>
      expect(await near.run(`ping -c 3 -i 0.2 -W 2 ${far}`)).toContain(" 0% packet loss"),
    );
    return lines.join("\n");
  }

  test("encrypt the packets of VTIs, by mark", async () => {
    const vti = pair.map((netns) => driverFor("VtiTunnel", () => netns.host));
    const links = await Promise.all(
      vti.map((kind, at) =>
        kind.create({
          ...{ name: "vti7", owner: "p/s/vti", local: addresses[at], remote: addresses[1 - at], key: 5 },
          addresses: [`10.7.0.${at + 1}/30`],
        }),
      ),
    );
    const clear = await protect({ mark: { value: 5 } });
    const seen = await crosses("10.7.0.2");
    expect(seen.match(/ESP\(spi=0x00001000/g)?.length).toBeGreaterThanOrEqual(2);
    expect(seen).toMatch(/ESP\(spi=0x00001001/);
    expect(seen).not.toContain("ICMP");
    await clear();
    await Promise.all(links.map((link, at) => vti[at]?.remove(link)));
  });

  test("encrypt the packets of XFRM interfaces of both families, by ifId", async () => {
    const kinds = pair.map((netns) => driverFor("XfrmInterface", () => netns.host));
    const links = await Promise.all(
      kinds.map((kind, at) =>
        kind.create({
          ...{ name: "ipsec7", owner: "p/s/xfrm", ifId: 42, dev: "wire0" },
          addresses: [`10.7.0.${at + 1}/30`, `fd77::${at + 1}/64`],
        }),
      ),
    );
    const clear = await protect({ ifId: 42 });
    expect(await crosses("10.7.0.2")).toMatch(/ESP\(spi=0x00001000/);
    const seen = await crosses("fd77::2");
    expect(seen).toMatch(/ESP\(spi=0x00001001/);
    expect(seen).not.toContain("ICMP");
    await clear();
    await Promise.all(links.map((link, at) => kinds[at]?.remove(link)));
    for (const netns of pair) {
      expect(await netns.run("ip xfrm state; ip xfrm policy")).toBe("");
      expect(await netns.markers()).toEqual([]);
    }
  });
});
