// Filters that an operator made with tc become mirrors on a kernel: by their address alone, without a packet that has no
// copy, and without a change of anything else. Both devices have clsact, because the kernel drops what a device sends while
// it gets that.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { importPlace } from "./import-place.ts";
import { fakeDumpClock } from "./later.ts";
import { makeWiredNetns, type Netns } from "./netns-fixture.ts";
import type { Made } from "./resource-driver.ts";

const NETNS = "kinds-copies";
const MARK = { owner: "shop/prod/mirror", __stack: "k3x9q2bc" };
const COPY = "action mirred egress mirror dev span0";
const secondsLater = fakeDumpClock();

let netns: Netns;
let other: Netns;
beforeAll(async () => {
  [netns, other] = await makeWiredNetns(NETNS, "kinds-copies-far");
  await netns.run(
    [
      "ip link add mon0 type veth peer name peer0 netns kinds-copies-far && ip link set mon0 up",
      "ip addr add 10.46.0.1/24 dev mon0",
      "ip link add span0 type erspan local 10.45.0.1 remote 10.45.0.2 seq key 7 erspan_ver 1 erspan 5",
      "echo 1 >/proc/sys/net/ipv6/conf/span0/disable_ipv6 && ip link set span0 up",
    ].join(" && "),
  );
  await other.run("ip link set peer0 up && ip addr add 10.46.0.2/24 dev peer0");
});
afterAll(() => Promise.all([netns?.remove(), other?.remove()]));
beforeEach(async () => {
  await netns.run("for dev in mon0 span0; do tc qdisc add dev $dev clsact || exit; done");
});
afterEach(async () => {
  await netns.run("for dev in mon0 span0; do tc qdisc del dev $dev clsact 2>/dev/null; done; true");
  await netns.removeMarkers();
});

const place = importPlace(NETNS);
const driver = place.driver("ErspanMirror");

/** The filters of the monitor in words. */
const filters = () => netns.run("for way in ingress egress; do tc filter show dev mon0 $way; done");
const byHand = (...lines: string[]) =>
  netns.run(["true", ...lines.map((line) => `tc filter add dev mon0 ${line}`)].join(" && "));

const imported = (name: string): Promise<Made> => {
  secondsLater();
  return place.imported("ErspanMirror", name);
};

/** Counts packets on the monitor and copies, while something happens. */
async function whilePinging(work: () => Promise<unknown>): Promise<{ seen: number; copies: number }> {
  const counts = async () => {
    const text = await netns.run(
      "cat /sys/class/net/mon0/statistics/rx_packets /sys/class/net/mon0/statistics/tx_packets /sys/class/net/span0/statistics/tx_packets",
    );
    const [rx = 0, tx = 0, copies = 0] = text.trim().split("\n").map(Number);
    return { seen: rx + tx, copies };
  };
  const before = await counts();
  const pings = netns.runApart("ping -q -i 0.01 -c 300 -W 5 10.46.0.2");
  await work();
  await pings;
  const after = await counts();
  return { seen: after.seen - before.seen, copies: after.copies - before.copies };
}

/** The filters without what an update changes: the owner, and that later filters get the packets. */
const unmarked = (text: string) =>
  text.replace(/\n\s*cookie \S+/g, "").replace(/\) (pipe|pass|continue)/g, ")");

const OTHERS = "ingress pref 50 protocol 802.1Q flower vlan_id 9 action drop";

