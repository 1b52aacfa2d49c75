import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { UNKNOWN } from "../../provider/schema/unknown-value.ts";
import { lifeOf } from "./life.ts";
import { type Net, wiredNets } from "./net.ts";

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

// `mon0` is watched; `peer0`, in the collector's namespace, is what it talks to; `span0` is an ERSPAN tunnel
const BOTH = { monitor: "mon0", target: "span0" };

describe("ErspanMirror", () => {
  let net: Net;
  let collector: Net;
  beforeAll(async () => {
    [net, collector] = await wiredNets("kinds-mirror", "kinds-collect");
    await net.run(
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
  afterAll(() => Promise.all([net?.leave(), collector?.leave()]));
  beforeEach(async () => {
    await net.run(
      "tc qdisc del dev mon0 clsact 2>/dev/null; tc qdisc del dev mon0 ingress 2>/dev/null; true",
    );
    await net.forget();
  });
  const life = lifeOf("ErspanMirror", () => net.host);
  const filters = async (direction: "ingress" | "egress", device = "mon0") =>
    (JSON.parse(await net.run(`tc -j filter show dev ${device} ${direction}`)) as FilterJson[]).filter(
      (one) => one.options !== undefined,
    );
  const qdiscs = async () =>
    (JSON.parse(await net.run("tc -j qdisc show")) as { kind: string; dev: string }[])
      .filter(({ kind }) => ["clsact", "ingress"].includes(kind))
      .map(({ kind, dev }) => `${kind} ${dev}`);
  const isEmpty = async () => {
    expect(await qdiscs()).toEqual([]);
    expect(await net.markers()).toEqual([]);
  };
  /** Pings from the monitor, and what arrives at the collector meanwhile. */
  const arrives = async (device: string, filter = "icmp") => {
    const capture = collector.run(
      `timeout 8 tcpdump -Z root -ln -c 6 -i ${device} '${filter}' 2>/dev/null || true`,
    );
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await net.run("ping -c 3 -i 0.2 -W 2 10.46.0.2");
    return (await capture).split("\n").filter((line) => line !== "");
  };

  describe("is refused before any host is touched", () => {
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
      [
        { ...BOTH, match: { protocol: "arp", source: "10.0.0.0/8" } },
        /^match: has source, which ARP has not$/,
      ],
      [{ ...BOTH, match: { protocol: "ip", ipProto: "icmpv6" } }, /^match: has ipProto "icmpv6"/],
      [{ ...BOTH, match: { vlan: 5 } }, /^match\.vlan: is not a property/],
    ])("%j", async (args, words) => {
      const faults = await life.faults(args);
      expect(faults).toHaveLength(1);
      expect(faults[0]).toMatch(words);
    });

    test("but not for what is not known yet", async () => {
      for (const key of ["monitor", "target", "direction", "skipHw", "match"])
        expect(await life.faults({ ...BOTH, [key]: UNKNOWN })).toEqual([]);
      expect(await life.faults({ ...BOTH, match: { source: UNKNOWN, ipProto: "tcp" } })).toEqual([]);
    });
  });

  describe("is made, found as declared, and removed without a trace", () => {
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
        { eth_type: "ipv6", ip_proto: "59" },
      ],
      ["ARP", { ...BOTH, match: { protocol: "arp" } }, 1, 1, { eth_type: "arp" }],
      ["a match of nothing in particular", { ...BOTH, match: {} }, 1, 1, {}],
    ] as const)("%s", async (_title, args, ingress, egress, keys) => {
      await life.having(args, async (made) => {
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
        await life.isQuiet(made);
        expect((await life.create(args)).outs).toEqual(made.outs);
      });
      await isEmpty();
    });
  });

  test("copies arrive at the collector, of both directions or of what matches alone", async () => {
    await life.having(BOTH, async () => {
      const seen = await arrives("span0");
      expect(seen.filter((line) => line.includes("echo request"))).toHaveLength(3);
      expect(seen.filter((line) => line.includes("echo reply"))).toHaveLength(3);
    });
    await life.having(
      { ...BOTH, direction: "egress", match: { destination: "10.46.0.2", ipProto: "icmp" } },
      async () => {
        const seen = await arrives("span0");
        expect(seen.filter((line) => line.includes("echo request"))).toHaveLength(3);
        expect(seen).toHaveLength(3);
      },
    );
  });

  test("two mirrors of one device both get everything, and neither keeps it from others' filters", async () => {
    await net.run(
      "tc qdisc add dev mon0 clsact && tc filter add dev mon0 ingress pref 49152 protocol ip matchall action pass",
    );
    await life.having({ ...BOTH, owner: "test/kinds/one" }, async () => {
      await life.having({ ...BOTH, target: "span1", owner: "test/kinds/two" }, async () => {
        const [one, two] = await Promise.all([arrives("span0"), arrives("span1")]);
        expect(one).toHaveLength(6);
        expect(two.length).toBeGreaterThanOrEqual(6);
        const passed = await net.run("tc -s filter show dev mon0 ingress pref 49152");
        expect(passed).toMatch(/Sent \d+ bytes [1-9]\d* pkt/);
      });
    });
    // Their clsact and their filter stay
    expect(await qdiscs()).toEqual(["clsact mon0"]);
    expect(await filters("ingress")).toMatchObject([{ pref: 49152 }]);
  });

  test("a place for filters stays while anybody's filter is on it, whoever leaves first", async () => {
    const one = await life.create({ ...BOTH, owner: "test/kinds/one" });
    const two = await life.create({ ...BOTH, target: "span1", owner: "test/kinds/two" });
    await life.remove(one);
    expect(await filters("ingress")).toHaveLength(1);
    expect(await qdiscs()).toEqual(["clsact mon0"]);
    await life.remove(two);
    await isEmpty();
  });

  test("changes in place, all but the monitor", async () => {
    await life.having(BOTH, async (made) => {
      expect(await life.plan(made, { ...BOTH, monitor: "wire0" })).toEqual(["monitor"]);
      let now = made;
      for (const args of [
        { ...BOTH, target: "span1" },
        { ...BOTH, direction: "egress" },
        { ...BOTH, direction: "egress", match: { protocol: "ip", ipProto: "tcp", destinationPort: 80 } },
        { ...BOTH, direction: "ingress", skipHw: false },
        { ...BOTH, owner: "another/name/x" },
        BOTH,
      ]) {
        expect(await life.plan(now, args)).toBe("update");
        now = await life.update(now, args);
        await life.isQuiet(now);
      }
    });
    await isEmpty();
  });

  test("what can't be changed leaves the copies as they were", async () => {
    await life.having(BOTH, async (made) => {
      await expect(life.update(made, { ...BOTH, target: "nope0" })).rejects.toThrow(
        /there is no device nope0 to send copies to: make it first/,
      );
      await life.isQuiet(made);
    });
  });

  describe("refresh", () => {
    test("names a target that is gone, and the next run sends copies again", async () => {
      await net.run(
        "ip link add span9 type gretap local 10.45.0.1 remote 10.45.0.2 key 9 && ip link set span9 up",
      );
      const args = { ...BOTH, target: "span9" };
      const made = await life.create(args);
      await net.run("ip link del span9");
      expect(await life.drift(made)).toEqual(["target"]);
      expect(await life.refresh(made)).toMatchObject({ target: "*" });
      const next = await life.update(made, BOTH);
      await life.isQuiet(next);
      await life.remove(next);
      await isEmpty();
    });

    test("names a direction whose filter is gone, and a filter that was exchanged", async () => {
      await life.having(BOTH, async (made) => {
        await net.run(`tc filter del dev mon0 egress`);
        expect(await life.drift(made)).toEqual(["direction"]);
        expect(await life.refresh(made)).toMatchObject({ direction: "ingress" });
        await life.isQuiet(await life.update(await life.refreshed(made), BOTH));
      });
      await isEmpty();
    });

    test("gone is gone: its filters, or its monitor", async () => {
      const made = await life.create(BOTH);
      await net.run("tc qdisc del dev mon0 clsact");
      expect(await life.refresh(made)).toBeUndefined();
      await life.remove(made);
      await isEmpty();
      await net.run("ip link add gone0 type dummy && ip link set gone0 up");
      const other = await life.create({ ...BOTH, monitor: "gone0" });
      await net.run("ip link del gone0");
      expect(await life.refresh(other)).toBeUndefined();
      await life.remove(other);
      await isEmpty();
    });
  });

  describe("the host as it is may not have it", () => {
    test("a monitor without Ethernet frames", async () => {
      await expect(life.create({ ...BOTH, monitor: "bare0" })).rejects.toThrow(
        /mirror:bare0>span0 on .*: span0 \(erspan\) carries Ethernet frames, but the packets of bare0 \(ipip\) begin without an Ethernet header/,
      );
      // into a device without Ethernet frames it goes
      await net.run("ip link add gre9 type gre local 10.45.0.1 remote 10.45.0.9 && ip link set gre9 up");
      await life.having({ monitor: "bare0", target: "gre9" }, life.isQuiet);
      await net.run("ip link del gre9");
    });
    test("devices that are not there", async () => {
      await expect(life.create({ ...BOTH, monitor: "nope0" })).rejects.toThrow(
        /there is no device nope0 to monitor/,
      );
      await expect(life.create({ ...BOTH, target: "nope0" })).rejects.toThrow(
        /there is no device nope0 to send copies to/,
      );
      await isEmpty();
    });
    test("somebody's ingress qdisc, which has no egress", async () => {
      await net.run("tc qdisc add dev mon0 ingress");
      await expect(life.create(BOTH)).rejects.toThrow(
        /mon0 has an ingress qdisc of somebody else's, which has no place for what goes out/,
      );
      await life.having({ ...BOTH, direction: "ingress" }, async (made) => {
        await life.isQuiet(made);
        expect(await arrives("span0")).toHaveLength(3);
      });
      expect(await qdiscs()).toEqual(["ingress mon0"]);
      expect(await filters("ingress")).toEqual([]);
    });
    test("a mirror of its own copies", async () => {
      await expect(life.create({ ...BOTH, monitor: "wire0" })).rejects.toThrow(
        /what span0 sends goes out by wire0 itself, so each copy would be copied again/,
      );
      await life.having({ ...BOTH, monitor: "wire0", direction: "ingress" }, life.isQuiet);
      await isEmpty();
    });
  });
});
