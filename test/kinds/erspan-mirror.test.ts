import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Args } from "../../provider/schema/declaration.ts";
import { UNKNOWN } from "../../provider/schema/unknown-value.ts";
import { sample } from "../sample.ts";
import { captured } from "./captured.ts";
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
const MAC = "02:00:00:00:00:0a";
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
      "for dev in mon0 span0 span1; do tc qdisc del dev $dev clsact; tc qdisc del dev $dev ingress; done 2>/dev/null; true",
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
  const arrivalsOn = (device: string, count: number, filter = "icmp") =>
    captured(collector, { device, filter, count }, () => netns.run("ping -c 3 -i 0.2 -W 2 10.46.0.2"));

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
      [{ ...BOTH, match: { vlans: 5 } }, /^match\.vlans: is not a property/],
      [{ ...BOTH, match: { except: [{ vlans: 5 }] } }, /^match\.except\[0\]\.vlans: is not a property/],
      [{ ...BOTH, match: { vlan: "untagged" } }, /^match: has vlan "untagged", which needs a protocol/],
      [{ ...BOTH, match: { except: [{ ipProto: "tcp" }] } }, /^match: has except\[0\], which needs protocol/],
      [
        { ...BOTH, match: { protocol: "ip", ipProto: "tcp", sourcePort: "9-1" } },
        /^match\.sourcePort: must be a whole number from 1 to 65535, or a range/,
      ],
      [{ ...BOTH, pref: 0 }, /^pref: must be a whole number from 1 to 65534$/],
      [{ ...BOTH, mtu: 67 }, /^mtu: must be a whole number from 68 to 65535$/],
    ])("refuses %j", async (args, words) => {
      const faults = await driver.faults(args);
      expect(faults).toHaveLength(1);
      expect(faults[0]).toMatch(words);
    });

    test("accepts unknown values", async () => {
      for (const key of ["monitor", "target", "direction", "skipHw", "match", "pref", "mtu"])
        expect(await driver.faults({ ...BOTH, [key]: UNKNOWN })).toEqual([]);
      expect(await driver.faults({ ...BOTH, match: { source: UNKNOWN, ipProto: "tcp" } })).toEqual([]);
    });
  });

  describe("ErspanMirror with all of its arguments", () => {
    const UNTAGGED = { eth_type: "ipv4" };
    const TAGGED = { ...UNTAGGED, vlan_ethtype: "ip" };
    const dns = { ip_proto: "udp", src_ip: "10.46.0.0/24", dst_ip: "10.46.0.1", src_port: 53 };
    // newer releases of tc print the number with 0x
    const ospf = { ip_proto: expect.stringMatching(/^(0x)?59$/) };
    const web = { ip_proto: "tcp", src_port: expect.anything(), dst_port: 80 };
    const cases: readonly (readonly [string, Args, Args[], Args[]])[] = [
      ["both ways", BOTH, [{}], [{}]],
      ["what comes in", { ...BOTH, direction: "ingress", skipHw: false }, [{}], []],
      ["what goes out", { ...BOTH, direction: "egress" }, [], [{}]],
      [
        "DNS answers",
        {
          ...{ ...BOTH, direction: "ingress" },
          match: { source: "10.46.0.0/24", destination: "10.46.0.1", ipProto: 17, sourcePort: 53 },
        },
        [
          { ...UNTAGGED, ...dns },
          { ...TAGGED, ...dns },
        ],
        [],
      ],
      [
        "OSPF over IPv6 without a tag",
        { ...BOTH, match: { protocol: "ipv6", vlan: "untagged", ipProto: 89 } },
        [{ eth_type: "ipv6", ...ospf }],
        [{ eth_type: "ipv6", ...ospf }],
      ],
      [
        "ARP",
        { ...BOTH, direction: "egress", match: { protocol: "arp" } },
        [],
        [{ eth_type: "arp" }, { eth_type: "arp", vlan_ethtype: "arp" }],
      ],
      ["a match of nothing in particular", { ...BOTH, match: {} }, [{}], [{}]],
      [
        "a VLAN of an Ethernet address, with a preference",
        { ...BOTH, direction: "egress", pref: 300, match: { vlan: 5, sourceMac: MAC, destinationMac: MAC } },
        [],
        [{ vlan_id: 5, src_mac: MAC, dst_mac: MAC }],
      ],
      [
        "ranges of ports, without others, of packets up to a size",
        {
          ...{ ...BOTH, direction: "ingress", mtu: 1000 },
          match: {
            ...{ protocol: "ip", ipProto: "tcp", sourcePort: "1000-2000", destinationPort: 80 },
            except: [
              { source: "10.46.0.9/32", protocol: "ip" },
              { vlan: 7, destinationMac: MAC },
            ],
          },
        },
        [
          { ...UNTAGGED, ...web },
          { ...TAGGED, ...web },
        ],
        [],
      ],
    ];
    test.each(sample(cases, 4))(
      "is created as declared and removed completely: %s",
      async (_title, args, ingress, egress) => {
        await driver.having(args, async (made) => {
          const [there, back] = [await filters("ingress"), await filters("egress")];
          expect(there.map(({ options }) => options?.keys ?? {})).toEqual(ingress);
          expect(back.map(({ options }) => options?.keys ?? {})).toEqual(egress);
          for (const { options, pref } of [...there, ...back]) {
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
      const seen = await arrivalsOn("span0", 6);
      expect(seen.filter((line) => line.includes("echo request"))).toHaveLength(3);
      expect(seen.filter((line) => line.includes("echo reply"))).toHaveLength(3);
    });
    await driver.having(
      { ...BOTH, direction: "egress", match: { destination: "10.46.0.2", ipProto: "icmp" } },
      async () => {
        const seen = await arrivalsOn("span0", 3);
        expect(seen.filter((line) => line.includes("echo request"))).toHaveLength(3);
        expect(seen).toHaveLength(3);
      },
    );
  });

  test("copies tagged and untagged packets of a protocol, of one VLAN, and not those of `except`", async () => {
    await netns.run(
      "ip link add mon5 link mon0 type vlan id 5 && ip addr add 10.47.0.1/24 dev mon5 && ip link set mon5 up",
    );
    await collector.run(
      "ip link add peer5 link peer0 type vlan id 5 && ip addr add 10.47.0.2/24 dev peer5 && ip link set peer5 up",
    );
    const copies = async (match: Args, expected: { tagged: number; untagged: number }) => {
      const count = expected.tagged + expected.untagged;
      const capture = { device: "span0", filter: "icmp or (vlan and icmp)", count, ethernet: true };
      let lines: string[] = [];
      await driver.having({ ...BOTH, match }, async () => {
        lines = await captured(collector, capture, () =>
          netns.run("ping -c 2 -i 0.2 -W 2 10.46.0.2 && ping -c 2 -i 0.2 -W 2 10.47.0.2"),
        );
      });
      const tagged = lines.filter((line) => line.includes("vlan 5")).length;
      expect({ match, tagged, untagged: lines.length - tagged }).toEqual({ match, ...expected });
    };
    const rows: readonly (readonly [Args, { tagged: number; untagged: number }])[] = [
      [{ protocol: "ip" }, { tagged: 4, untagged: 4 }],
      [{ vlan: 5 }, { tagged: 4, untagged: 0 }],
      [
        { protocol: "ip", except: [{ source: "10.46.0.1" }] },
        { tagged: 4, untagged: 2 },
      ],
      [
        { protocol: "ip", vlan: "untagged" },
        { tagged: 0, untagged: 4 },
      ],
      [{ except: [{ vlan: 5 }] }, { tagged: 0, untagged: 4 }],
    ];
    for (const [match, expected] of sample(rows, 2)) await copies(match, expected);
    await netns.run("ip link del mon5");
    await collector.run("ip link del peer5");
  });

  test("copies packets from and to ports of a range", async () => {
    await netns.run("sysctl -qw net.ipv4.ip_local_port_range='2053 2053'");
    const copies = async (match: Args, expected: readonly number[]) => {
      const args = { ...BOTH, direction: "egress", match: { protocol: "ip", ipProto: "udp", ...match } };
      const capture = { device: "span0", filter: "udp", count: expected.length };
      let lines: string[] = [];
      await driver.having(args, async () => {
        lines = await captured(collector, capture, () =>
          netns.run('for port in 999 1000 2000 2001; do bash -c "echo x >/dev/udp/10.46.0.2/$port"; done'),
        );
      });
      const ports = lines.map((line) => Number(/> 10\.46\.0\.2\.(\d+)/.exec(line)?.[1]));
      expect({ match, ports }).toEqual({ match, ports: expected });
    };
    const rows: readonly (readonly [Args, readonly number[]])[] = [
      [{ sourcePort: "2000-2100", destinationPort: "1000-2000" }, [1000, 2000]],
      [{ destinationPort: "1000-2000" }, [1000, 2000]],
      [{ sourcePort: "1-2000" }, []],
      [{ sourcePort: 2053, destinationPort: "1000-2000" }, [1000, 2000]],
    ];
    for (const [match, expected] of sample(rows, 2)) await copies(match, expected);
  });

  test("copies all packets for each of two mirrors, and leaves other filters their packets", async () => {
    await netns.run(
      "tc qdisc add dev mon0 clsact && tc filter add dev mon0 ingress pref 49152 protocol ip matchall action pass",
    );
    await driver.having({ ...BOTH, owner: "test/kinds/one" }, async () => {
      await driver.having({ ...BOTH, target: "span1", owner: "test/kinds/two" }, async () => {
        expect(await arrivalsOn("span0", 6)).toHaveLength(6);
        expect(await arrivalsOn("span1", 6)).toHaveLength(6);
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
    expect(await qdiscs()).toEqual(["clsact mon0", "clsact span1"]);
    await driver.remove(two);
    await isEmpty();
  });

  test("changes everything but the monitor in place", async () => {
    await driver.having(BOTH, async (made) => {
      expect(await driver.plan(made, { ...BOTH, monitor: "wire0" })).toEqual(["monitor"]);
      let now = made;
      const steps: readonly Args[] = [
        { ...BOTH, target: "span1" },
        { ...BOTH, direction: "egress" },
        { ...BOTH, direction: "egress", match: { protocol: "ip", ipProto: "tcp", destinationPort: 80 } },
        { ...BOTH, direction: "egress", match: { vlan: 5, except: [{ protocol: "arp" }] } },
        { ...BOTH, pref: 40, mtu: 1000 },
        { ...BOTH, pref: 50, target: "span1" },
        { ...BOTH, triggers: [1] },
        { ...BOTH, direction: "ingress", skipHw: false },
        { ...BOTH, owner: "another/name/x" },
        BOTH,
      ];
      for (const args of sample(steps, 2, 1)) {
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
      // The filters at the target are gone with it
      expect(await driver.drift(made)).toEqual(["direction", "target"]);
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

    const drifts: readonly (readonly [string, Args, string, string[]])[] = [
      ["match", { match: { protocol: "ip" } }, "tc filter del dev mon0 ingress pref PREF1", ["match"]],
      ["match", { match: { except: [{ vlan: 5 }] } }, "tc filter del dev span0 egress pref PREF", ["match"]],
      ["mtu", { mtu: 1000 }, "tc filter del dev span0 egress pref PREF", ["mtu"]],
      ["direction", {}, "tc filter del dev span0 egress", ["direction"]],
      ["direction", {}, "tc qdisc del dev mon0 clsact", ["direction"]],
    ];
    test.each(sample(drifts, 3))(
      "names %s of %j after `%s`, and the update repairs it",
      async (_name, more, by, names) => {
        const args = { ...BOTH, ...more };
        await driver.having(args, async (made) => {
          const pref = Math.min(...(await filters("egress", "span0")).map((one) => one.pref));
          const first = Math.min(...(await filters("ingress")).map((one) => one.pref));
          await netns.run(by.replace("PREF1", `${first + 1}`).replace("PREF", `${pref}`));
          expect(await driver.drift(made)).toEqual(names);
          await driver.isQuiet(await driver.update(await driver.refreshed(made), args));
        });
        await isEmpty();
      },
    );

    test("reports the mirror as gone without its filters", async () => {
      const made = await driver.create(BOTH);
      await netns.run("tc qdisc del dev mon0 clsact && tc qdisc del dev span0 clsact");
      expect(await driver.refresh(made)).toBeUndefined();
      await driver.remove(made);
      await isEmpty();
    });

    test("leaves nothing at the target when the monitor is gone", async () => {
      await netns.run("ip link add gone0 type dummy && ip link set gone0 up");
      const other = await driver.create({ ...BOTH, monitor: "gone0" });
      await netns.run("ip link del gone0");
      expect(await driver.refresh(other)).toMatchObject({ direction: "none" });
      await driver.remove(await driver.refreshed(other));
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
    test("refuses a preference that a filter of another program has", async () => {
      await netns.run(
        "tc qdisc add dev mon0 clsact && tc filter add dev mon0 egress pref 8 protocol 802.1Q flower action pass",
      );
      await expect(driver.create({ ...BOTH, pref: 7, match: { protocol: "ip" } })).rejects.toThrow(
        /mon0 already has a flower filter with the preference 8 on egress, and this mirror needs the preferences 7 to 8: choose another pref/,
      );
      expect(await filters("egress")).toHaveLength(1);
    });
    test("warns of a filter of another program that may end the processing before it", async () => {
      const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
      await netns.run(
        "tc qdisc add dev mon0 clsact && tc filter add dev mon0 egress pref 5 protocol ip flower action pass",
      );
      await driver.having({ ...BOTH, pref: 4 }, driver.isQuiet);
      await driver.having({ ...BOTH, direction: "ingress" }, driver.isQuiet);
      expect(warn).not.toHaveBeenCalled();
      await driver.having({ ...BOTH, pref: 6 }, async () => {
        expect(await arrivalsOn("span0", 0, "icmp[icmptype] == 8")).toEqual([]);
      });
      expect(warn.mock.calls).toEqual([
        [
          expect.stringMatching(
            /mirror:mon0>span0 on .*: mon0 has a flower filter with the preference 5 on egress, before this mirror with 6.*Set pref to less than 5/,
          ),
        ],
      ]);
      warn.mockRestore();
    });
    test("refuses a second mirror into a target at which the first one drops copies", async () => {
      await driver.having(
        { ...BOTH, owner: "test/kinds/one", match: { except: [{ vlan: 5 }] } },
        async () => {
          await expect(driver.create({ ...BOTH, owner: "test/kinds/two" })).rejects.toThrow(
            /another mirror of mon0 drops copies at span0, by match.except or mtu/,
          );
        },
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
        expect(await arrivalsOn("span0", 3)).toHaveLength(3);
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