describe("import of an ErspanMirror", () => {
  test.each([
    {
      what: "all packets of both directions",
      lines: [
        `ingress pref 10 protocol all matchall ${COPY}`,
        `egress pref 10 protocol all matchall ${COPY}`,
      ],
      others: [],
      args: { pref: 10, direction: "both" },
      copiesOf: (seen: number) => seen,
    },
    {
      what: "packets that a flower filter with a handle selects, before a filter of another program",
      lines: [`ingress pref 9 handle 7 protocol ip flower ip_proto icmp src_ip 10.46.0.0/24 ${COPY}`],
      others: [OTHERS],
      args: {
        ...{ pref: 9, direction: "ingress" },
        match: { protocol: "ip", vlan: "untagged", ipProto: "icmp", source: "10.46.0.0/24" },
      },
      copiesOf: () => 300,
    },
    {
      what: "packets of a protocol that a matchall filter selects",
      lines: [`egress pref 65000 protocol ip matchall ${COPY} pass`],
      others: [],
      args: { pref: 65_000, direction: "egress", match: { protocol: "ip", vlan: "untagged" } },
      copiesOf: () => 300,
    },
  ])(
    "shows only the mark for $what, sets it while every packet has its copy, and is removed completely",
    async ({ lines, others, args, copiesOf }) => {
      await byHand(...others);
      const [before, qdiscs] = [await filters(), await netns.run("tc qdisc show")];
      await byHand(...lines);
      const original = await filters();
      const made = await imported(`mirror:mon0>span0,pref=${args.pref},direction=${args.direction}`);
      const { direction, ...rest } = args;
      const { host: _h, ...program } = made.inputs;
      expect(program).toEqual({
        ...{ monitor: "mon0", target: "span0", skipHw: false, ...rest },
        ...(direction === "both" ? {} : { direction }),
      });
      expect(await driver.plan(made, { ...program, ...MARK })).toBe("update");
      expect(await filters()).toBe(original);

      let updated = made;
      const { seen, copies } = await whilePinging(async () => {
        updated = await driver.update(made, { ...program, ...MARK });
      });
      expect(seen).toBeGreaterThanOrEqual(600);
      expect(copies).toBe(copiesOf(seen));
      expect(unmarked(await filters())).toBe(unmarked(original));
      expect((await filters()).match(/cookie 70697032/g)).toHaveLength(lines.length);
      secondsLater();
      await driver.isQuiet(updated);
      await driver.remove(updated);
      expect(await filters()).toBe(before);
      expect(await netns.run("tc qdisc show")).toBe(qdiscs);
      expect(await netns.markers()).toEqual([]);
    },
  );

  test.each([
    [`ingress pref 9 protocol all u32 match u32 0 0 ${COPY}`, /it is a u32 filter/],
    [
      `ingress pref 9 protocol all matchall ${COPY} action drop`,
      /it has more actions than the one that copies/,
    ],
    [`ingress pref 9 protocol all chain 5 matchall ${COPY}`, /it is in the chain 5/],
    [`ingress pref 9 protocol all matchall classid 1:1 ${COPY}`, /it gives packets the class 1:1/],
    [`ingress pref 9 protocol ip flower ip_tos 4 ${COPY}`, /it selects by ip_tos/],
    [`ingress pref 9 protocol all matchall ${COPY} cookie aabb`, /the cookie of another program/],
    [`ingress pref 9 protocol all matchall ${COPY} index 77`, undefined],
  ])("leaves out what no mirror can take over: %s", async (line, reason) => {
    await byHand(line);
    const reading = imported("mirror:mon0>span0,pref=9,direction=ingress");
    await (reason === undefined ? reading : expect(reading).rejects.toThrow(reason));
  });

  test("leaves out filters that share an action, or a block", async () => {
    await byHand(`ingress pref 9 protocol ip matchall ${COPY} index 77`);
    await byHand("ingress pref 10 protocol arp matchall action mirred index 77");
    await expect(imported("mirror:mon0>span0,pref=9,direction=ingress")).rejects.toThrow(
      /other filters share its action/,
    );
    await netns.run("tc qdisc del dev mon0 clsact && tc qdisc add dev mon0 ingress_block 7 clsact");
    await netns.run(`tc filter add block 7 pref 9 protocol all matchall ${COPY}`);
    await expect(imported("mirror:mon0>span0,pref=9,direction=ingress")).rejects.toThrow(/in the block 7/);
  });
});
