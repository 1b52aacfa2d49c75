import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { UNKNOWN } from "../../provider/schema/unknown-value.ts";
import { makeWiredNetns, type Netns } from "./netns-fixture.ts";
import { driverFor } from "./resource-driver.ts";

interface FilterJson {
  readonly protocol: string;
  readonly pref: number;
  readonly kind: string;
  readonly options?: {
    readonly keys?: Record<string, unknown>;
    readonly skip_hw?: boolean;
    readonly actions: readonly { readonly to_dev: string; readonly control_action: { type: string } }[];
  };
}

// The mirror copies packets of `mon0`. Its veth peer is `peer0`, in the collector's namespace. `span0` is an ERSPAN
// tunnel.
const BOTH = { monitor: "mon0", target: "span0" };

describe("ErspanMirror", () => {
  let netns: Netns;
  let collector: Netns;
  beforeAll(async () => {
    [netns, collector] = await makeWiredNetns("kinds-mirror", "kinds-collect");
    await netns.run(
      [
        "ip link add mon0 type veth peer name peer0 netns kinds-collect && ip link set mon0 up",
        "ip addr add 10.46.0.1/24 dev mon0",
        "ip link add span0 type erspan local 10.45.0.1 remote 10.45.0.2 seq key 7 erspan_ver 1 erspan 5 && ip link set span0 up",
        "ip link add span1 type gretap local 10.45.0.1 remote 10.45.0.2 key 8 && ip link set span1 up",
        "ip link add bare0 type ipip local 10.45.0.1 remote 10.45.0.9 && ip link set bare0 up",
      ].join(" && "),
    );
    await collector.run(
      [
        "ip link set peer0 up && ip addr add 10.46.0.2/24 dev peer0",
        "ip link add span0 type erspan local 10.45.0.2 remote 10.45.0.1 seq key 7 erspan_ver 1 erspan 5 && ip link set span0 up",
        "ip link add span1 type gretap local 10.45.0.2 remote 10.45.0.1 key 8 && ip link set span1 up",
      ].join(" && "),
    );
  });
  afterAll(() => Promise.all([netns?.remove(), collector?.remove()]));
  beforeEach(async () => {
    await netns.run(
      "tc qdisc del dev mon0 clsact 2>/dev/null; tc qdisc del dev mon0 ingress 2>/dev/null; true",
    );
    await netns.removeMarkers();
  });
  const driver = driverFor("ErspanMirror", () => netns.host);
  const filters = async (direction: "ingress" | "egress", device = "mon0") =>
    (JSON.parse(await netns.run(`tc -j filter show dev ${device} ${direction}`)) as FilterJson[]).filter(
      (one) => one.options !== undefined,
    );
  const qdiscs = async () =>
    (JSON.parse(await netns.run("tc -j qdisc show")) as { kind: string; dev: string }[])
      .filter(({ kind }) => ["clsact", "ingress"].includes(kind))
      .map(({ kind, dev }) => `${kind} ${dev}`);
  const isEmpty = async () => {
    expect(await qdiscs()).toEqual([]);
    expect(await netns.markers()).toEqual([]);
  };
  /** Pings through the monitored device. Returns the packets that arrive at the collector meanwhile. */
  const arrivalsOn = async (device: string, filter = "icmp") => {
    const capture = collector.runApart(
      `timeout 8 tcpdump -Z root -ln -c 6 -i ${device} '${filter}' 2>/dev/null || true`,
    );
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await netns.run("ping -c 3 -i 0.2 -W 2 10.46.0.2");
    return (await capture).split("\n").filter((line) => line !== "");
  };

  describe("check of ErspanMirror", () => {
    test.each([
      [{ monitor: "mon0", target: "mon0" }, /^target: is the monitor itself/],
      [{ target: "span0" }, /^monitor: is required/],
      [{ ...BOTH, direction: "in" }, /^direction: must be "ingress" or "egress" or "both"$/],
      [{ ...BOTH, monitor: "a b" }, /^monitor: "a b" may hold only/],
      [{ ...BOTH, match: { ipProto: "tcp" } }, /^match: needs protocol "ip" or "ipv6"/],
      [
        { ...BOTH, match: { protocol: "ip", destinationPort: 53 } },
        /^match: has a port, which needs ipProto/,
      ],
      [
        { ...BOTH, match: { source: "10.0.0.0/8", destination: "fd00::/8" } },
        /^match: has fd00::\/8, which is not of the protocol "ip"$/,
      ],
      [{ ...BOTH, match: { protocol: "arp", source: "10.0.0.0/8" } }, /^match: has source, which ARP lacks$/],
      [{ ...BOTH, match: { protocol: "ip", ipProto: "icmpv6" } }, /^match: has ipProto "icmpv6"/],
      [{ ...BOTH, match: { vlan: 5 } }, /^match\.vlan: is not a property/],
    ])("refuses %j", async (args, words) => {
      const faults = await driver.faults(args);
      expect(faults).toHaveLength(1);
      expect(faults[0]).toMatch(words);
    });

    test("accepts unknown values", async () => {
      for (const key of ["monitor", "target", "direction", "skipHw", "match"])
        expect(await driver.faults({ ...BOTH, [key]: UNKNOWN })).toEqual([]);
      expect(await driver.faults({ ...BOTH, match: { source: UNKNOWN, ipProto: "tcp" } })).toEqual([]);
    });
  });

  describe("ErspanMirror with all of its arguments", () => {
    test.each([
      ["both ways", BOTH, 1, 1, {}],
      ["what comes in", { ...BOTH, direction: "ingress", skipHw: false }, 1, 0, {}],
      ["what goes out", { ...BOTH, direction: "egress" }, 0, 1, {}],
      [
        "DNS answers",
        {
          ...{ ...BOTH, direction: "ingress" },
          match: { source: "10.46.0.0/24", destination: "10.46.0.1", ipProto: 17, sourcePort: 53 },
        },
        ...[
          1,
          0,
          { eth_type: "ipv4", ip_proto: "udp", src_ip: "10.46.0.0/24", dst_ip: "10.46.0.1", src_port: 53 },
        ],
      ],
      [
        "OSPF over IPv6",
        { ...BOTH, match: { protocol: "ipv6", ipProto: 89 } },
        1,
        1,
        // newer releases of tc print the number with 0x
        { eth_type: "ipv6", ip_proto: expect.stringMatching(/^(0x)?59$/) },
      ],
      ["ARP", { ...BOTH, match: { protocol: "arp" } }, 1, 1, { eth_type: "arp" }],
      ["a match of nothing in particular", { ...BOTH, match: {} }, 1, 1, {}],
    ] as const)(
      "is created as declared and removed completely: %s",
      async (_title, args, ingress, egress, keys) => {
        await driver.having(args, async (made) => {
          const [there, back] = [await filters("ingress"), await filters("egress")];
          expect([there.length, back.length]).toEqual([ingress, egress]);
          for (const { options, pref } of [...there, ...back]) {
            expect(options?.keys ?? {}).toEqual(keys);
            expect(options?.actions[0]).toMatchObject({
              to_dev: "span0",
              control_action: { type: "continue" },
            });
            expect(options?.skip_hw ?? false).toBe("skipHw" in args ? args.skipHw : true);
            expect(pref).toBeGreaterThanOrEqual(100);
            expect(pref).toBeLessThan(1000);
          }
          await driver.isQuiet(made);
          expect((await driver.create(args)).outs).toEqual(made.outs);
        });
        await isEmpty();
      },
    );
  });

  test("copies packets to the collector: of both directions, or only those that match", async () => {
    await driver.having(BOTH, async () => {
      const seen = await arrivalsOn("span0");
      expect(seen.filter((line) => line.includes("echo request"))).toHaveLength(3);
      expect(seen.filter((line) => line.includes("echo reply"))).toHaveLength(3);
    });
    await driver.having(
      { ...BOTH, direction: "egress", match: { destination: "10.46.0.2", ipProto: "icmp" } },
      async () => {
        const seen = await arrivalsOn("span0");
        expect(seen.filter((line) => line.includes("echo request"))).toHaveLength(3);
        expect(seen).toHaveLength(3);
      },
    );
  });

  test("copies all packets for each of two mirrors, and leaves other filters their packets", async () => {
    await netns.run(
      "tc qdisc add dev mon0 clsact && tc filter add dev mon0 ingress pref 49152 protocol ip matchall action pass",
    );
    await driver.having({ ...BOTH, owner: "test/kinds/one" }, async () => {
      await driver.having({ ...BOTH, target: "span1", owner: "test/kinds/two" }, async () => {
        const [one, two] = await Promise.all([arrivalsOn("span0"), arrivalsOn("span1")]);
        expect(one).toHaveLength(6);
        expect(two.length).toBeGreaterThanOrEqual(6);
        const passed = await netns.run("tc -s filter show dev mon0 ingress pref 49152");
        expect(passed).toMatch(/Sent \d+ bytes [1-9]\d* pkt/);
      });
    });
    // The clsact qdisc and the filter of the other program stay.
    expect(await qdiscs()).toEqual(["clsact mon0"]);
    expect(await filters("ingress")).toMatchObject([{ pref: 49152 }]);
  });

  test("keeps the clsact qdisc while any filter is on it, in any order of removal", async () => {
    const one = await driver.create({ ...BOTH, owner: "test/kinds/one" });
    const two = await driver.create({ ...BOTH, target: "span1", owner: "test/kinds/two" });
    await driver.remove(one);
    expect(await filters("ingress")).toHaveLength(1);
    expect(await qdiscs()).toEqual(["clsact mon0"]);
    await driver.remove(two);
    await isEmpty();
  });

  test("changes everything but the monitor in place", async () => {
    await driver.having(BOTH, async (made) => {
      expect(await driver.plan(made, { ...BOTH, monitor: "wire0" })).toEqual(["monitor"]);
      let now = made;
      for (const args of [
        { ...BOTH, target: "span1" },
        { ...BOTH, direction: "egress" },
        { ...BOTH, direction: "egress", match: { protocol: "ip", ipProto: "tcp", destinationPort: 80 } },
        { ...BOTH, direction: "ingress", skipHw: false },
        { ...BOTH, owner: "another/name/x" },
        BOTH,
      ]) {
        expect(await driver.plan(now, args)).toBe("update");
        now = await driver.update(now, args);
        await driver.isQuiet(now);
      }
    });
    await isEmpty();
  });

  test("keeps the copies as they were when a change fails", async () => {
    await driver.having(BOTH, async (made) => {
      await expect(driver.update(made, { ...BOTH, target: "nope0" })).rejects.toThrow(
        /there is no device nope0 to send copies to: make it first/,
      );
      await driver.isQuiet(made);
    });
  });

  describe("refresh of ErspanMirror", () => {
    test("names a target that was removed, and the next update sends copies again", async () => {
      await netns.run(
        "ip link add span9 type gretap local 10.45.0.1 remote 10.45.0.2 key 9 && ip link set span9 up",
      );
      const args = { ...BOTH, target: "span9" };
      const made = await driver.create(args);
      await netns.run("ip link del span9");
      expect(await driver.drift(made)).toEqual(["target"]);
      expect(await driver.refresh(made)).toMatchObject({ target: "*" });
      const next = await driver.update(made, BOTH);
      await driver.isQuiet(next);
      await driver.remove(next);
      await isEmpty();
    });

    test("names a direction whose filter was removed, and the update repairs it", async () => {
      await driver.having(BOTH, async (made) => {
        await netns.run(`tc filter del dev mon0 egress`);
        expect(await driver.drift(made)).toEqual(["direction"]);
        expect(await driver.refresh(made)).toMatchObject({ direction: "ingress" });
        await driver.isQuiet(await driver.update(await driver.refreshed(made), BOTH));
      });
      await isEmpty();
    });

    test("reports the mirror as gone without its filters or its monitor", async () => {
      const made = await driver.create(BOTH);
      await netns.run("tc qdisc del dev mon0 clsact");
      expect(await driver.refresh(made)).toBeUndefined();
      await driver.remove(made);
      await isEmpty();
      await netns.run("ip link add gone0 type dummy && ip link set gone0 up");
      const other = await driver.create({ ...BOTH, monitor: "gone0" });
      await netns.run("ip link del gone0");
      expect(await driver.refresh(other)).toBeUndefined();
      await driver.remove(other);
      await isEmpty();
    });
  });

  describe("ErspanMirror on an unsuitable host", () => {
    test("refuses a monitor without Ethernet frames, unless the target has none either", async () => {
      await expect(driver.create({ ...BOTH, monitor: "bare0" })).rejects.toThrow(
        /mirror:bare0>span0 on .*: span0 \(erspan\) carries Ethernet frames, but the packets of bare0 \(ipip\) begin without an Ethernet header/,
      );
      // A target without Ethernet frames can have such a monitor.
      await netns.run("ip link add gre9 type gre local 10.45.0.1 remote 10.45.0.9 && ip link set gre9 up");
      await driver.having({ monitor: "bare0", target: "gre9" }, driver.isQuiet);
      await netns.run("ip link del gre9");
    });
    test("refuses devices that do not exist", async () => {
      await expect(driver.create({ ...BOTH, monitor: "nope0" })).rejects.toThrow(
        /there is no device nope0 to monitor/,
      );
      await expect(driver.create({ ...BOTH, target: "nope0" })).rejects.toThrow(
        /there is no device nope0 to send copies to/,
      );
      await isEmpty();
    });
    test("refuses egress when another program's ingress qdisc is on the monitor", async () => {
      await netns.run("tc qdisc add dev mon0 ingress");
      await expect(driver.create(BOTH)).rejects.toThrow(
        /mon0 has an ingress qdisc of another owner, which has no egress filters/,
      );
      await driver.having({ ...BOTH, direction: "ingress" }, async (made) => {
        await driver.isQuiet(made);
        expect(await arrivalsOn("span0")).toHaveLength(3);
      });
      expect(await qdiscs()).toEqual(["ingress mon0"]);
      expect(await filters("ingress")).toEqual([]);
    });
    test("refuses to mirror its own copies", async () => {
      await expect(driver.create({ ...BOTH, monitor: "wire0" })).rejects.toThrow(
        /the packets of span0 leave by wire0 itself, so each copy would be copied again/,
      );
      await driver.having({ ...BOTH, monitor: "wire0", direction: "ingress" }, driver.isQuiet);
      await isEmpty();
    });
  });
});
